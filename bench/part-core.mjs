// Rebuilds core from the curated files of a decade, loads further files, runs a plain window query over the same rows, or
// measures the file.
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { openApp } from '../dist/app.js'
import { loadConfig } from '../dist/config/config.js'
import { peakMegabytes, time } from './measure.mjs'

const [step, data_dir, chart = '%'] = process.argv.slice(2)
const steps = { rebuild: () => fill('rebuild'), load: () => fill('load'), plain, size }

async function fill(method) {
  const { warehouse, close } = await openApp(loadConfig({ flags: { data_dir }, environment: {} }))
  const steps = {}
  const milliseconds = await time(() =>
    warehouse[method]((name) => {
      steps[name] = performance.now()
    }),
  )
  const { rows } = await warehouse.query('select count(*) as entries from core.chart_history')
  await close()
  // Without listing, opening, copying and publishing.
  const inside = (steps.publish - steps.land) / 1000
  return { seconds: milliseconds / 1000, inside, megabytes: peakMegabytes(), entries: rows[0].entries }
}

async function plain() {
  const instance = await DuckDBInstance.create(join(data_dir, 'plain.duckdb'))
  const connection = await instance.connect()
  const entries = join(data_dir, 'curated', 'chart_entries', '**', '*.parquet')
  await connection.run(`
    create table entries as
    select cast(dense_rank() over (order by chart) as integer) as chart,
      cast(datediff('day', date '2015-01-01', chart_date) as integer) as issue,
      cast(hash(song_id) % 2000000000 as integer) as recording, position
    from read_parquet('${entries}') where chart like '${chart}'`)
  await connection.run('checkpoint')
  const milliseconds = await time(async () => {
    await connection.run(query)
    await connection.run('checkpoint')
  })
  connection.closeSync()
  instance.closeSync()
  return { seconds: milliseconds / 1000 }
}

/** Bytes of the warehouse, and of all columns of its largest table in a sorted Parquet file. */
async function size() {
  const file = join(data_dir, 'warehouse.duckdb')
  const parquet = join(data_dir, 'history.parquet')
  const instance = await DuckDBInstance.create(file, { access_mode: 'READ_ONLY' })
  const connection = await instance.connect()
  await connection.run(
    `copy (select * from core.chart_history order by source, chart, chart_date, position)
    to '${parquet}' (format parquet, compression zstd)`,
  )
  connection.closeSync()
  instance.closeSync()
  return { warehouse: statSync(file).size, parquet: statSync(parquet).size }
}

// The columns of core.chart_history from is_best to coverage.
const query = `
  create table history as
  with seen as (
    select *,
      lag(issue) over w as last_issue, lag(position) over w as previous_position,
      min(position) over (w rows unbounded preceding) as peak,
      min(position) over (w rows between unbounded preceding and 1 preceding) as peak_before,
      row_number() over w as issues_on_chart, first_value(issue) over w as debut, first_value(position) over w as debut_position
    from entries window w as (partition by chart, recording order by issue)
  ), flagged as (
    select *, (last_issue is null or last_issue < issue - 1)::int as begins_stay,
      (peak_before is null or position < peak_before)::int as begins_peak
    from seen
  ), counted as (
    select *,
      sum(begins_stay) over w as run_number, max(case when begins_stay = 1 then issue end) over w as run_start,
      max(case when begins_peak = 1 then issue end) over w as peak_issue,
      sum((position = peak)::int) over w as at_peaks
    from flagged window w as (partition by chart, recording order by issue rows unbounded preceding)
  )
  select *, true as is_best, issue - run_start + 1 as streak, 201 - position as points,
    cast(201 - position as double) / 200 as points_share,
    case when last_issue = issue - 1 then previous_position - position end as movement,
    case when issue = 0 then 'FIRST' when last_issue is null then 'NEW' when begins_stay = 1 then 'RE'
      when position < previous_position then 'UP' when position > previous_position then 'DOWN' else 'SAME' end as status,
    debut = 0 as debut_censored,
    case when begins_stay = 1 then issue - last_issue - 1 end as absence_issues,
    case when begins_stay = 1 then issue - last_issue end as absence_days,
    issue - debut + 1 as observed_since_debut, issue - debut + 1 as expected_since_debut,
    cast(issue - debut + 1 as double) / nullif(issue - debut + 1, 0) as coverage,
    at_peaks - max(case when begins_peak = 1 then at_peaks end) over (
      partition by chart, recording order by issue rows unbounded preceding) + 1 as issues_at_peak
  from counted`

console.log(JSON.stringify(await steps[step]()))
