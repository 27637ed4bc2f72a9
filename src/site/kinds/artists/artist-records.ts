import { sha256 } from '../../../domain/hash.ts'
import { readRows } from '../../../warehouse/read-rows.ts'
import type { ArtistRecord } from '../../data/artists/artist-view.ts'
import { groupRows } from '../../data/group-rows.ts'
import { bindList } from '../../data/song-entries.ts'
import type { Site, SiteChart } from '../../site.ts'
import { answerForChart, answerForCharts } from '../charts/answer-chart.ts'

/** Places of each list of artists. The list of a record of songs has its holders alone, which the warehouse stores. */
const places = '10'

/** A record of a chart, with the artist who holds it if no song does. */
interface ChartRecord extends ArtistRecord {
  artist_id: string | null
}

/** The records of a chart are the same for all artists, and for as long as the warehouse is. */
const known = new WeakMap<Site, Map<SiteChart, Promise<ChartRecord[]>>>()

function readChartRecords(site: Site, chart: SiteChart): Promise<ChartRecord[]> {
  const charts = known.get(site) ?? new Map<SiteChart, Promise<ChartRecord[]>>()
  known.set(site, charts)
  const records = charts.get(chart) ?? answerRecords(site, chart)
  charts.set(chart, records)
  // A failure is not kept.
  records.catch(() => charts.delete(chart))
  return records
}

const songRecords = new WeakMap<Site, ReturnType<typeof answerForCharts>>()

function readSongRecords(site: Site): ReturnType<typeof answerForCharts> {
  const answers = songRecords.get(site) ?? answerForCharts(site, site.charts, 'records')
  songRecords.set(site, answers)
  answers.catch(() => songRecords.delete(site))
  return answers
}

async function answerRecords(site: Site, chart: SiteChart): Promise<ChartRecord[]> {
  const artists = await answerForChart(site, chart, 'artist_records', { limit: places })
  const songs = (await readSongRecords(site)).get(chart) ?? { rows: [] }
  return [
    ...artists.rows.map((row) => ({ ...row, unit: 'songs', holder: row.artist, holder_id: row.artist_id })),
    // The records in songs are among those of artists.
    ...songs.rows.filter(({ unit }) => unit !== 'songs'),
  ].map((row: Record<string, unknown>) => {
    const isSong = row.unit !== 'songs'
    return {
      chart,
      record: String(row.record),
      place: Number(row.place),
      artist_id: isSong ? null : String(row.holder_id),
      recording_id: isSong ? String(row.holder_id) : null,
      song: isSong ? String(row.holder) : null,
      value: Number(row.value),
      unit: String(row.unit),
      reached_on: String(row.reached_on),
      censored: row.censored === true,
    }
  })
}

/** The records of an artist and of its songs on some charts. */
export async function readArtistRecords(
  site: Site,
  artist_id: string,
  charts: { chart: SiteChart; songs: { recording_id: string }[] }[],
): Promise<ArtistRecord[]> {
  const own: ArtistRecord[] = []
  for (const { chart, songs } of charts) {
    const recordings = new Set<string | null>(songs.map(({ recording_id }) => recording_id))
    for (const { artist_id: holder, ...record } of await readChartRecords(site, chart))
      if (holder === artist_id || recordings.has(record.recording_id)) own.push(record)
  }
  return own
}

/** The version of the records of each artist who has one, or a song with one. */
export async function readRecordVersions(site: Site, source: string): Promise<Map<string, string>> {
  const records: ChartRecord[] = []
  for (const chart of site.charts)
    if (chart.source === source) records.push(...(await readChartRecords(site, chart)))
  const recordings = [...new Set(records.flatMap(({ recording_id }) => recording_id ?? []))]
  const credited = recordings.length === 0 ? [] : await readCreditedArtists(site, source, recordings)
  const artists = groupRows(credited, ({ recording_id }) => recording_id)
  const holders = records.flatMap((record) => {
    const { artist_id, recording_id, chart, ...figures } = record
    const text = JSON.stringify([chart.chart, chart.chart_name, recording_id, figures])
    const ids =
      artist_id === null ? artists.get(recording_id ?? '')?.map((row) => row.artist_id) : [artist_id]
    return (ids ?? []).map((id) => ({ id, text }))
  })
  return new Map(
    [...groupRows(holders, ({ id }) => id)].map(([id, own]) => [id, sha256(...own.map(({ text }) => text))]),
  )
}

/** The artists that a song id of some recordings credits. */
async function readCreditedArtists({ warehouse }: Site, source: string, recordings: string[]) {
  const { list, parameters } = bindList('recording', recordings)
  const result = await warehouse.query(
    `select distinct recordings.recording_id, credits.artist_id
    from core.recordings as recordings
    inner join core.song_credits as credits
        on recordings.source = credits.source and recordings.song_id = credits.song_id
    where recordings.source = :source and recordings.recording_id in (${list})`,
    { source, ...parameters },
  )
  return readRows(result, { recording_id: 'text', artist_id: 'text' } as const)
}
