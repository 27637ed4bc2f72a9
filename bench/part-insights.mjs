// Answers every insight in a warm process: each runs once before it is measured. Beside each group of them a bare
// aggregate over the same rows of core.chart_history, in the same process.
import { openApp } from '../dist/app.js'
import { loadConfig } from '../dist/config/config.js'
import { listInsights, runInsight } from '../dist/insights/run-insight.js'
import { median, time } from './measure.mjs'

const ROUNDS = 5
const now = '2026-01-01T00:00:00Z'

const [data_dir] = process.argv.slice(2)
const { warehouse, close } = await openApp(loadConfig({ flags: { data_dir }, environment: {} }))
const chart = 'bench/chart-00'
const givenWhereNeeded = {
  song: await readOne(
    `select song_id from core.chart_songs where chart = 'chart-00' order by issues desc, song_id limit 1`,
  ),
  artist: await readOne(
    `select credits.artist_id from core.chart_songs as songs
    inner join core.song_credits as credits on songs.source = credits.source and songs.song_id = credits.song_id
    where songs.chart = 'chart-00' group by 1 order by count(*) desc, 1 limit 1`,
  ),
  with: 'bench/chart-01',
}
const bare = {
  'one chart': await measure(() => warehouse.query(aggregate("where chart = 'chart-00'"))),
  'all charts': await measure(() => warehouse.query(aggregate(''))),
}
const results = []
for (const insight of listInsights()) {
  const needed = insight.parameters.filter(
    ({ name, initial }) => initial === null && name in givenWhereNeeded,
  )
  const given = Object.fromEntries(needed.map(({ name }) => [name, givenWhereNeeded[name]]))
  const names = insight.parameters.map(({ name }) => name)
  const isOne = names.includes('on') || 'song' in given || 'artist' in given
  await add(insight.name, names.includes('chart') ? { ...given, chart } : given, isOne ? 'one' : 'one chart')
  if (insight.charts !== 'one') await add(insight.name, { ...given, chart: 'all' }, 'all charts')
}
await close()
console.log(JSON.stringify({ bare, results }))

/** Adds the median time of a question; one that the invented charts cannot answer is left out. */
async function add(name, given, scope) {
  const run = () => runInsight(warehouse, name, given, { now })
  try {
    const { rows } = await run()
    results.push({ name, scope, rows: rows.length, milliseconds: await measure(run) })
  } catch (error) {
    if (error.code !== 'NotAvailable') throw error
  }
}

async function measure(run) {
  const times = []
  for (let round = 0; round < ROUNDS; round += 1) times.push(await time(run))
  return median(times)
}

/** Figures of every song: what a list of a chart's history cannot do without. */
function aggregate(condition) {
  return `select recording_id, count(*) as entries, min(position) as peak, sum(points_share) as points, max(streak) as streak
    from core.chart_history ${condition} group by 1 order by points desc, recording_id limit 20`
}

async function readOne(sql) {
  const { rows } = await warehouse.query(sql)
  return String(Object.values(rows[0])[0])
}
