import { readRows, type TypedRow } from '../../warehouse/read-rows.ts'
import type { Parameters, Warehouse } from '../../warehouse/warehouse.ts'
import { type Credit, groupCredits } from './chart-entries.ts'
import { selectDays } from './epoch-days.ts'

const entryColumns = {
  recording_id: 'text',
  chart: 'text',
  chart_days: 'number',
  position: 'number',
  previous_position: 'number?',
  missing_before: 'number',
  run_number: 'number',
  streak: 'number',
  metric: 'number?',
} as const

/** An entry of a recording on a chart. There are many, so it has few columns; its date is days, see `toDate`. */
export type SongEntry = TypedRow<typeof entryColumns>

const newestColumns = {
  recording_id: 'text',
  chart: 'text',
  chart_date: 'text',
  position: 'number',
  run_number: 'number',
  debut_date: 'text',
  debut_position: 'number',
  debut_censored: 'boolean',
  is_below_expected: 'boolean',
  peak_position: 'number',
  peak_date: 'text',
  issues_at_peak: 'number',
  issues_on_chart: 'number',
  points: 'number',
  metric: 'number?',
  metric_name: 'text?',
  source_previous_position: 'number?',
  source_peak_position: 'number?',
  source_issues_on_chart: 'number?',
} as const

/** The newest entry of a recording on a chart: it has the figures of all. */
export type NewestEntry = TypedRow<typeof newestColumns>

const memberColumns = {
  recording_id: 'text',
  song_id: 'text',
  rule: 'text',
  evidence: 'text?',
  first_date: 'text?',
  song: 'text?',
  artists: 'text?',
  album_id: 'text?',
  album_name: 'text?',
  duration_ms: 'number?',
  isrc: 'text?',
  label: 'text?',
  url: 'text?',
} as const

/** A song id that belongs to a recording, and why. */
export type RecordingMember = TypedRow<typeof memberColumns>

/** A list of bound parameters: `:recording_0, :recording_1`. */
export function bindList(name: string, values: readonly string[]): { list: string; parameters: Parameters } {
  const names = values.map((_, index) => `${name}_${index}`)
  return {
    list: names.map((each) => `:${each}`).join(', '),
    parameters: Object.fromEntries(names.map((each, index) => [each, values[index] ?? ''])),
  }
}

/** The better entry of each issue of some recordings of a source, in order of recording, chart and date. */
export async function readSongEntries(
  warehouse: Warehouse,
  source: string,
  recordings: readonly string[],
): Promise<SongEntry[]> {
  const { list, parameters } = bindList('recording', recordings)
  const result = await warehouse.query(
    `select
        history.recording_id, history.chart, ${selectDays('history.chart_date')} as chart_days, history.position,
        history.previous_position, history.missing_before, history.run_number, history.streak, history.metric
    from core.chart_history as history
    where history.source = :source and history.recording_id in (${list}) and history.is_best
    order by
        history.recording_id asc nulls last,
        history.chart asc nulls last,
        history.chart_date asc nulls last`,
    { source, ...parameters },
  )
  return readRows(result, entryColumns)
}

/** The newest entry of some recordings on each chart that had them. */
export async function readNewestEntries(
  warehouse: Warehouse,
  source: string,
  recordings: readonly string[],
): Promise<NewestEntry[]> {
  const { list, parameters } = bindList('recording', recordings)
  const result = await warehouse.query(
    `with totals as (
        select
            history.recording_id,
            history.chart,
            max(history.chart_date) as last_date,
            cast(sum(history.points) as bigint) as points
        from core.chart_history as history
        where history.source = :source and history.recording_id in (${list}) and history.is_best
        group by 1, 2
    )

    select
        history.recording_id, history.chart, history.chart_date, history.position, history.run_number,
        history.debut_date, history.debut_position, history.debut_censored,
        history.expected_since_debut > history.observed_since_debut as is_below_expected, history.peak_position,
        history.peak_date, history.issues_at_peak, history.issues_on_chart, totals.points, history.metric,
        history.metric_name, history.source_previous_position, history.source_peak_position,
        history.source_issues_on_chart
    from core.chart_history as history
    inner join totals
        on
            history.recording_id = totals.recording_id
            and history.chart = totals.chart
            and history.chart_date = totals.last_date
    where history.source = :source and history.recording_id in (${list}) and history.is_best`,
    { source, ...parameters },
  )
  return readRows(result, newestColumns)
}

/** The song ids of some recordings, the first seen first. */
export async function readMembers(
  warehouse: Warehouse,
  source: string,
  recordings: readonly string[],
): Promise<RecordingMember[]> {
  const { list, parameters } = bindList('recording', recordings)
  const result = await warehouse.query(
    `select
        recordings.recording_id, recordings.song_id, recordings.rule, recordings.evidence, recordings.first_date,
        names.song, names.artists, songs.album_id, albums.album_name, songs.duration_ms, songs.isrc, songs.label,
        songs.url
    from core.recordings as recordings
    left join core.songs as songs
        on recordings.source = songs.source and recordings.song_id = songs.song_id
    left join core.song_names as names
        on recordings.source = names.source and recordings.song_id = names.song_id
    left join core.albums as albums
        on songs.source = albums.source and songs.album_id = albums.album_id
    where recordings.source = :source and recordings.recording_id in (${list})
    order by
        recordings.recording_id asc nulls last,
        recordings.first_date asc nulls last,
        recordings.song_id asc nulls last`,
    { source, ...parameters },
  )
  return readRows(result, memberColumns)
}

/** The artists of songs by song id, lead first. */
export async function readSongCredits(
  warehouse: Warehouse,
  source: string,
  songs: readonly string[],
): Promise<Map<string, Credit[]>> {
  const { list, parameters } = bindList('song', songs)
  const result = await warehouse.query(
    `select
        credits.song_id, credits.artist_id, artists.artist_name
    from core.song_credits as credits
    left join core.known_artists as artists
        on credits.source = artists.source and credits.artist_id = artists.artist_id
    where credits.source = :source and credits.song_id in (${list})
    order by
        credits.song_id asc nulls last,
        credits.credit_position asc nulls last,
        credits.artist_id asc nulls last`,
    { source, ...parameters },
  )
  return groupCredits(readRows(result, { song_id: 'text', artist_id: 'text', artist_name: 'text?' } as const))
}

const joinColumns = { song_id: 'text', recording_id: 'text' } as const

/** The ids of a source that belong to a recording with another id, with that id: all, or some. */
export async function readJoinedSongs(
  warehouse: Warehouse,
  source: string,
  songs?: readonly string[],
): Promise<Map<string, string>> {
  if (songs?.length === 0) return new Map()
  const { list, parameters } = bindList('song', songs ?? [])
  const result = await warehouse.query(
    `select recordings.song_id, recordings.recording_id
    from core.recordings as recordings
    where
        recordings.source = :source
        and recordings.song_id <> recordings.recording_id
        and recordings.recording_id in (
            select charted.recording_id from core.chart_songs as charted where charted.source = :source
        )
        ${songs === undefined ? '' : `and recordings.song_id in (${list})`}
    order by recordings.song_id asc nulls last`,
    { source, ...parameters },
  )
  return new Map(readRows(result, joinColumns).map(({ song_id, recording_id }) => [song_id, recording_id]))
}
