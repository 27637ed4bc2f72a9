import type { Parameters, ResultRow } from '../../warehouse/warehouse.ts'

/** Conditions on issues, written for the name that they have in a query, and on the entries `h` of these. */
interface Conditions {
  issues: ((issue: string) => string)[]
  entries: string[]
}

export const ofRecording = (name: string) => `h.recording_id in (
        select r.recording_id from core.recordings as r where r.source = h.source and r.song_id = :${name})`
const ofArtist = (name: string) => `h.song_id in (
        select c.song_id from core.song_artists as c where c.source = h.source and c.artist_id = :${name})`
const ofAlbum = (name: string) => `h.song_id in (
        select s.song_id from core.songs as s where s.source = h.source and s.album_id = :${name})`

/** Only where all charts of a source are added up is the source known and the chart not. */
const isInTotals = (issue: string) => `exists (
        select 1 from core.charts_in_totals as t where t.source = ${issue}.source and t.chart = ${issue}.chart)`

/** What an answer, or a row of it, rests on, by names that mean the same in every insight. */
export function selectEvidence(
  parameters: Parameters,
  row: ResultRow | null,
): { conditions: Conditions; values: Parameters } {
  const conditions: Conditions = { issues: [], entries: [] }
  const values: Parameters = { also: parameters.on ?? null }
  const isGiven = (name: string, value: unknown): value is string => {
    if (typeof value !== 'string') return false
    values[name] = value
    return true
  }
  for (const name of ['source', 'chart']) {
    if (isGiven(name, row?.[name] ?? parameters[name]))
      conditions.issues.push((issue) => `${issue}.${name} = :${name}`)
  }
  if (parameters.chart === null && typeof parameters.source === 'string') conditions.issues.push(isInTotals)
  const recording = row?.recording_id ?? row?.song_id ?? parameters.song
  if (isGiven('recording', recording)) conditions.entries.push(ofRecording('recording'))
  const artist = row?.artist_id ?? parameters.artist
  if (isGiven('artist', artist)) conditions.entries.push(ofArtist('artist'))
  if (isGiven('other_artist', row?.other_artist_id)) conditions.entries.push(ofArtist('other_artist'))
  if (isGiven('album', row?.album_id)) conditions.entries.push(ofAlbum('album'))
  if (isGiven('holder', row?.holder_id))
    conditions.entries.push(`(${ofRecording('holder')} or ${ofArtist('holder')})`)

  const { from, to } = evidenceSpan(parameters, row, typeof recording === 'string')
  if (isGiven('from', from)) conditions.issues.push((issue) => `${issue}.chart_date >= cast(:from as date)`)
  if (isGiven('to', to)) conditions.issues.push((issue) => `${issue}.chart_date <= cast(:to as date)`)
  return { conditions, values }
}

/**
 * A recording carries its past, so everything up to the issue counts. Otherwise a row with `chart_date` is about
 * that issue and, where it has one, `previous_date`, and one with `first_date` and `last_date` about these.
 */
function evidenceSpan(parameters: Parameters, row: ResultRow | null, isOfRecording: boolean) {
  const { on, from = null, to = null } = parameters
  const { chart_date = null, previous_date = null, first_date = null, last_date = null } = row ?? {}
  if (chart_date !== null) {
    return { from: isOfRecording ? from : (previous_date ?? chart_date), to: chart_date }
  }
  if (on !== undefined) return { from: isOfRecording ? null : on, to: on }
  return first_date !== null && last_date !== null ? { from: first_date, to: last_date } : { from, to }
}

/**
 * One row per entry of the `:limit` newest issues, and one for an issue without: with entries asked for, only
 * the issue `:also` of the question is kept without one, because absence there is part of the answer.
 */
export function evidenceQuery({ issues, entries }: Conditions): string {
  const where = (conditions: string[]) => ['1 = 1', ...conditions].join('\n        and ')
  const kept = entries.length === 0 ? '1 = 1' : 'entries > 0 or chart_date = cast(:also as date)'
  return `
with issues as (
    select i.*
    from core.published_issues as i
    where ${where(issues.map((condition) => condition('i')))}
),

entries as (
    select h.*
    from core.chart_history as h
    where ${where([...issues.map((condition) => condition('h')), ...entries])}
),

counted as (
    select i.source, i.chart, i.chart_date, count(h.position) as entries
    from issues as i
    left join entries as h
        on i.source = h.source and i.chart = h.chart and i.chart_date = h.chart_date
    group by 1, 2, 3
),

kept as (
    select
        *,
        count(*) over () as issue_count,
        sum(entries) over () as entry_count,
        row_number() over (
            order by chart_date desc nulls last, source asc nulls last, chart asc nulls last
        ) as issue_place
    from counted
    where ${kept}
)

select
    i.source, i.chart, i.chart_date, i.snapshot_id, i.transform_version, i.fetched_at,
    i.raw_key, i.content_hash, i.source_url, k.issue_count, k.entry_count,
    h.position, h.song_id, h.recording_id, n.song
from kept as k
inner join issues as i
    on k.source = i.source and k.chart = i.chart and k.chart_date = i.chart_date
left join entries as h
    on k.source = h.source and k.chart = h.chart and k.chart_date = h.chart_date
left join core.song_names as n
    on h.source = n.source and h.song_id = n.song_id
where k.issue_place <= :limit
order by k.issue_place asc nulls last, h.position asc nulls last`
}
