import { UsageError } from '../errors.ts'
import { foldText } from '../fold.ts'
import type { Parameters, Warehouse } from '../warehouse/warehouse.ts'
import type { ChartName } from './insight-charts.ts'

/**
 * The recording that is meant by an id of any of its songs, or by any part of a title. Throws a `UsageError`
 * that lists the ids where that is none or several.
 */
export async function recordingCalled(
  warehouse: Warehouse,
  chart: ChartName | null,
  text: string,
): Promise<string> {
  const { rows } = await warehouse.query(
    `select distinct h.recording_id as id, r.song_id as other_id, n.song as name, n.artists as detail
    from core.chart_history as h
    inner join core.recordings as r
        on h.source = r.source and h.recording_id = r.recording_id
    left join core.song_names as n
        on r.source = n.source and r.song_id = n.song_id
    where cast(:chart as varchar) is null or (h.source = :source and h.chart = :chart)`,
    within(chart),
  )
  return theOne('song', rows as unknown as Known[], chart, text)
}

/** The same for an artist, by id or any part of a name. */
export async function artistCalled(
  warehouse: Warehouse,
  chart: ChartName | null,
  text: string,
): Promise<string> {
  const { rows } = await warehouse.query(
    `select distinct c.artist_id as id, c.artist_id as other_id, a.artist_name as name, null as detail
    from core.chart_history as h
    inner join core.song_artists as c
        on h.source = c.source and h.song_id = c.song_id
    left join core.artists as a
        on c.source = a.source and c.artist_id = a.artist_id
    where cast(:chart as varchar) is null or (h.source = :source and h.chart = :chart)`,
    within(chart),
  )
  return theOne('artist', rows as unknown as Known[], chart, text)
}

interface Known {
  id: string
  other_id: string
  name: string | null
  detail: string | null
}

/** Hits that an error lists. */
const LISTED = 10

function within(chart: ChartName | null): Parameters {
  return { source: chart?.source ?? null, chart: chart?.chart ?? null }
}

/** An id wins over a whole name, a whole name over a part of one. */
function theOne(what: string, known: Known[], chart: ChartName | null, text: string): string {
  const wanted = foldText(text)
  const place = chart === null ? '' : ` on ${chart.source}/${chart.chart}`
  const ways: ((one: Known) => boolean)[] = [
    ({ id, other_id }) => id === text || other_id === text,
    ({ name }) => foldText(name ?? '') === wanted,
    ({ name }) => wanted !== '' && foldText(name ?? '').includes(wanted),
  ]
  for (const isMeant of ways) {
    const hits = new Map(known.filter(isMeant).map((one) => [one.id, one]))
    const [only] = hits.keys()
    if (only !== undefined && hits.size === 1) return only
    if (hits.size > 1) throw new UsageError(severalHits(what, [...hits.values()], text))
  }
  throw new UsageError(
    `no ${what}${place} has the id or a name with ${JSON.stringify(text)} in it; look for it with \`hitparade find\``,
  )
}

function severalHits(what: string, hits: Known[], text: string): string {
  const lines = hits
    .map(({ id, name, detail }) => `  ${id}  ${name ?? ''}${detail === null ? '' : ` – ${detail}`}`)
    .sort()
  const more = lines.length > LISTED ? [`  and ${lines.length - LISTED} more`] : []
  return [`${hits.length} ${what}s have ${JSON.stringify(text)} in their name; give the id of one:`]
    .concat(lines.slice(0, LISTED), more)
    .join('\n')
}
