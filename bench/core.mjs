// Ten years of many charts: compares a full rebuild of core with a plain window query over the same rows with integer
// keys, and measures the load of one more day and insights. The goals apply to the default size.
// usage: node bench/core.mjs [charts: 73] [years: 10]
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
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
  const { seconds: taken, entries } = inProcess('part-core.mjs', 'load', data)
  seconds(`one more day of ${NINE} charts (${entries} entries)`, '', taken, 12)
  await rm(data, { recursive: true })
}

async function measureAll() {
  const data = join(folder, 'all')
  note(`writing ${charts} charts of ${years} years`)
  await writeDecade(join(data, 'curated'), { charts, years })
  note('rebuilding core')
  const rebuilt = inProcess('part-core.mjs', 'rebuild', data)
  note('running the plain window query')
  const plain = inProcess('part-core.mjs', 'plain', data)
  await rm(join(data, 'plain.duckdb'))
  ratio(rebuilt, plain)
  note('running insights')
  for (const result of inProcess('part-insights.mjs', data).results) addInsight(result, plain)
  addPages(inProcess('part-site.mjs', 'pages', data))
  if (charts > lateDay.chart && lateDay.date < nextDay(years)) {
    note('adding a late issue')
    await writeDay(join(data, 'curated'), [lateDay.chart], lateDay.date)
    const late = inProcess('part-core.mjs', 'load', data)
    seconds(`a late issue in the middle of one of ${charts} charts`, '', late.seconds, 5)
  }
  note('adding one day')
  await writeDay(join(data, 'curated'), numbers(charts), nextDay(years))
  const added = inProcess('part-core.mjs', 'load', data)
  seconds(`one more day of ${charts} charts`, 'a full rebuild', added.seconds, rebuilt.seconds)
}

function ratio(ours, plain) {
  const value = ours.seconds / plain.seconds
  rows.push({
    what: `rebuild of core, ${charts} charts × ${years} years (${ours.entries} entries)`,
    against: 'plain window query, integer keys',
    measured: `${value.toFixed(2)} × (${ours.seconds.toFixed(0)} s, ${plain.seconds.toFixed(0)} s)`,
    goal: '≤ 2.5 ×',
    reached: value <= 2.5,
  })
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
