// Ten years of many charts: a full rebuild of core against the plain window query over the same rows with integer keys.
// usage: node bench/core.mjs [charts: 73] [years: 10]
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeDecade } from './decade.mjs'
import { inProcess, report } from './measure.mjs'

const [charts = 73, years = 10] = process.argv.slice(2).map(Number)
const folder = await mkdtemp(join(tmpdir(), 'hitparade-core-'))
try {
  await writeDecade(join(folder, 'curated'), { charts, years })
  const ours = inProcess('part-core.mjs', 'ours', folder)
  const plain = inProcess('part-core.mjs', 'plain', folder)
  const ratio = ours.seconds / plain.seconds
  const what = `rebuild of core, ${charts} charts × ${years} years (${ours.entries} entries)`
  const measured = `${ratio.toFixed(2)} × (${ours.seconds.toFixed(0)} s, ${plain.seconds.toFixed(0)} s)`
  const rows = [
    { what, against: 'plain window query, integer keys', measured, goal: '≤ 2.5 ×', reached: ratio <= 2.5 },
    {
      what: 'its peak memory',
      against: '',
      measured: `${(ours.megabytes / 1024).toFixed(1)} GB`,
      goal: '≤ 10 GB',
      reached: ours.megabytes <= 10 * 1024,
    },
  ]
  process.exitCode = report(rows) ? 0 : 1
} finally {
  await rm(folder, { recursive: true, force: true })
}
