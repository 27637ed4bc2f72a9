// Nine charts that are kept daily for years: what one more day, a load of nothing and a rebuild cost as the history grows.
// All figures are processor seconds of one process. The goals apply to the default size.
// usage: node bench/daily.mjs [snapshots: 20000]
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeDaily, writeImport } from './daily-data.mjs'
import { rebuildFirstVersion } from './first-version.mjs'
import { inProcess, median, report } from './measure.mjs'

const [most = 20_000] = process.argv.slice(2).map(Number)
const ROUNDS = 3

const folder = await mkdtemp(join(tmpdir(), 'hitparade-daily-'))
const rows = []
const note = (text) => process.stderr.write(`${text}\n`)

try {
  const small = await measureHistory(most / 20)
  const tenth = await measureHistory(most / 10)
  const large = await measureHistory(most, { keep: true })
  compare('one more day, without the models', [large, small], 'run', 1.3)
  compare('a load with nothing new', [large, tenth], 'load', 1.3)
  measureRebuild(large)
} finally {
  await rm(folder, { recursive: true, force: true })
}
process.exitCode = report(rows) ? 0 : 1

async function measureHistory(snapshots, { keep = false } = {}) {
  const data = join(folder, String(snapshots))
  note(`writing ${snapshots} daily snapshots`)
  const days = await writeDaily(data, snapshots)
  note('rebuilding')
  const rebuild = inProcess('part-daily.mjs', 'rebuild', data)
  // The first run compares everything, and files that were just written count as new for some seconds.
  const runDay = (day) => inProcess('part-daily.mjs', 'run', data, String(day)).others
  runDay(days)
  const rounds = Array.from({ length: ROUNDS }, (_, round) => round)
  note('running one more day, and loading nothing')
  const run = median(rounds.map((round) => runDay(days + 1 + round)))
  const load = median(rounds.map(() => inProcess('part-daily.mjs', 'load', data).seconds))
  if (!keep) await rm(data, { recursive: true })
  note(`rebuild ${rebuild.seconds.toFixed(1)} s, load ${load.toFixed(2)} s, run ${run.toFixed(2)} s`)
  return { snapshots, data, rebuild, load, run }
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

function measureRebuild({ snapshots, data, rebuild: first }) {
  const again = inProcess('part-daily.mjs', 'rebuild', data)
  const imported = join(folder, 'import')
  note('writing the same rows as one import')
  writeImport(imported, snapshots)
  const plain = inProcess('part-daily.mjs', 'rebuild', imported)
  add('rebuild from daily snapshots', 'the same rows from one import', [again, plain], 2)
  note('rebuilding with version 0.1.0')
  const old = rebuildFirstVersion(folder, data)
  add('the first rebuild', 'a rebuild by version 0.1.0', [first, old], 1)
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
