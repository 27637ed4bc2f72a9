// Installs the programs that `npm run test:peers` needs into .peers/: servers and engines that imitate AWS and Snowflake,
// each in its own Python environment, and the Node version of Lambda. Safe to repeat: complete installations are kept.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

// Versions that resolve together. MiniStack before 1.5 lacks dead-letter queues and stack deletion, and fakesnow cannot be
// imported together with version 5 of Snowflake's connector.
const python = [
  'ministack==1.5.33',
  'boto3==1.43.106',
  'moto[server]==5.2.5',
  'fakesnow[server]==0.12.1',
  'sqlglot==30.22.0',
  'snowflake-connector-python==4.8.1',
]
// Builds for Python 3.11 and older are years old.
const databend = ['databend==1.2.895', 'pyarrow==26.0.1']
// The next engine of the local warehouse. fakesnow brings a DuckDB too, but of the version that it wants.
const duckdb = ['duckdb==2.0.1']
// In its own folder: as a devDependency it would replace the Node that runs npm's scripts.
const node = `node-${process.platform}-${process.arch}@24.21.0`
// Lambda's runtime interface client. It is compiled for the Node above, which takes a minute.
const client = 'aws-lambda-ric@4.0.2'

const folder = fileURLToPath(new URL('../.peers', import.meta.url))

installPython(folder, python, () => 'python3', '3.10')
installPython(`${folder}/databend`, databend, newPython, '3.12')
installPython(`${folder}/duckdb`, duckdb, () => 'python3', '3.10')

const nodeFolder = `${folder}/node24`
install(nodeFolder, [node], () => npmInstall(nodeFolder, node, ['--ignore-scripts']))

const clientFolder = `${folder}/runtime-client`
install(clientFolder, [client, node], () => {
  const nodedir = `${nodeFolder}/node_modules/${node.replace(/@.*/, '')}`
  const PATH = `${nodedir}/bin:${process.env.PATH}`
  npmInstall(clientFolder, client, [], { ...process.env, PATH, npm_config_nodedir: nodedir })
})

/** Installs packages into a Python environment of their own. */
function installPython(folder, pins, findPython, version) {
  install(folder, pins, () => {
    rmSync(folder, { recursive: true, force: true })
    run(findPython(), ['-m', 'venv', folder], `Python ${version} or newer with its venv module is needed`)
    const pip = ['-m', 'pip', 'install', '--quiet', ...pins]
    run(`${folder}/bin/python`, pip, 'a reachable package index is needed')
  })
}

function npmInstall(folder, pin, options, env = process.env) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  writeFileSync(`${folder}/package.json`, '{ "private": true }\n')
  // With cwd instead of --prefix, which install scripts of packages would inherit.
  const npm = ['install', '--no-audit', '--no-fund', '--silent', ...options, pin]
  const need = 'a reachable package registry, cmake, g++ and make are needed'
  run('npm', npm, need, { cwd: folder, env })
}

/** Installs unless complete. The receipt is written last, so that an interrupted installation starts again. */
function install(folder, pins, work) {
  const receipt = `${folder}/installed.txt`
  const wanted = `${pins.join('\n')}\n`
  const isInstalled = existsSync(receipt) && readFileSync(receipt, 'utf8') === wanted
  if (!isInstalled) {
    work()
    writeFileSync(receipt, wanted)
  }
  console.error(`peers: ${isInstalled ? 'found' : 'installed'} ${pins.join(', ')} in ${folder}`)
}

/** The first Python that is 3.12 or newer, from PATH or pyenv, whose versions may not be on PATH. */
function newPython() {
  const wanted = 'import sys; sys.exit(sys.version_info < (3, 12))'
  const pyenvPythons = ['3.12', '3.13'].map((version) => {
    const { stdout } = spawnSync('pyenv', ['prefix', version], { encoding: 'utf8' })
    return `${(stdout ?? '').trim()}/bin/python`
  })
  const candidates = ['python3', 'python3.12', 'python3.13', ...pyenvPythons]
  return candidates.find((one) => spawnSync(one, ['-c', wanted]).status === 0) ?? 'python3.12'
}

function run(command, args, need, options = {}) {
  const stdio = ['ignore', 'inherit', 'inherit']
  const { status, error } = spawnSync(command, args, { ...options, stdio })
  if (status === 0) return
  console.error(`peers: ${command} ${args.join(' ')} failed${error ? ` (${error.message})` : ''}; ${need}`)
  process.exit(1)
}
