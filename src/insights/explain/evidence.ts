import type { Parameters, ResultRow } from '../../warehouse/warehouse.ts'
import { listSides } from '../parameters/other-side.ts'

/** Conditions on issues, written for a table that has their columns, and conditions on `entries`. */
export interface Conditions {
  issues: ((table: string) => string)[]
  entries: string[]
}

/** Entries with any song of the recording of the song in a parameter. */
export const isOfRecording = (parameter: string) => `entries.recording_id in (
        select recordings.recording_id
        from core.recordings as recordings
        where recordings.source = entries.source and recordings.song_id = :${parameter})`
const isOfArtist = (parameter: string) => `entries.song_id in (
        select credits.song_id
        from core.credit_lists as credits
        where
            credits.source = entries.source
            and credits.credits_as = :credits
            and credits.artist_id = :${parameter})`
/** Entries with any song of the album that an id represents, with all editions. */
const isOfAlbum = (parameter: string) => `entries.song_id in (
        select songs.song_id
        from core.songs as songs
        inner join core.album_editions as editions
            on songs.source = editions.source and songs.album_id = editions.album_id
        where songs.source = entries.source and editions.main_album_id = :${parameter})`

const isInTotals = (table: string) => `exists (
        select 1
        from core.charts_in_totals as totals
        where totals.source = ${table}.source and totals.chart = ${table}.chart)`

interface Evidence {
  conditions: Conditions
  values: Parameters
}

/**
 * The conditions on the issues and entries that an answer, or a row of it, is based on, on each of its sides. It uses the
 * names of parameters and columns, which mean the same in every insight. `suffix` makes the names of the values unique among
 * several rows.
 */
export function selectEvidence(parameters: Parameters, row: ResultRow | null, suffix = ''): Evidence {
  const sides = listSides(parameters).map((side, index) =>
    selectSide(side, row, index === 0 ? suffix : `${suffix}_other`),
  )
  const [only] = sides
  return only !== undefined && sides.length === 1 ? only : unite(sides)
}

function selectSide(parameters: Parameters, row: ResultRow | null, suffix: string): Evidence {
  const conditions: Conditions = { issues: [], entries: [] }
  const values: Parameters = { also: parameters.on ?? null, credits: parameters.credits ?? 'split' }
  const bind = (name: string, value: unknown): value is string => {
    if (typeof value !== 'string') return false
    values[`${name}${suffix}`] = value
    return true
  }
  for (const name of ['source', 'chart']) {
    if (bind(name, row?.[name] ?? parameters[name]))
      conditions.issues.push((table) => `${table}.${name} = :${name}${suffix}`)
  }
  // With a source but no chart, the question sums all charts of the source.
  if (parameters.chart === null && typeof parameters.source === 'string') conditions.issues.push(isInTotals)
  const recording = row?.recording_id ?? row?.song_id ?? parameters.song
  if (bind('recording', recording)) conditions.entries.push(isOfRecording(`recording${suffix}`))
  const artist = row?.artist_id ?? parameters.artist
  if (bind('artist', artist)) conditions.entries.push(isOfArtist(`artist${suffix}`))
  if (bind('other_artist', row?.other_artist_id)) conditions.entries.push(isOfArtist(`other_artist${suffix}`))
  if (bind('album', row?.album_id)) conditions.entries.push(isOfAlbum(`album${suffix}`))
  if (bind('holder', row?.holder_id))
    conditions.entries.push(`(${isOfRecording(`holder${suffix}`)} or ${isOfArtist(`holder${suffix}`)})`)
  const { from, to } = evidenceSpan(parameters, row, typeof recording === 'string')
  if (bind('from', from))
    conditions.issues.push((table) => `${table}.chart_date >= cast(:from${suffix} as date)`)
  if (bind('to', to)) conditions.issues.push((table) => `${table}.chart_date <= cast(:to${suffix} as date)`)
  return { conditions, values }
}

/** The same for the rows of an answer together, within what the answer is based on. */
export function selectEvidenceOfRows(parameters: Parameters, rows: ResultRow[]): Evidence {
  const whole = selectEvidence(parameters, null)
  const each = unite(rows.map((row, index) => selectEvidence(parameters, row, `_${index + 1}`)))
  return {
    conditions: {
      issues: [...whole.conditions.issues, ...each.conditions.issues],
      entries: [...whole.conditions.entries, ...each.conditions.entries],
    },
    values: { ...whole.values, ...each.values },
  }
}

/** What any of several parts is based on. */
function unite(parts: Evidence[]): Evidence {
  const anyIssue = (table: string) =>
    requireAny(
      parts.map(({ conditions }) => requireAll(conditions.issues.map((condition) => condition(table)))),
    )
  const anyEntry = requireAny(
    parts.map(({ conditions: { issues, entries } }) =>
      requireAll([...issues.map((condition) => condition('entries')), ...entries]),
    ),
  )
  const hasEntries = parts.some(({ conditions }) => conditions.entries.length > 0)
  return {
    conditions: { issues: [anyIssue], entries: hasEntries ? [anyEntry] : [] },
    values: Object.assign({}, ...parts.map(({ values }) => values)),
  }
}

const requireAll = (conditions: string[]) => ['1 = 1', ...conditions].join('\n        and ')
const requireAny = (conditions: string[]) =>
  `(${conditions.map((condition) => `(${condition})`).join('\n        or ')})`

/**
 * For a recording, everything up to the issue counts, because its past is part of the answer. Otherwise a row with
 * `chart_date` is about that issue and the one of its `previous_date`, if it has one, and a row with `first_date` and
 * `last_date` is about the issues from one to the other.
 */
function evidenceSpan(parameters: Parameters, row: ResultRow | null, hasRecording: boolean) {
  const { on = null, from = null } = parameters
  const to = parameters.to ?? parameters.as_of ?? null
  const { chart_date = null, previous_date = null, first_date = null, last_date = null } = row ?? {}
  if (chart_date !== null) {
    const first = 'on' in parameters ? null : from
    return { from: hasRecording ? first : (previous_date ?? chart_date), to: chart_date }
  }
  if (on !== null) return { from: hasRecording ? null : on, to: on }
  if (first_date !== null && last_date !== null) return { from: first_date, to: last_date }
  // A whole stay counts with its issues outside of the span.
  return parameters.runs === 'whole' ? { from: null, to: null } : { from, to }
}

/**
 * One row per entry of the `:limit` newest issues, and one row for an issue without entries. If there are conditions on
 * entries, only the issue of the date `:also` is kept without one: there, absence is part of the answer.
 */
export function evidenceQuery({ issues, entries }: Conditions): string {
  const isKept = entries.length === 0 ? '1 = 1' : 'entry_count > 0 or chart_date = cast(:also as date)'
  return `
with issues as (
    select issues.*
    from core.published_issues as issues
    where ${requireAll(issues.map((condition) => condition('issues')))}
),

entries as (
    select entries.*
    from core.chart_history as entries
    where ${requireAll([...issues.map((condition) => condition('entries')), ...entries])}
),

counted as (
    select issues.source, issues.chart, issues.chart_date, count(entries.position) as entry_count
    from issues
    left join entries
        on
            issues.source = entries.source
            and issues.chart = entries.chart
            and issues.chart_date = entries.chart_date
    group by 1, 2, 3
),

kept as (
    select
        source,
        chart,
        chart_date,
        count(*) over () as issue_count,
        sum(entry_count) over () as all_entries,
        row_number() over (
            order by chart_date desc nulls last, source asc nulls last, chart asc nulls last
        ) as issue_order
    from counted
    where ${isKept}
)

select
    issues.source,
    issues.chart,
    issues.chart_date,
    issues.snapshot_id,
    issues.transform_version,
    issues.fetched_at,
    issues.raw_key,
    issues.content_hash,
    issues.source_url,
    kept.issue_count,
    kept.all_entries as entry_count,
    entries.position,
    entries.song_id,
    entries.recording_id,
    names.song
from kept
inner join issues
    on
        kept.source = issues.source
        and kept.chart = issues.chart
        and kept.chart_date = issues.chart_date
left join entries
    on
        kept.source = entries.source
        and kept.chart = entries.chart
        and kept.chart_date = entries.chart_date
left join core.song_names as names
    on entries.source = names.source and entries.song_id = names.song_id
where kept.issue_order <= :limit
order by kept.issue_order asc nulls last, entries.position asc nulls last, entries.song_id asc nulls last`
}
