// Compares speed and memory with peers and prints a table of ratios. Each peer works on the same input in the same run:
// unlike absolute times, ratios do not depend on the machine.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { simulatedCharts } from '../dist/simulator/world/simulated-charts.js'
import { dateAfter, writeAnswers } from './answers.mjs'
import { cli, inProcess, median, report, runCommand } from './measure.mjs'

const ANSWERS = 1_000
const ROUNDS = 3

const folder = await mkdtemp(join(tmpdir(), 'hitparade-bench-'))
const rows = []
/** Adds a row that compares two times in seconds. */
const ratio = (what, against, ours, theirs, goal) => {
  const value = ours / theirs
  const measured = `${value.toFixed(2)} × (${formatSeconds(ours)}, ${formatSeconds(theirs)})`
  rows.push({ what, against, measured, goal: `≤ ${goal} ×`, reached: value <= goal })
}
const formatSeconds = (seconds) =>
  seconds < 0.5 ? `${(seconds * 1000).toFixed(0)} ms` : `${seconds.toFixed(1)} s`
const note = (text) => process.stderr.write(`${text}\n`)

try {
  await measureTransform()
  await measureLoad()
  await measureCsv()
  measureHelp()
} finally {
  await rm(folder, { recursive: true, force: true })
}
process.exitCode = report(rows) ? 0 : 1
note('to measure ten years of 73 charts, run `npm run bench:core`; it takes minutes and 10 GB')

async function measureTransform() {
  note(`writing ${ANSWERS} responses of the simulator`)
  await writeAnswers(folder, ANSWERS)
  note('reading the responses')
  const read = inProcess('part-read.mjs', join(folder, 'json'))
  const parse = read.parse / 1000
  ratio('responses → rows of all tables', 'JSON.parse of the same bytes', read.rows / 1000, parse, 0.75)
  const rounds = []
  for (let round = 0; round < ROUNDS; round += 1) {
    note(`transforming, importing and fetching the responses, round ${round + 1}`)
    rounds.push({
      transform: inProcess('part-transform.mjs', folder, `curated-${round}`),
      pandas: withPandas(`csv-${round}`),
      import: runCommand('import', join(folder, 'json'), '--data-dir', join(folder, `import-${round}`)),
      backfill: await fetchAnswers(join(folder, `backfill-${round}`)),
    })
  }
  const seconds = (of) => median(rounds.map((round) => round[of].seconds))
  const whole = 'the whole transform, .json.gz → Parquet'
  ratio(whole, 'JSON.parse of the same bytes', seconds('transform'), parse, 4.5)
  const goals = [
    [whole, 'transform', 0.5],
    [`import of ${ANSWERS} responses → core, one command`, 'import', 0.6],
    [`backfill of ${ANSWERS} from a simulator → core, one command`, 'backfill', 0.9],
  ]
  const against = 'pandas, three CSV files per response'
  const missing = 'skipped; set PYTHON to a Python with pandas'
  for (const [what, of, goal] of goals) {
    if (rounds.some(({ pandas }) => pandas === null))
      rows.push({ what, against, measured: missing, goal: `≤ ${goal} ×`, reached: null })
    else ratio(what, against, seconds(of), seconds('pandas'), goal)
  }
  for (const [what, of, goal] of [
    ['peak memory of the whole transform', 'transform', 200],
    ['peak memory of the import', 'import', 300],
  ]) {
    const peak = Math.max(...rounds.map((round) => round[of].megabytes))
    const measured = `${peak.toFixed(0)} MB`
    rows.push({ what, against: '', measured, goal: `≤ ${goal} MB`, reached: peak <= goal })
  }
}

/** Fetches the same days from a simulator in another process. */
async function fetchAnswers(data) {
  const simulator = spawn(process.execPath, [cli, 'simulate'], { stdio: ['ignore', 'pipe', 'ignore'] })
  try {
    const [url] = await once(simulator.stdout.setEncoding('utf8'), 'data')
    const config = `${data}.jsonc`
    await writeFile(config, JSON.stringify({ sources: { simulator: { url: url.trim() } } }))
    const days = ['--from', dateAfter(2022, 0), '--to', dateAfter(2022, ANSWERS - 1)]
    const chart = ['--source', 'simulator', '--chart', simulatedCharts[0].chart]
    return runCommand('backfill', ...days, ...chart, '--config', config, '--data-dir', data)
  } finally {
    simulator.kill()
  }
}

/** The seconds that pandas takes; null if it is not installed. */
function withPandas(name) {
  const script = fileURLToPath(new URL('pandas_transform.py', import.meta.url))
  const args = [script, join(folder, 'json'), join(folder, name)]
  const { stdout, status } = spawnSync(process.env.PYTHON ?? 'python3', args, { encoding: 'utf8' })
  return status === 0 ? JSON.parse(stdout) : null
}

async function measureLoad() {
  note('filling 90 days of 9 charts')
  const data = join(folder, 'data')
  inProcess('part-fill.mjs', data)
  const ours = []
  const plain = []
  for (let round = 0; round < ROUNDS; round += 1) {
    note(`loading the files, round ${round + 1}`)
    ours.push(inProcess('part-load.mjs', data, 'ours').seconds)
    plain.push(inProcess('part-load.mjs', data, 'plain').seconds)
  }
  ratio(
    '90 days × 9 charts, curated → core',
    'DuckDB, same files → plain tables',
    median(ours),
    median(plain),
    2.5,
  )
}

async function measureCsv() {
  note('writing a chart CSV of 2 million rows')
  const csv = join(folder, 'charts.csv')
  inProcess('part-csv.mjs', 'write', csv)
  note('importing the CSV')
  const ours = inProcess('part-csv.mjs', 'import', csv, join(folder, 'csv-data'))
  note('reading it with DuckDB only')
  const plain = inProcess('part-csv.mjs', 'plain', csv, join(folder, 'plain.duckdb'))
  const against = 'DuckDB read_csv and plain window SQL'
  ratio('a chart CSV of 2 M rows → core, one command', against, ours.seconds, plain.seconds, 10)
}

function measureHelp() {
  const wall = (...args) => {
    const began = performance.now()
    spawnSync(process.execPath, args)
    return (performance.now() - began) / 1000
  }
  const help = []
  const bare = []
  for (let round = 0; round < 15; round += 1) {
    help.push(wall(cli, '--help'))
    bare.push(wall('-e', '0'))
  }
  ratio('hitparade --help', 'node -e 0', median(help), median(bare), 2)
}
