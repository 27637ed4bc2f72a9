// Curated files of many charts over many years, one file per chart and year, as imports write them. DuckDB makes them,
// because making 53 million rows is not part of the measurement.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'

const FIRST_YEAR = 2015

/** A date in the middle of the decade that `writeDecade` leaves out of chart 1, to be loaded late. */
export const lateDay = { chart: 1, date: '2019-12-31' }

/** Writes 200 positions a day of every chart to `folder`. Charts share two thirds of their songs. */
export async function writeDecade(folder, { charts, years }) {
  await withDays(async (connection) => {
    for (let chart = 0; chart < charts; chart += 1) {
      for (let year = FIRST_YEAR; year < FIRST_YEAR + years; year += 1) {
        const span = { from: `${year}-01-01`, to: `${year}-12-31` }
        await writeIssues(connection, folder, { chart, id: `${year}abcd`, ...span })
      }
    }
  })
}

/** Writes one day of each of `charts`, given by number: one file per table and chart. */
export async function writeDay(folder, charts, date) {
  await withDays(async (connection) => {
    for (const chart of charts) {
      await writeIssues(connection, folder, { chart, id: date.replaceAll('-', ''), from: date, to: date })
    }
  })
}

/** The first day after `years`. */
export function nextDay(years) {
  return `${FIRST_YEAR + years}-01-01`
}

async function withDays(work) {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(
    "create table days as select d, date '2015-01-01' + cast(d as integer) as chart_date from range(0, 4000) t(d)",
  )
  await work(connection)
  connection.closeSync()
  instance.closeSync()
}

/** SQL of a pseudo-random number from 0 to 1 that depends only on the given columns. */
const chance = (...columns) => `((hash(${columns}) % 1000003 + 1) / 1000004)`

async function writeIssues(connection, folder, { chart, id: suffix, from: first, to: last }) {
  const name = `chart-${String(chart).padStart(2, '0')}`
  const id = `${String(chart).padStart(4, '0')}${suffix}`
  const from = `'bench' as source, '${name}' as chart, chart_date, 'import-${id}' as snapshot_id,
    cast(1 as integer) as transform_version, cast(chart_date as timestamp_ms) as fetched_at`
  const isLate = first !== last && chart === lateDay.chart
  // Each day 4 songs enter and the oldest leave. A third of the songs occur only on this chart, except every twentieth of
  // them, which is the same recording on all charts. The strength of a song fades, and every song skips a few days, so
  // that there are re-entries. A few artists have many songs.
  await connection.run(`
    create or replace temp table entries as
    select d, chart_date, s,
      cast(row_number() over (partition by d order by
        ln(${chance('s', chart)}) + (d - s / 4) * 0.03 + ${chance('s', 'd', chart)} * 0.1, s) as integer) as position,
      case when s % 3 = 0 then 'song-${chart}-' else 'song-shared-' end || s as song_id,
      'artist-' || cast(floor(9973 * power(${chance('s')}, 3)) as integer) as artist_id
    from days, range(0, 240) t(i), lateral (select d * 4 + 240 - i as s)
    where chart_date between date '${first}' and date '${last}' and hash(s, d, 'absent') % 43 > 2
      ${isLate ? `and chart_date <> date '${lateDay.date}'` : ''}
    qualify position <= 200`)
  await connection.run(`
    create or replace temp table songs as
    select song_id, s, artist_id, min(chart_date) as chart_date,
      case when s % 3 = 0 and s % 60 > 0 then s || ' of ${name}' else s::varchar end as name
    from entries group by 1, 2, 3, 5`)
  const artists = 'select chart_date, artist_id, song_id from songs'
  await copy(
    connection,
    folder,
    'chart_entries',
    id,
    `
    select ${from}, position, song_id, null::timestamp as added_at, null::bigint as metric, null::varchar as metric_name,
      null::integer as source_previous_position, null::integer as source_peak_position,
      null::integer as source_issues_on_chart
    from entries order by d, position`,
  )
  await copy(
    connection,
    folder,
    'songs',
    id,
    `
    select ${from}, song_id, 'Title ' || name as song_name, null::varchar as album_id, cast(180000 + s % 60000 as integer) as duration_ms,
      false as explicit, null::varchar as isrc, null::varchar as linked_from_id, null::varchar as label,
      null::integer as popularity, null::varchar as url, 'title ' || name as title_key, '-' as variant_key,
      artist_id as credit_key, 'latin' as title_script
    from songs order by chart_date, song_id`,
  )
  await copy(
    connection,
    folder,
    'artists',
    id,
    `
    select ${from}, artist_id, 'Artist ' || artist_id as artist_name, null::varchar as url
    from (select artist_id, min(chart_date) as chart_date from (${artists}) group by 1) order by chart_date, artist_id`,
  )
  await copy(
    connection,
    folder,
    'song_artists',
    id,
    `
    select ${from}, song_id, artist_id, cast(1 as integer) as credit_position from (${artists}) order by chart_date, song_id`,
  )
  const count = (table, key) => `(select chart_date, count(distinct ${key}) as n from (${table}) group by 1)`
  await copy(
    connection,
    folder,
    'chart_issues',
    id,
    `
    select ${from}, '${name}' as chart_name, cast(200 as integer) as chart_size, null::integer as expected_size,
      '${chart === 0 ? 'global' : 'other'}' as scope, null::varchar as market, 'daily' as cadence, null::varchar as weekdays,
      'id' as identity, true as complete, null::varchar as source_version, '${id}' as content_hash,
      'bench/import/${id}.gz' as raw_key, null::varchar as source_url, true as credits_complete,
      cast(0 as integer) as album_count, cast(coalesce(a.n, 0) as integer) as artist_count,
      cast(coalesce(s.n, 0) as integer) as song_count, cast(coalesce(s.n, 0) as integer) as credit_count,
      cast(e.n as integer) as entry_count, cast(0 as integer) as reject_count
    from ${count('select * from entries', 'position')} as e
    left join ${count('select * from songs', 'song_id')} as s using (chart_date)
    left join (
      select chart_date, count(*) as n
      from (select artist_id, min(chart_date) as chart_date from (${artists}) group by 1) group by 1
    ) as a using (chart_date)
    order by chart_date`,
  )
}

async function copy(connection, folder, table, id, query) {
  const target = join(folder, table, 'bench', 'import')
  await mkdir(target, { recursive: true })
  await connection.run(
    `copy (${query}) to '${join(target, `${id}.v1.parquet`)}' (format parquet, compression snappy)`,
  )
}
