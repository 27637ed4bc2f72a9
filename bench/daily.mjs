// Nine charts that are kept daily for years: what one more day, a load of nothing and a rebuild cost as the history grows.
// All figures are processor seconds of one process. The goals apply to the default size.
// usage: node bench/daily.mjs [snapshots: 20000] [--keep: write the figures to daily.json]
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { writeDaily, writeImport } from './daily-data.mjs'
import { rebuildFirstVersion } from './first-version.mjs'
import { inProcess, median, report } from './measure.mjs'

const { positionals, values } = parseArgs({ allowPositionals: true, options: { keep: { type: 'boolean' } } })
const most = Number(positionals[0] ?? 20_000)
const ROUNDS = 3
/** The largest history that version 0.1.0 rebuilds in some minutes. */
const MOST_OF_FIRST_VERSION = 20_000

const folder = await mkdtemp(join(tmpdir(), 'hitparade-daily-'))
const rows = []
const note = (text) => process.stderr.write(`${text}\n`)

try {
  const histories = []
  for (const part of [20, 10, 4, 2, 1]) histories.push(await measureHistory(most / part))
  const [small, tenth, , , large] = histories
  compare('one more day, without the models', [large, small], 'run', 1.3)
  compare('a load with nothing new', [large, tenth], 'load', 1.3)
  const imported = measureImport(most)
  add(
    'rebuild from daily snapshots with packs',
    'the same rows from one import',
    [large.rebuild, imported],
    2,
  )
  const old = histories.findLast(({ snapshots }) => snapshots <= MOST_OF_FIRST_VERSION)
  note(`rebuilding ${old.snapshots} with version 0.1.0`)
  const first = rebuildFirstVersion(folder, old.data)
  add(
    `the first rebuild of ${old.snapshots}, which writes the packs`,
    'a rebuild by version 0.1.0',
    [old.first, first],
    1,
  )
  if (values.keep) await keepFigures(histories, imported, { snapshots: old.snapshots, ...first })
} finally {
  await rm(folder, { recursive: true, force: true })
}
process.exitCode = report(rows) ? 0 : 1

async function measureHistory(snapshots) {
  const data = join(folder, String(snapshots))
  note(`writing ${snapshots} daily snapshots`)
  const days = await writeDaily(data, snapshots)
  note('rebuilding, first without packs and then with them')
  const first = inProcess('part-daily.mjs', 'rebuild', data)
  const rebuild = inProcess('part-daily.mjs', 'rebuild', data)
  // The first run compares everything, and files that were just written count as new for some seconds.
  const runDay = (day) => inProcess('part-daily.mjs', 'run', data, String(day))
  runDay(days)
  const rounds = Array.from({ length: ROUNDS }, (_, round) => round)
  note('running one more day, and loading nothing')
  const runs = rounds.map((round) => runDay(days + 1 + round))
  const run = median(runs.map(({ others }) => others))
  const day = median(runs.map(({ seconds }) => seconds))
  const load = median(rounds.map(() => inProcess('part-daily.mjs', 'load', data).seconds))
  const shown = { first: first.seconds, rebuild: rebuild.seconds, day, run, load }
  note(
    Object.entries(shown)
      .map(([name, value]) => `${name} ${value.toFixed(2)} s`)
      .join(', '),
  )
  return { snapshots, data, first, rebuild, day, run, load }
}

function compare(what, [large, small], name, goal) {
  const value = large[name] / small[name]
  rows.push({
    what: `${what}, ${large.snapshots} snapshots`,
    against: `the same with ${small.snapshots}`,
    measured: `${value.toFixed(2)} × (${large[name].toFixed(2)} s, ${small[name].toFixed(2)} s)`,
    goal: `≤ ${goal} ×`,
    reached: value <= goal,
  })
}

function measureImport(snapshots) {
  const imported = join(folder, 'import')
  note('writing the same rows as one import, and rebuilding')
  writeImport(imported, snapshots)
  return inProcess('part-daily.mjs', 'rebuild', imported)
}

/** Keeps the figures, which `scripts/scale-pictures.ts` draws. */
async function keepFigures(histories, imported, first_version) {
  const round = (seconds) => Number(seconds.toFixed(1))
  const figures = {
    histories: histories.map(({ snapshots, first, rebuild, day, load }) => ({
      ...{ snapshots, first_rebuild: round(first.seconds), rebuild: round(rebuild.seconds) },
      ...{ day: round(day), load: round(load) },
    })),
    import: { snapshots: most, rebuild: round(imported.seconds) },
    first_version: { snapshots: first_version.snapshots, rebuild: round(first_version.seconds) },
  }
  await writeFile(new URL('daily.json', import.meta.url), `${JSON.stringify(figures, null, 2)}\n`)
}

function add(what, against, [ours, theirs], goal) {
  const value = ours.seconds / theirs.seconds
  rows.push({
    what,
    against,
    measured: `${value.toFixed(2)} × (${ours.seconds.toFixed(1)} s, ${theirs.seconds.toFixed(1)} s)`,
    goal: `≤ ${goal} ×`,
    reached: value <= goal,
  })
}
