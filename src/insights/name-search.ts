import { UsageError } from '../domain/errors.ts'
import { foldText } from '../domain/text/fold.ts'
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
  const byId = await warehouse.query(
    `select distinct r.recording_id as id
    from core.recordings as r
    inner join core.chart_songs as s
        on r.source = s.source and r.recording_id = s.recording_id
    where r.song_id = :text and ${isOnChart('s')}`,
    { ...within(chart), text },
  )
  const [only] = byId.rows
  if (only !== undefined && byId.rows.length === 1) return String(only.id)
  const { rows } = await warehouse.query(
    `with on_chart as (
        select distinct s.source, s.recording_id from core.chart_songs as s where ${isOnChart('s')}
    )
    select distinct r.recording_id as id, n.song as name, n.artists as detail
    from on_chart as c
    inner join core.recordings as r
        on c.source = r.source and c.recording_id = r.recording_id
    inner join core.song_names as n
        on r.source = n.source and r.song_id = n.song_id`,
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
    `with songs as (
        select distinct h.source, h.song_id from core.chart_history as h where ${isOnChart('h')}
    )
    select distinct c.artist_id as id, a.artist_name as name, null as detail
    from songs as s
    inner join core.song_artists as c
        on s.source = c.source and s.song_id = c.song_id
    left join core.artists as a
        on c.source = a.source and c.artist_id = a.artist_id`,
    within(chart),
  )
  return theOne('artist', rows as unknown as Known[], chart, text)
}

interface Known {
  id: string
  name: string | null
  detail: string | null
}

/** Hits that an error lists. */
const LISTED = 10

const isOnChart = (of: string) =>
  `(cast(:chart as varchar) is null or (${of}.source = :source and ${of}.chart = :chart))`

function within(chart: ChartName | null): Parameters {
  return { source: chart?.source ?? null, chart: chart?.chart ?? null }
}

/** An id wins over a whole name, a whole name over a part of one. */
function theOne(what: string, known: Known[], chart: ChartName | null, text: string): string {
  const wanted = foldText(text)
  const place = chart === null ? '' : ` on ${chart.source}/${chart.chart}`
  const ways: ((one: Known) => boolean)[] = [
    ({ id }) => id === text,
    ({ name }) => foldText(name ?? '') === wanted,
    ({ name }) => wanted !== '' && foldText(name ?? '').includes(wanted),
  ]
  for (const isMeant of ways) {
    const hits = new Map(known.filter(isMeant).map((one) => [one.id, one]))
    const [only] = hits.keys()
    if (only !== undefined && hits.size === 1) return only
    if (hits.size > 1) throw new UsageError(severalHits(what, [...hits.values()], text))
  }
  throw new UsageError(`no ${what}${place} has the id or a name with ${JSON.stringify(text)} in it`, {
    advice: `look for it with \`hitparade find\``,
  })
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
