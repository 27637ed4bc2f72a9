import { readRows, type TypedRow } from '../../warehouse/read-rows.ts'
import type { Warehouse } from '../../warehouse/warehouse.ts'
import { selectDays } from './epoch-days.ts'

const entryColumns = {
  chart_days: 'number',
  position: 'number',
  song_id: 'text',
  recording_id: 'text',
  is_best: 'boolean',
  previous_position: 'number?',
  movement: 'number?',
  status: 'text',
  debut_days: 'number',
  debut_position: 'number',
  peak_position: 'number',
  peak_days: 'number',
  issues_at_peak: 'number',
  issues_on_chart: 'number',
  streak: 'number',
  run_number: 'number',
  absence_issues: 'number?',
  points: 'number?',
  censored: 'boolean',
  metric: 'number?',
  metric_name: 'text?',
  source_previous_position: 'number?',
  source_peak_position: 'number?',
  source_issues_on_chart: 'number?',
} as const

/** An entry with the history of its recording up to its issue. Dates are days, see `toDate`. */
export type EntryRow = TypedRow<typeof entryColumns>

export interface Span {
  source: string
  chart: string
  from: string
  to: string
}

const inSpan = `history.source = :source
        and history.chart = :chart
        and history.chart_date between cast(:from as date) and cast(:to as date)`

/** The entries of the issues of a chart from one date to another, in order of date and position. */
export async function readEntries(warehouse: Warehouse, span: Span): Promise<EntryRow[]> {
  const result = await warehouse.query(
    `select
        ${selectDays('history.chart_date')} as chart_days, history.position, history.song_id, history.recording_id,
        history.is_best, history.previous_position, history.movement, history.status,
        ${selectDays('history.debut_date')} as debut_days, history.debut_position, history.peak_position,
        ${selectDays('history.peak_date')} as peak_days, history.issues_at_peak, history.issues_on_chart, history.streak,
        history.run_number, history.absence_issues, history.points,
        history.debut_censored or history.expected_since_debut > history.observed_since_debut as censored,
        history.metric, history.metric_name, history.source_previous_position, history.source_peak_position,
        history.source_issues_on_chart
    from core.chart_history as history
    where ${inSpan}
    order by history.chart_date asc nulls last, history.position asc nulls last, history.song_id asc nulls last`,
    { ...span },
  )
  return readRows(result, entryColumns)
}

const nameColumns = { song_id: 'text', song: 'text?', artists: 'text?' } as const

/** The title and the credits of a song, as the source writes them. */
export type SongName = TypedRow<typeof nameColumns>

/** The names of the songs on the issues of a span by song. */
export async function readNames(warehouse: Warehouse, span: Span): Promise<Map<string, SongName>> {
  const result = await warehouse.query(
    `select
        names.song_id, names.song, names.artists
    from core.charted_names as names
    where
        names.source = :source
        and names.chart = :chart
        and names.song_id in (
            select history.song_id
            from core.chart_history as history
            where ${inSpan}
        )`,
    { ...span },
  )
  return new Map(readRows(result, nameColumns).map((row) => [row.song_id, row]))
}

/** What a recording had on a chart before a date. */
export interface EarlierEntries {
  points: number
  metric: number | null
  /** Its positions by day, oldest first, from the given day on. */
  positions: Map<number, number>
}

const earlierColumns = { recording_id: 'text', points: 'number', metric: 'number?', run: 'text?' } as const

/**
 * What the recordings of some issues had before them, with the positions from `runFrom` on. Positions come as one text for each
 * recording: as rows, they would be most of what a page reads.
 */
export async function readEarlierEntries(
  warehouse: Warehouse,
  { source, chart, from, to }: Span,
  runFrom: string,
): Promise<Map<string, EarlierEntries>> {
  const result = await warehouse.query(
    `with wanted as (
        select distinct history.recording_id
        from core.chart_history as history
        where ${inSpan}
    )

    select
        history.recording_id,
        coalesce(cast(sum(history.points) as bigint), 0) as points,
        cast(sum(history.metric) as double) as metric,
        listagg(
            case
                when history.chart_date >= cast(:run_from as date)
                    then
                        cast(${selectDays('history.chart_date')} as varchar)
                        || ' '
                        || cast(history.position as varchar)
            end,
            ','
        ) as run
    from core.chart_history as history
    inner join wanted
        on history.recording_id = wanted.recording_id
    where
        history.source = :source
        and history.chart = :chart
        and history.chart_date < cast(:from as date)
        and history.is_best
    group by 1`,
    { source, chart, from, to, run_from: runFrom },
  )
  return new Map(
    readRows(result, earlierColumns).map(({ recording_id, points, metric, run }) => [
      recording_id,
      { points, metric, positions: parseRun(run ?? '') },
    ]),
  )
}

/** Both engines order such a list only over a window, so it comes in any order. */
function parseRun(run: string): Map<number, number> {
  if (run === '') return new Map()
  const steps = run.split(',').map((step) => step.split(' ').map(Number) as [number, number])
  return new Map(steps.sort(([day], [other]) => day - other))
}

const creditColumns = { song_id: 'text', artist_id: 'text', artist_name: 'text?' } as const

/** An artist whose song it is. */
export interface Credit {
  artist_id: string
  artist: string
}

/** The artists of the songs on the issues of a span, by song, lead first. */
export async function readCredits(warehouse: Warehouse, span: Span): Promise<Map<string, Credit[]>> {
  const result = await warehouse.query(
    `select
        credits.song_id, credits.artist_id, artists.artist_name
    from core.song_credits as credits
    left join core.known_artists as artists
        on credits.source = artists.source and credits.artist_id = artists.artist_id
    where
        credits.source = :source
        and credits.song_id in (
            select history.song_id
            from core.chart_history as history
            where ${inSpan}
        )
    order by
        credits.song_id asc nulls last,
        credits.credit_position asc nulls last,
        credits.artist_id asc nulls last`,
    { ...span },
  )
  return groupCredits(readRows(result, creditColumns))
}

/** The artists of songs by id, lead first. */
export function groupCredits(rows: TypedRow<typeof creditColumns>[]): Map<string, Credit[]> {
  const credits = new Map<string, Credit[]>()
  for (const { song_id, artist_id, artist_name } of rows) {
    const credit = { artist_id, artist: artist_name ?? artist_id }
    const known = credits.get(song_id)
    if (known === undefined) credits.set(song_id, [credit])
    else known.push(credit)
  }
  return credits
}
