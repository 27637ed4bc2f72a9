// Installs the S3 servers that `npm run test:peers` runs against into .peers/, a Python environment of its own.
// Safe to repeat: what is there and complete stays.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

// These resolve together; MiniStack before 1.5 lacks what later suites need.
const pins = ['ministack==1.5.33', 'boto3==1.43.106', 'moto[server]==5.2.5', 'sqlglot==30.22.0']

const folder = fileURLToPath(new URL('../.peers', import.meta.url))
const receipt = `${folder}/installed.txt`
const wanted = `${pins.join('\n')}\n`

if (existsSync(receipt) && readFileSync(receipt, 'utf8') === wanted) {
  console.error(`peers: ${pins.join(', ')} are in ${folder}`)
} else {
  rmSync(folder, { recursive: true, force: true })
  run('python3', ['-m', 'venv', folder], 'Python 3.10 or newer with its venv module is needed')
  run(
    `${folder}/bin/python`,
    ['-m', 'pip', 'install', '--quiet', ...pins],
    'a package index must be within reach',
  )
  // Last of all: an installation that was interrupted has no receipt and begins anew.
  writeFileSync(receipt, wanted)
  console.error(`peers: installed ${pins.join(', ')} into ${folder}`)
}

function run(command, args, need) {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] })
  if (status === 0) return
  console.error(`peers: ${command} ${args.join(' ')} failed${error ? ` (${error.message})` : ''}; ${need}`)
  process.exit(1)
}
