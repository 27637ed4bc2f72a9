import { readRows, type TypedRow } from '../../../warehouse/read-rows.ts'
import type { Warehouse } from '../../../warehouse/warehouse.ts'
import { bindList } from '../song-entries.ts'

const songColumns = {
  artist_id: 'text',
  chart: 'text',
  period: 'number',
  recording_id: 'text',
  debut_date: 'text',
  debut_position: 'number',
  peak_position: 'number',
  peak_date: 'text',
  issues_at_peak: 'number',
  issues: 'number',
  issues_at_one: 'number',
  points: 'number',
  points_share: 'number',
  runs: 'number',
  last_date: 'text',
  is_censored: 'boolean',
  was_censored: 'boolean',
  is_lead: 'boolean',
} as const

/** Whether entries are added up over the whole history, as period 0, or for each calendar year by itself. */
export type PeriodLength = 'whole' | 'year'

/** A recording of an artist on a chart in a period, counted under the ids of songs that credit the artist. */
export type ArtistSongRow = TypedRow<typeof songColumns>

const totalColumns = {
  artist_id: 'text',
  chart: 'text',
  period: 'number',
  issues: 'number',
  most_at_once: 'number',
  most_at_once_date: 'text',
  first_date: 'text',
  last_date: 'text',
  first_song_id: 'text',
  newest_songs: 'number',
} as const

/** What an artist had on the issues of a chart in a period. */
export type ArtistIssuesRow = TypedRow<typeof totalColumns>

/** The entries of all songs that credit some artists. An artist who is credited twice on a song counts once. */
export const withEntries = (list: string, length: PeriodLength) => `
    with credits as (
        select
            credits.artist_id,
            credits.song_id,
            min(credits.credit_position) as credit_position
        from core.song_credits as credits
        where credits.source = :source and credits.artist_id in (${list})
        group by 1, 2
    ),

    entries as (
        select
            credits.artist_id,
            credits.credit_position,
            history.*,
            ${length === 'whole' ? '0' : 'cast(extract(year from history.chart_date) as bigint)'} as period,
            history.debut_censored or history.expected_since_debut > history.observed_since_debut as is_censored
        from core.chart_history as history
        inner join credits
            on history.song_id = credits.song_id
        where history.source = :source and history.is_best
    )`

/** The recordings of some artists on each chart and in each period, newest debut first. */
export async function readArtistSongs(
  warehouse: Warehouse,
  source: string,
  artists: readonly string[],
  length: PeriodLength,
): Promise<ArtistSongRow[]> {
  const { list, parameters } = bindList('artist', artists)
  const result = await warehouse.query(
    `${withEntries(list, length)},

    totals as (
        select
            artist_id,
            chart,
            period,
            recording_id,
            min(position) as peak_position,
            max(chart_date) as last_date,
            count(*) as issues,
            count(distinct run_number) as runs,
            cast(sum(case when position = 1 then 1 else 0 end) as bigint) as issues_at_one,
            cast(sum(points) as bigint) as points,
            sum(points_share) as points_share,
            max(case when is_censored then 1 else 0 end) = 1 as was_censored
        from entries
        group by 1, 2, 3, 4
    ),

    -- One entry each: a recording has one best entry on an issue. A window would be most of the time of this query.
    newest as (
        select entries.*
        from entries
        inner join totals
            on
                entries.artist_id = totals.artist_id
                and entries.chart = totals.chart
                and entries.recording_id = totals.recording_id
                and entries.period = totals.period
                and entries.chart_date = totals.last_date
    ),

    peaks as (
        select
            entries.artist_id,
            entries.chart,
            entries.period,
            entries.recording_id,
            min(entries.chart_date) as peak_date,
            count(*) as issues_at_peak
        from entries
        inner join totals
            on
                entries.artist_id = totals.artist_id
                and entries.chart = totals.chart
                and entries.recording_id = totals.recording_id
                and entries.period = totals.period
                and entries.position = totals.peak_position
        group by 1, 2, 3, 4
    )

    select
        newest.artist_id, newest.chart, newest.period, newest.recording_id, newest.debut_date, newest.debut_position,
        totals.peak_position, peaks.peak_date, peaks.issues_at_peak, totals.issues, totals.issues_at_one,
        totals.points, totals.points_share, totals.runs, newest.chart_date as last_date, newest.is_censored,
        totals.was_censored, newest.credit_position = 1 as is_lead
    from newest
    inner join totals
        using (artist_id, chart, period, recording_id)
    inner join peaks
        using (artist_id, chart, period, recording_id)
    order by
        newest.artist_id asc nulls last,
        newest.chart asc nulls last,
        newest.debut_date desc nulls last,
        newest.debut_position asc nulls last,
        newest.recording_id asc nulls last`,
    { source, ...parameters },
  )
  return readRows(result, songColumns)
}

/** What some artists had on the issues of each chart in each period. */
export async function readArtistIssues(
  warehouse: Warehouse,
  source: string,
  artists: readonly string[],
  length: PeriodLength,
): Promise<ArtistIssuesRow[]> {
  const { list, parameters } = bindList('artist', artists)
  const result = await warehouse.query(
    `${withEntries(list, length)},

    by_issue as (
        select
            artist_id,
            chart,
            period,
            chart_date,
            count(*) as songs
        from entries
        group by 1, 2, 3, 4
    ),

    spans as (
        select
            artist_id,
            chart,
            period,
            count(*) as issues,
            min(chart_date) as first_date,
            max(chart_date) as last_date,
            max(songs) as most_at_once
        from by_issue
        group by 1, 2, 3
    ),

    busiest as (
        select
            by_issue.artist_id,
            by_issue.chart,
            by_issue.period,
            min(by_issue.chart_date) as chart_date
        from by_issue
        inner join spans
            on
                by_issue.artist_id = spans.artist_id
                and by_issue.chart = spans.chart
                and by_issue.period = spans.period
                and by_issue.songs = spans.most_at_once
        group by 1, 2, 3
    ),

    -- The best entry of the first issue, of equal ones that of the smallest id. A window over all entries takes longer.
    first_entries as (
        select
            entries.artist_id,
            entries.chart,
            entries.period,
            min(lpad(cast(entries.position as varchar), 9, '0') || entries.song_id) as position_and_song
        from entries
        inner join spans
            on
                entries.artist_id = spans.artist_id
                and entries.chart = spans.chart
                and entries.period = spans.period
                and entries.chart_date = spans.first_date
        group by 1, 2, 3
    )

    select
        spans.artist_id, spans.chart, spans.period, spans.issues, spans.most_at_once,
        busiest.chart_date as most_at_once_date, spans.first_date, spans.last_date,
        substr(first_entries.position_and_song, 10) as first_song_id, coalesce(newest.songs, 0) as newest_songs
    from spans
    inner join busiest
        on
            spans.artist_id = busiest.artist_id
            and spans.chart = busiest.chart
            and spans.period = busiest.period
    inner join first_entries
        on
            spans.artist_id = first_entries.artist_id
            and spans.chart = first_entries.chart
            and spans.period = first_entries.period
    inner join core.charts as charts
        on charts.source = :source and spans.chart = charts.chart
    left join by_issue as newest
        on
            spans.artist_id = newest.artist_id
            and spans.chart = newest.chart
            and spans.period = newest.period
            and charts.last_date = newest.chart_date`,
    { source, ...parameters },
  )
  return readRows(result, totalColumns)
}
