// Packs the package, installs it into an empty folder without its optional packages, measures it, and runs what needs one
// machine alone. The last line is `N passed, N failed`. Needs a package registry for the dependencies.
import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Megabytes on disk that an installation may take. */
const LIMIT = 115

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'hitparade-package-'))
let [passed, failed] = [0, 0]

const packed = /hitparade-\S+\.tgz/
const pack = ['pack', '--silent', '--pack-destination', folder]
const [tarball] = packed.exec(check('npm pack packs', root, 'npm', pack, packed)) ?? []
writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
const install = ['install', '--no-audit', '--no-fund', `./${tarball}`]
check('the package installs elsewhere', folder, 'npm', install, /(?:)/)
const modules = join(folder, 'node_modules')
const megabytes = measureBytes(modules) / 2 ** 20
report(`it takes ${megabytes.toFixed(1)} MB of at most ${LIMIT}`, megabytes <= LIMIT)
const home = join(modules, 'hitparade')
report(
  'it contains the files that its README links to',
  findMissingFiles(home).length === 0,
  findMissingFiles(home),
)
writeFileSync(
  join(folder, 'program.mts'),
  "import { type App, openApp } from 'hitparade'\nexport const open: (app: App) => typeof openApp = () => openApp\n",
)
const compiler = [
  '--noEmit',
  '--strict',
  '--module',
  'nodenext',
  '--types',
  '',
  '--typeRoots',
  join(root, 'node_modules/@types'),
]
check(
  'a program finds its types',
  folder,
  join(root, 'node_modules/.bin/tsc'),
  [...compiler, 'program.mts'],
  /(?:)/,
)
check('it lists its insights there', folder, 'npx', ['hitparade', 'insights'], /"insight":"climbers"/)
const day = ['--chart', 'global-top-100', '--date', '2026-01-05']
check('it fetches and shows a chart there', folder, 'npx', ['hitparade', 'run', ...day], /"position":100,/)
check(
  'it answers from its warehouse there',
  folder,
  'npx',
  ['hitparade', 'insights', 'chart'],
  /"position":1,/,
)
check('it writes pages there', folder, 'npx', ['hitparade', 'build', 'public'], /(?:)/)
const help = ['hitparade', '--help']
check('it shows its help there', folder, 'npx', help, /^Usage: hitparade/)
const status = ['hitparade', 'status', '--target', 'aws']
const clients = /`npm install (@aws-sdk\/client-[a-z]+@\d+\.\d+\.\d+ ?){7}`/
check('it names the packages that AWS needs', folder, 'npx', status, clients, 1)
writeFileSync(
  join(folder, 'hitparade.jsonc'),
  JSON.stringify({
    charts: [{ chart: 'a', source: 'deezer', playlist: '1' }],
    // The standard login needs a terminal.
    snowflake: { account: 'a-b', user: 'someone', authenticator: 'workload_identity' },
    s3: { region: 'eu-west-1' },
  }),
)
const query = ['hitparade', '--warehouse', 'snowflake', 'insights', 'chart']
check(
  'it names the package that Snowflake needs',
  folder,
  'npx',
  query,
  /`npm install snowflake-sdk@[\d.]+`/,
  1,
)
const deploy = ['hitparade', 'deploy', '--target', 'aws']
check('it says that deploying needs a clone', folder, 'npx', deploy, /needs a clone of hitparade/, 1)

rmSync(folder, { recursive: true, force: true })
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0

/** Runs a command and checks its exit code and its stdout, or its stderr if it should fail. Returns its stdout. */
function check(title, cwd, command, args, expected, code = 0) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' })
  const isExpected = status === code && expected.test(code === 0 ? stdout : stderr)
  report(title, isExpected, `${command} ${args.join(' ')} exited with ${status}\n${stdout}${stderr}`)
  return stdout
}

function report(title, isExpected, details = '') {
  if (isExpected) passed += 1
  else failed += 1
  console.log(`${isExpected ? 'ok' : 'failed'}: ${title}`)
  if (!isExpected) console.log(details)
}

/** Bytes that a folder takes on disk, in whole blocks. */
function measureBytes(path) {
  const entry = lstatSync(path)
  const inside = entry.isDirectory() ? readdirSync(path).map((name) => measureBytes(join(path, name))) : []
  return inside.reduce((sum, bytes) => sum + bytes, entry.blocks * 512)
}

/** Relative links of the README that lead to no file of the package. */
function findMissingFiles(home) {
  const links = readFileSync(join(home, 'README.md'), 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)
  return [...links].map(([, path]) => path).filter((path) => !existsSync(join(home, path)))
}
