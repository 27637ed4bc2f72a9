// Reads responses into rows of all tables, and compares with JSON.parse of the same bytes. Alternates, in one thread.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { simulatedCharts } from '../dist/simulator/world/simulated-charts.js'
import { openFormat } from '../dist/sources/registry.js'
import { createSnapshotRows } from '../dist/transform/rows/snapshot-rows.js'
import { rawHeader } from './answers.mjs'

const [folder] = process.argv.slice(2)
const { read } = await openFormat('spotify')
const spent = { parse: 0, rows: 0, bytes: 0, entries: 0 }
for (const file of readdirSync(folder).sort()) {
  const body = readFileSync(join(folder, file))
  const chart_date = file.slice(0, 10)
  const raw = { header: rawHeader(simulatedCharts[0], chart_date, body), bodies: [body] }
  const identity = { source: 'simulator', chart: 'c', chart_date, snapshot_id: 's', rawKey: 'k' }
  spent.bytes += body.length

  const began = performance.now()
  JSON.parse(body)
  const parsed = performance.now()
  for (const rows of createSnapshotRows(raw, read(raw), identity)) spent.entries += rows.chart_entries.length
  spent.parse += parsed - began
  spent.rows += performance.now() - parsed
}
console.log(JSON.stringify(spent))
