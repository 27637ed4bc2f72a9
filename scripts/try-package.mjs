// Packs the package, installs it into an empty folder, and runs it there and by `npx` in the clone. The last line is
// `N passed, N failed`. Needs a package registry for the dependencies.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'hitparade-package-'))
let [passed, failed] = [0, 0]

check('npx in the clone knows hitparade', root, 'npx', ['hitparade', '--version'], /^\d+\.\d+\.\d+/)
const packed = /hitparade-\S+\.tgz/
const pack = ['pack', '--silent', '--pack-destination', folder]
const [tarball] = packed.exec(check('npm pack packs', root, 'npm', pack, packed)) ?? []
writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
const install = ['install', '--no-audit', '--no-fund', `./${tarball}`]
check('the package installs elsewhere', folder, 'npm', install, /(?:)/)
check('it lists its insights there', folder, 'npx', ['hitparade', 'insights'], /"insight":"climbers"/)
const day = ['--chart', 'global-top-100', '--date', '2026-01-05']
check('it fetches and shows a chart there', folder, 'npx', ['hitparade', 'run', ...day], /"position":100,/)
writeFileSync(
  join(folder, 'hitparade.jsonc'),
  '{ "charts": [{ "chart": "a", "source": "deezer", "playlist": "1" }] }',
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
  if (isExpected) passed += 1
  else failed += 1
  console.log(`${isExpected ? 'ok' : 'FAILED'}: ${title}`)
  if (!isExpected) console.log(`${command} ${args.join(' ')} exited with ${status}\n${stdout}${stderr}`)
  return stdout
}
