import { type ChartName, formatChartName } from '../domain/chart-name.ts'
import { UsageError } from '../domain/errors.ts'
import { foldText } from '../domain/text/fold.ts'
import { readRows, type TypedRow } from '../warehouse/read-rows.ts'
import type { Parameters, Warehouse } from '../warehouse/warehouse.ts'

const candidateColumns = { id: 'text', name: 'text?', detail: 'text?' } as const

type Candidate = TypedRow<typeof candidateColumns>

/**
 * The id of the recording with an id of any of its songs, or with the text in a title. Throws a `UsageError` if that is
 * not exactly one; it lists the ids of several.
 */
export async function findRecording(
  warehouse: Warehouse,
  chart: ChartName | null,
  text: string,
): Promise<string> {
  const byId = await warehouse.query(
    `select distinct recordings.recording_id as id
    from core.recordings as recordings
    inner join core.chart_songs as songs
        on recordings.source = songs.source and recordings.recording_id = songs.recording_id
    where recordings.song_id = :text and ${isOnChart('songs')}`,
    { ...chartParameters(chart), text },
  )
  const [only] = byId.rows
  if (only !== undefined && byId.rows.length === 1) return String(only.id)
  const candidates = await warehouse.query(
    `with on_chart as (
        select distinct songs.source, songs.recording_id
        from core.chart_songs as songs
        where ${isOnChart('songs')}
    )
    select distinct recordings.recording_id as id, names.song as name, names.artists as detail
    from on_chart
    inner join core.recordings as recordings
        on on_chart.source = recordings.source and on_chart.recording_id = recordings.recording_id
    inner join core.song_names as names
        on recordings.source = names.source and recordings.song_id = names.song_id`,
    chartParameters(chart),
  )
  return pickOne('song', readRows(candidates, candidateColumns), chart, text)
}

/** The id of the artist with this id, or with the text in a name, by `split` or `text` credits. Throws as `findRecording` does. */
export async function findArtist(
  warehouse: Warehouse,
  chart: ChartName | null,
  { text, credits }: { text: string; credits: string },
): Promise<string> {
  const candidates = await warehouse.query(
    `with songs as (
        select distinct entries.source, entries.song_id
        from core.chart_history as entries
        where ${isOnChart('entries')}
    )
    select distinct credits.artist_id as id, artists.artist_name as name, cast(null as varchar) as detail
    from songs
    inner join core.credit_lists as credits
        on songs.source = credits.source and songs.song_id = credits.song_id and credits.credits_as = :credits
    left join core.artists as artists
        on credits.source = artists.source and credits.artist_id = artists.artist_id`,
    { ...chartParameters(chart), credits },
  )
  return pickOne('artist', readRows(candidates, candidateColumns), chart, text)
}

/** Hits that an error lists. */
const MAX_LISTED = 10

const isOnChart = (table: string) =>
  `(cast(:chart as varchar) is null or (${table}.source = :source and ${table}.chart = :chart))`

function chartParameters(chart: ChartName | null): Parameters {
  return { source: chart?.source ?? null, chart: chart?.chart ?? null }
}

/** An id wins over a whole name, and a whole name over a part of one. */
function pickOne(what: string, candidates: Candidate[], chart: ChartName | null, text: string): string {
  const wanted = foldText(text)
  const matches: ((one: Candidate) => boolean)[] = [
    ({ id }) => id === text,
    ({ name }) => foldText(name ?? '') === wanted,
    ({ name }) => wanted !== '' && foldText(name ?? '').includes(wanted),
  ]
  for (const isMatch of matches) {
    const hits = new Map(candidates.filter(isMatch).map((one) => [one.id, one]))
    const [only] = hits.keys()
    if (only !== undefined && hits.size === 1) return only
    if (hits.size > 1) {
      throw new UsageError(`${hits.size} ${what}s have ${JSON.stringify(text)} in their name`, {
        advice: `give the id of one:\n${formatHits([...hits.values()])}`,
      })
    }
  }
  const where = chart === null ? '' : ` on ${formatChartName(chart)}`
  throw new UsageError(`no ${what}${where} has ${JSON.stringify(text)} as its id or in its name`, {
    advice: 'search for it with `hitparade find`',
  })
}

function formatHits(hits: Candidate[]): string {
  const lines = hits
    .map(({ id, name, detail }) => `  ${id}  ${name ?? ''}${detail === null ? '' : ` – ${detail}`}`)
    .sort()
  const more = lines.length > MAX_LISTED ? [`  and ${lines.length - MAX_LISTED} more`] : []
  return [...lines.slice(0, MAX_LISTED), ...more].join('\n')
}
