// Parses every model as Snowflake's SQL with BodoSQL, which is installed into .bodosql/ (1.8 GB). Not part of CI. Needs
// Java 11 and Python 3.10, or newer.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const pins = ['bodosql==2026.10', 'bodo==2026.10', 'pandas<3.1']

const folder = fileURLToPath(new URL('../.bodosql', import.meta.url))
const receipt = `${folder}/installed.txt`
const wanted = `${pins.join('\n')}\n`

run('java', ['-version'], 'install Java 11 or newer')
if (!existsSync(receipt) || readFileSync(receipt, 'utf8') !== wanted) {
  rmSync(folder, { recursive: true, force: true })
  run('python3', ['-m', 'venv', folder], 'install Python 3.10 or newer with its venv module')
  const pip = ['-m', 'pip', 'install', '--quiet', ...pins]
  run(`${folder}/bin/python`, pip, 'it needs a package index and 1.8 GB of disk space')
  writeFileSync(receipt, wanted)
}
const { status } = spawnSync('npx', ['vitest', 'run', '--project', 'bodosql'], {
  stdio: 'inherit',
})
process.exit(status ?? 1)

function run(command, args, need) {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  if (status === 0) return
  console.error(`bodosql: ${command} ${args.join(' ')} failed${error ? ` (${error.message})` : ''}; ${need}`)
  process.exit(1)
}
