// Ten years of many charts: compares a full rebuild of core, the load of one more day and that of a late issue with a plain
// window query over the same rows with integer keys, and measures insights. The goals apply to the default size.
// usage: node bench/core.mjs [charts: 73] [years: 10]
import { spawnSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { lateDay, nextDay, writeDay, writeDecade } from './decade.mjs'
import { inProcess, report, time } from './measure.mjs'

const [charts = 73, years = 10] = process.argv.slice(2).map(Number)
const NINE = Math.min(9, charts)

const folder = await mkdtemp(join(tmpdir(), 'hitparade-core-'))
const rows = []
const note = (text) => process.stderr.write(`${text}\n`)
const numbers = (count) => Array.from({ length: count }, (_, index) => index)
const seconds = (what, against, value, goal) =>
  rows.push({
    what,
    against,
    measured: `${value.toFixed(1)} s`,
    goal: `≤ ${goal.toFixed(0)} s`,
    reached: value <= goal,
  })

try {
  await measureNine()
  await measureAll()
  await measureOracle()
} finally {
  await rm(folder, { recursive: true, force: true })
}
process.exitCode = report(rows) ? 0 : 1

async function measureNine() {
  const data = join(folder, 'nine')
  note(`writing ${NINE} charts of ${years} years, and filling a warehouse`)
  await writeDecade(join(data, 'curated'), { charts: NINE, years })
  inProcess('part-core.mjs', 'rebuild', data)
  note('adding one day')
  await writeDay(join(data, 'curated'), numbers(NINE), nextDay(years))
  const added = inProcess('part-core.mjs', 'load', data)
  ratio(`one more day of ${NINE} charts (${added.entries} entries)`, added.inside, plainSeconds(data), 0.3)
  await rm(data, { recursive: true })
}

async function measureAll() {
  const data = join(folder, 'all')
  note(`writing ${charts} charts of ${years} years`)
  await writeDecade(join(data, 'curated'), { charts, years })
  note('rebuilding core')
  const rebuilt = inProcess('part-core.mjs', 'rebuild', data)
  note('running the plain window query')
  const plain = { seconds: plainSeconds(data) }
  addRebuild(rebuilt, plain)
  addSize(inProcess('part-core.mjs', 'size', data))
  note('running insights')
  for (const result of inProcess('part-insights.mjs', data).results) addInsight(result, plain)
  addPages(inProcess('part-site.mjs', 'pages', data))
  if (charts > lateDay.chart && lateDay.date < nextDay(years)) {
    note('adding a late issue')
    await writeDay(join(data, 'curated'), [lateDay.chart], lateDay.date)
    const late = inProcess('part-core.mjs', 'load', data)
    const one = plainSeconds(data, `chart-${String(lateDay.chart).padStart(2, '0')}`)
    ratio(
      `a late issue in the middle of one of ${charts} charts`,
      late.inside,
      one + 0.5,
      3,
      'the same of its chart, and 0.5 s',
    )
  }
  note('adding one day')
  await writeDay(join(data, 'curated'), numbers(charts), nextDay(years))
  const added = inProcess('part-core.mjs', 'load', data)
  ratio(`one more day of ${charts} charts`, added.inside, plain.seconds, 0.35)
}

/** Seconds of the plain window query over the entries of all charts, or of one. */
function plainSeconds(data, ...chart) {
  const { seconds: taken } = inProcess('part-core.mjs', 'plain', data, ...chart)
  rmSync(join(data, 'plain.duckdb'))
  return taken
}

function ratio(what, ours, plain, goal, against = 'plain window query, integer keys') {
  const value = ours / plain
  rows.push({
    what,
    against,
    measured: `${value.toFixed(2)} × (${ours.toFixed(1)} s, ${plain.toFixed(1)} s)`,
    goal: `≤ ${goal} ×`,
    reached: value <= goal,
  })
}

function addSize({ warehouse, parquet }) {
  const value = warehouse / parquet
  const megabytes = (bytes) => `${(bytes / 2 ** 20).toFixed(0)} MB`
  rows.push({
    what: 'size of warehouse.duckdb',
    against: 'its chart history in sorted Parquet files, zstd',
    measured: `${value.toFixed(2)} × (${megabytes(warehouse)}, ${megabytes(parquet)})`,
    goal: '≤ 2.5 ×',
    reached: value <= 2.5,
  })
}

function addRebuild(ours, plain) {
  const what = `rebuild of core, ${charts} charts × ${years} years (${ours.entries} entries)`
  ratio(what, ours.seconds, plain.seconds, 1.6)
  const gigabytes = ours.megabytes / 1024
  const measured = `${gigabytes.toFixed(1)} GB`
  rows.push({
    what: 'peak memory of the rebuild',
    against: '',
    measured,
    goal: '≤ 10 GB',
    reached: gigabytes <= 10,
  })
}

/**
 * One issue, song or artist: 50 ms on a machine on which the plain window query takes 60 s. More: twice its
 * aggregate alone over the same rows.
 */
function addInsight({ name, scope, rows: count, milliseconds, alone }, plain) {
  const goal = alone === null ? (50 * plain.seconds) / 60 : 2 * alone
  rows.push({
    what: `${name}, ${scope === 'one' ? 'one issue, song or artist' : scope}, ${count} rows`,
    against: alone === null ? '' : `its aggregate alone, ${alone.toFixed(0)} ms`,
    measured: `${milliseconds.toFixed(0)} ms`,
    goal: `≤ ${goal.toFixed(0)} ms`,
    reached: milliseconds <= goal,
  })
}

/** Pages of which nothing is kept yet: what is not a query may take half of it and 10 ms. */
function addPages(results) {
  for (const [kind, { ours, bare }] of Object.entries(results)) {
    const goal = 1.5 * bare + 10
    rows.push({
      what: `a page of ${kind} for the first time, p95`,
      against: `its queries alone, ${bare.toFixed(0)} ms`,
      measured: `${ours.toFixed(0)} ms`,
      goal: `≤ ${goal.toFixed(0)} ms`,
      reached: ours <= goal,
    })
  }
}

/** Imports a recorded weekly chart, which is not part of this repository, and runs an insight. */
async function measureOracle() {
  const what = 'a recorded chart of 216,000 rows, file → insight'
  const csv = join(process.env.HITPARADE_RECORDINGS ?? '', 'oracle', 'hot-100-1958-1999.csv.gz')
  if (!process.env.HITPARADE_RECORDINGS || !existsSync(csv)) {
    const measured = 'skipped; HITPARADE_RECORDINGS is not set'
    rows.push({ what, against: '', measured, goal: '≤ 15 s', reached: null })
    return
  }
  note('importing a recorded chart')
  const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url))
  const run = (...args) => {
    const { status, stderr } = spawnSync(
      process.execPath,
      [cli, '--data-dir', join(folder, 'oracle'), ...args],
      {
        encoding: 'utf8',
        maxBuffer: 1e8,
      },
    )
    if (status !== 0) throw new Error(`${args.join(' ')} exited with ${status}: ${stderr}`)
  }
  const milliseconds = await time(() => {
    run('import', csv, '--chart', 'hot-100', '--identity', 'text')
    run('insights', 'chart', '--chart', 'hot-100')
  })
  seconds(what, '', milliseconds / 1000, 15)
}
