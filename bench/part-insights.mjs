// Answers every insight in a warm process: each runs once before it is measured. Beside each of those that read whole
// charts runs its aggregate alone, over the same rows of core.chart_history, in the same process.
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
const conditions = {
  'one chart': "where history.chart = 'chart-00'",
  'two charts': "where history.chart in ('chart-00', 'chart-01')",
  'all charts': '',
}
/** What an insight counts by, where that is not the song. */
const grains = {
  artists: ['artist_records', 'top_artists', 'collaborations', 'one_hits'],
  artist_issues: ['simultaneous_entries', 'consecutive_issues', 'top_sweeps', 'self_replacement'],
  song_years: ['year_end', 'top_songs', 'number_one_calendar'],
  song_issues: ['gaps', 'longest_absence', 'identity_changes', 'turnover', 'biggest_moves', 'longest_stays'],
}

const bare = new Map()
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
console.log(JSON.stringify({ results }))

/** Adds the median time of a question; one that the invented charts cannot answer is left out. */
async function add(name, given, scope) {
  const run = () => runInsight(warehouse, name, given, { now })
  try {
    const { rows } = await run()
    const alone = scope === 'one' ? null : await measureBare(name, name === 'compare' ? 'two charts' : scope)
    results.push({ name, scope, rows: rows.length, milliseconds: await measure(run), alone })
  } catch (error) {
    if (error.code !== 'NotAvailable') throw error
  }
}

async function measure(run) {
  const times = []
  for (let round = 0; round < ROUNDS; round += 1) times.push(await time(run))
  return median(times)
}

async function measureBare(name, scope) {
  const [grain = 'songs'] = Object.entries(grains).find(([, names]) => names.includes(name)) ?? []
  const key = `${grain} ${scope}`
  if (!bare.has(key)) bare.set(key, await measure(() => warehouse.query(aggregate(grain, conditions[scope]))))
  return bare.get(key)
}

/** The figures of every song, artist, or of both by year or issue: what a list of whole charts cannot do without. */
function aggregate(grain, condition) {
  const isArtist = grain.startsWith('artist')
  const id = isArtist ? 'credits.artist_id' : 'history.recording_id'
  const credits =
    'inner join core.song_credits as credits on history.source = credits.source and history.song_id = credits.song_id'
  const span =
    { song_years: ', extract(year from history.chart_date)', artist_issues: ', history.chart_date' }[grain] ??
    ''
  if (grain === 'song_issues') {
    return `select recording_id, max(issue_number - last) as longest from (
        select history.recording_id, history.issue_number,
          lag(history.issue_number) over (partition by history.chart, history.recording_id order by history.chart_date) as last
        from core.chart_history as history ${condition})
      group by 1 order by longest desc, 1 limit 20`
  }
  return `select ${id} as id, count(*) as entries, min(history.position) as peak, sum(history.points_share) as points,
      max(history.streak) as streak
    from core.chart_history as history ${isArtist ? credits : ''} ${condition}
    group by ${id}${span} order by points desc, id limit 20`
}

async function readOne(sql) {
  const { rows } = await warehouse.query(sql)
  return String(Object.values(rows[0])[0])
}
