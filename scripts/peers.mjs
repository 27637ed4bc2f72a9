// Installs what `npm run test:peers` runs against into .peers/: servers and engines that stand in for AWS and Snowflake,
// in Python environments of their own, and the Node that Lambda runs. Safe to repeat: what is there and complete stays.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

// These resolve together; MiniStack before 1.5 lacks dead-letter queues and the deletion of stacks, and fakesnow cannot
// be imported beside version 5 of Snowflake's connector.
const python = [
  'ministack==1.5.33',
  'boto3==1.43.106',
  'moto[server]==5.2.5',
  'fakesnow[server]==0.12.1',
  'sqlglot==30.22.0',
  'snowflake-connector-python==4.8.1',
]
// Builds of it for Python 3.11 and older are years old.
const databend = ['databend==1.2.895', 'pyarrow==26.0.1']
// Of npm, in a folder of its own: as a devDependency, npm's scripts would run on it.
const node = `node-${process.platform}-${process.arch}@24.21.0`
// What stands between Lambda and a function; it is compiled against that Node, which takes a minute.
const client = 'aws-lambda-ric@4.0.2'

const folder = fileURLToPath(new URL('../.peers', import.meta.url))

install(folder, python, () => {
  rmSync(folder, { recursive: true, force: true })
  run('python3', ['-m', 'venv', folder], 'Python 3.10 or newer with its venv module is needed')
  const pip = ['-m', 'pip', 'install', '--quiet', ...python]
  run(`${folder}/bin/python`, pip, 'a package index must be within reach')
})

const databendFolder = `${folder}/databend`
install(databendFolder, databend, () => {
  rmSync(databendFolder, { recursive: true, force: true })
  run(newPython(), ['-m', 'venv', databendFolder], 'Python 3.12 or newer with its venv module is needed')
  const pip = ['-m', 'pip', 'install', '--quiet', ...databend]
  run(`${databendFolder}/bin/python`, pip, 'a package index must be within reach')
})

const nodeFolder = `${folder}/node24`
install(nodeFolder, [node], () => npmInstall(nodeFolder, node, ['--ignore-scripts']))

const clientFolder = `${folder}/runtime-client`
install(clientFolder, [client, node], () => {
  const nodedir = `${nodeFolder}/node_modules/${node.replace(/@.*/, '')}`
  const PATH = `${nodedir}/bin:${process.env.PATH}`
  npmInstall(clientFolder, client, [], { ...process.env, PATH, npm_config_nodedir: nodedir })
})

function npmInstall(place, pin, options, env = process.env) {
  rmSync(place, { recursive: true, force: true })
  mkdirSync(place)
  writeFileSync(`${place}/package.json`, '{ "private": true }\n')
  // In the folder and not by --prefix: the scripts of a package would take that for theirs.
  const npm = ['install', '--no-audit', '--no-fund', '--silent', ...options, pin]
  const need = 'a package registry must be within reach, and cmake, g++ and make be installed'
  run('npm', npm, need, { cwd: place, env })
}

/** Installs unless it is there; the receipt is written last, so that one that was interrupted begins anew. */
function install(place, pins, work) {
  const receipt = `${place}/installed.txt`
  const wanted = `${pins.join('\n')}\n`
  const isThere = existsSync(receipt) && readFileSync(receipt, 'utf8') === wanted
  if (!isThere) {
    work()
    writeFileSync(receipt, wanted)
  }
  console.error(
    `peers: ${isThere ? '' : 'installed '}${pins.join(', ')} ${isThere ? 'are in' : 'into'} ${place}`,
  )
}

/** The first Python from 3.12 on: in the path, or of pyenv, which keeps those that are not chosen out of it. */
function newPython() {
  const wanted = 'import sys; sys.exit(sys.version_info < (3, 12))'
  const ofPyenv = ['3.12', '3.13'].map((version) => {
    const { stdout } = spawnSync('pyenv', ['prefix', version], { encoding: 'utf8' })
    return `${(stdout ?? '').trim()}/bin/python`
  })
  const candidates = ['python3', 'python3.12', 'python3.13', ...ofPyenv]
  return candidates.find((one) => spawnSync(one, ['-c', wanted]).status === 0) ?? 'python3.12'
}

function run(command, args, need, options = {}) {
  const stdio = ['ignore', 'inherit', 'inherit']
  const { status, error } = spawnSync(command, args, { ...options, stdio })
  if (status === 0) return
  console.error(`peers: ${command} ${args.join(' ')} failed${error ? ` (${error.message})` : ''}; ${need}`)
  process.exit(1)
}
