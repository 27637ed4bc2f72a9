// Runs insights in a warm process: each runs once before it is measured.
import { openApp } from '../dist/app.js'
import { loadConfig } from '../dist/config/config.js'
import { runInsight } from '../dist/insights/run-insight.js'
import { median, time } from './measure.mjs'

const ROUNDS = 15

const [data_dir] = process.argv.slice(2)
const { warehouse, close } = await openApp(loadConfig({ flags: { data_dir }, environment: {} }))
const chart = 'bench/chart-00'
const song = await findLongestSong()
const requests = [
  ['chart', { chart }],
  ['climbers', { chart }],
  ['chart_run', { chart, song }],
  ['top_artists', { chart }],
  ['top_artists', { chart: 'all' }],
  ['number_ones', { chart: 'all' }],
  ['records', { chart: 'all' }],
]
const results = []
for (const [name, given] of requests) {
  const run = () => runInsight(warehouse, name, given, { now: '2026-01-01T00:00:00Z' })
  const { rows } = await run()
  const times = []
  for (let round = 0; round < ROUNDS; round += 1) times.push(await time(run))
  results.push({ name, isAllCharts: given.chart === 'all', rows: rows.length, milliseconds: median(times) })
}
await close()
console.log(JSON.stringify(results))

/** The song with the most issues on the chart. */
async function findLongestSong() {
  const { rows } = await warehouse.query(
    `select song_id from core.chart_songs where chart = 'chart-00' order by issues desc, song_id limit 1`,
  )
  return rows[0].song_id
}
