import { UnreadableError } from '../../domain/errors.ts'
import { isoDate } from '../../domain/time.ts'
import { readDay } from '../chart-rows/read-days.ts'
import { list, record, showText, text } from '../json/fields.ts'
import { type JsonTable, writeTable } from './json-table.ts'

/** The feed of most played songs of Apple Music in a country. The place in the list is the position. */
export function readMostPlayed(value: unknown): JsonTable | null {
  const feed = record(record(value)?.feed)
  const results = feed?.results
  const path = /\/api\/v\d+\/([a-z]{2})\/music\/([a-z-]+)\//.exec(text(feed?.id) ?? '')
  if (feed === null || !Array.isArray(results) || path === null) return null
  const rows = results.map(record)
  const kinds = new Set(rows.map((row) => text(row?.kind)))
  if (!kinds.has('songs') || kinds.size > 1) {
    const [kind] = kinds
    throw new UnreadableError(
      `a feed of Apple Music that is not a chart of songs${kind ? `, but of ${kind}` : ''}`,
    )
  }
  const country = text(feed.country)?.toLowerCase() ?? path[1]
  const date = readFeedDay(text(feed.updated) ?? '')
  const header = [
    'chart_date',
    'position',
    'name',
    'artistName',
    'id',
    'artistId',
    'url',
    'releaseDate',
    'explicit',
  ]
  const records = rows.map((row, at) => {
    const show = (key: string) => showText(row?.[key])
    const explicit = /^expl/i.test(show('contentAdvisoryRating')) ? 'true' : ''
    return [date, String(at + 1), ...header.slice(2, -1).map(show), explicit]
  })
  const columns = {
    date: 'chart_date',
    position: 'position',
    song: 'name',
    artist: 'artistName',
    id: 'id',
    artist_ids: 'artistId',
    url: 'url',
  }
  return createFeedTable(`${country}-${path[2]}`, { body: writeTable(header, records), columns })
}

function createFeedTable(chart: string, table: Pick<JsonTable, 'body' | 'columns'>): JsonTable {
  const notes = ['the position of a song is its place in the list']
  return { ...table, source: 'apple-music', chart, cadence: 'daily', notes }
}

/** `Sat, 1 Aug 2026 09:00:00 +0000`, or an instant. */
export function readFeedDay(updated: string): string {
  const day = readDay(updated) ?? readDay(updated.replace(/\s+\d\d?:\d\d.*$/, ''))
  if (day === null)
    throw new UnreadableError(`a feed of Apple Music without the day of its update, got "${updated}"`)
  return isoDate(day.days)
}

/** The feed of top songs of the iTunes Store in a country, whose values are in `label` and `attributes`. */
export function readItunesFeed(value: unknown): JsonTable | null {
  const feed = record(record(value)?.feed)
  const path = /\/([a-z]{2})\/rss\/([a-z]+)\//.exec(readLabel(feed?.id))
  if (feed === null || path === null) return null
  // A feed of one entry has no list.
  const entries = (Array.isArray(feed.entry) ? list(feed.entry) : [feed.entry]).map(record)
  const [country, name] = [path[1] as string, path[2] as string]
  if (name !== 'topsongs')
    throw new UnreadableError(`the feed ${name} of the iTunes Store, not its top songs`)
  const date = readFeedDay(readLabel(feed.updated))
  const header = [
    'chart_date',
    'position',
    'song',
    'artist',
    'id',
    'artist_id',
    'album',
    'release_date',
    'url',
  ]
  const records = entries.map((entry, at) => {
    const attributes = (key: string) => record(record(entry?.[key])?.attributes)
    return [
      date,
      String(at + 1),
      readLabel(entry?.['im:name']),
      readLabel(entry?.['im:artist']),
      showText(attributes('id')?.['im:id']),
      /\/(\d+)(?:\?|$)/.exec(showText(attributes('im:artist')?.href))?.[1] ?? '',
      readLabel(record(entry?.['im:collection'])?.['im:name']),
      readLabel(entry?.['im:releaseDate']).slice(0, 10),
      readLabel(entry?.id),
    ]
  })
  const columns = {
    date: 'chart_date',
    position: 'position',
    song: 'song',
    artist: 'artist',
    id: 'id',
    artist_ids: 'artist_id',
    album: 'album',
    release_date: 'release_date',
    url: 'url',
  }
  return createFeedTable(`${country}-top-songs`, { body: writeTable(header, records), columns })
}

function readLabel(value: unknown): string {
  return showText(record(value)?.label)
}
