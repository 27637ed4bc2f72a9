import { type ChartName, formatChartName } from '../domain/chart-name.ts'
import { UsageError } from '../domain/errors.ts'
import { readRows, type TypedRow } from '../warehouse/read-rows.ts'
import type { Parameters, Warehouse } from '../warehouse/warehouse.ts'
import { listMatches } from './match-names.ts'

const candidateColumns = {
  id: 'text',
  name: 'text?',
  artists: 'text?',
  peak_position: 'number',
  issues: 'number',
  points_share: 'number',
} as const

type Candidate = TypedRow<typeof candidateColumns>

/**
 * The id of the recording with an id of any of its songs, or with the text in a title, or in a title and its artists.
 * `pick` chooses one of several, from 1. Throws a `UsageError` if that is not exactly one; it numbers several, the best
 * charting first.
 */
export async function findRecording(
  warehouse: Warehouse,
  chart: ChartName | null,
  text: string,
  pick?: number,
): Promise<string> {
  if (chart !== null) {
    // Looking through the songs of one chart takes a fraction of the time.
    const onChart = await warehouse.query(
      `select songs.recording_id as id
      from core.chart_songs as songs
      where songs.source = :source and songs.chart = :chart and songs.song_id = :text`,
      { ...chart, text },
    )
    const [own] = onChart.rows
    if (own !== undefined) return String(own.id)
  }
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
        select songs.source, songs.recording_id, ${charting}
        from core.chart_songs as songs
        where ${isOnChart('songs')}
        group by 1, 2
    )
    select distinct
        recordings.recording_id as id, names.song as name, names.artists, on_chart.peak_position, on_chart.issues,
        on_chart.points_share
    from on_chart
    inner join core.recordings as recordings
        on on_chart.source = recordings.source and on_chart.recording_id = recordings.recording_id
    inner join core.song_names as names
        on recordings.source = names.source and recordings.song_id = names.song_id`,
    chartParameters(chart),
  )
  return pickOne('song', readRows(candidates, candidateColumns), { chart, text, pick })
}

/** The id of the artist with this id, or with the text in a name, by `split` or `text` credits. Throws as `findRecording` does. */
export async function findArtist(
  warehouse: Warehouse,
  chart: ChartName | null,
  { text, credits, pick }: { text: string; credits: string; pick?: number | undefined },
): Promise<string> {
  // An id needs no names and figures of all artists, which are most of the time of a question about one. Nor does one chart need
  // its name compared for each song.
  const onSameChart =
    chart === null ? 'and credits.source = songs.source and credits.chart = songs.chart' : ''
  const byId = await warehouse.query(
    `select credits.artist_id as id
    from core.charted_credits as credits
    inner join core.chart_songs as songs
        on credits.song_id = songs.song_id ${onSameChart}
    where credits.artist_id = :text and credits.credits_as in (:credits, 'both')
        and ${isOnChart('credits')} and ${isOnChart('songs')}
    limit 1`,
    { ...chartParameters(chart), text, credits },
  )
  if (byId.rows.length === 1) return text
  const candidates = await warehouse.query(
    `with on_chart as (
        select songs.source, credits.artist_id, ${charting}
        from core.chart_songs as songs
        inner join core.charted_credits as credits
            on songs.source = credits.source and songs.chart = credits.chart and songs.song_id = credits.song_id
        where credits.credits_as in (:credits, 'both') and ${isOnChart('credits')} and ${isOnChart('songs')}
        group by 1, 2
    )
    select
        on_chart.artist_id as id, artists.artist_name as name, cast(null as varchar) as artists,
        on_chart.peak_position, on_chart.issues, on_chart.points_share
    from on_chart
    left join core.known_artists as artists
        on on_chart.source = artists.source and on_chart.artist_id = artists.artist_id`,
    { ...chartParameters(chart), credits },
  )
  return pickOne('artist', readRows(candidates, candidateColumns), { chart, text, pick })
}

/** What the songs of a group reached; the points order the hits. */
const charting = `
            min(songs.best_position) as peak_position,
            cast(sum(songs.issues) as bigint) as issues,
            round(sum(songs.points_share), 6) as points_share`

/** Hits that an error lists. */
const MAX_LISTED = 10

const isOnChart = (table: string) =>
  `(cast(:chart as varchar) is null or (${table}.source = :source and ${table}.chart = :chart))`

function chartParameters(chart: ChartName | null): Parameters {
  return { source: chart?.source ?? null, chart: chart?.chart ?? null }
}

function pickOne(
  what: string,
  candidates: Candidate[],
  { chart, text, pick }: { chart: ChartName | null; text: string; pick: number | undefined },
): string {
  for (const isMatch of listMatches(text)) {
    const hits = rankHits(candidates.filter(isMatch))
    const [first] = hits
    if (first === undefined) continue
    if (hits.length === 1) return first.id
    const picked = pick === undefined ? undefined : hits[pick - 1]
    if (picked !== undefined) return picked.id
    throw new UsageError(`${hits.length} ${what}s match ${JSON.stringify(text)}`, {
      advice: `choose one with --pick:\n${formatHits(hits)}`,
    })
  }
  const where = chart === null ? '' : ` on ${formatChartName(chart)}`
  throw new UsageError(`no ${what}${where} has ${JSON.stringify(text)} as its id or in its name`, {
    advice: 'search for it with `hitparade find "part of a name"`',
  })
}

/** Each recording or artist once, the best charting first. */
function rankHits(hits: Candidate[]): Candidate[] {
  const byId = new Map(hits.map((one) => [one.id, one]))
  return [...byId.values()].sort((a, b) => b.points_share - a.points_share || (a.id < b.id ? -1 : 1))
}

function formatHits(hits: Candidate[]): string {
  const lines = hits.slice(0, MAX_LISTED).map(({ id, name, artists, peak_position, issues }, index) => {
    const title = `${name ?? ''}${artists === null ? '' : ` – ${artists}`}`
    return `  ${String(index + 1).padStart(2)}  ${title} (peak ${peak_position}, issues ${issues}, id ${id})`
  })
  const more = hits.length > MAX_LISTED ? [`      and ${hits.length - MAX_LISTED} more`] : []
  return [...lines, ...more].join('\n')
}
