import { UnreadableError } from '../../../domain/errors.ts'
import { list, record, text } from '../../json/fields.ts'
import type { ExportRow } from '../play.ts'
import { type ExportPart, hasKeys, type RecognisedPart } from './export-part.ts'
import { readCsvRows, readJsonItems, readJsonLines, readTextLines } from './part-text.ts'
import { readIsoTime, readNumber, readSeconds, toPlay } from './row-values.ts'

/** Logs of players and scrobblers, and the history of YouTube Music. */
export function recognisePlayer(name: string, start: string): RecognisedPart | null {
  if (/^#AUDIOSCROBBLER\//.test(start)) {
    const isLocal = /^#TZ\/UNKNOWN/m.test(start)
    return {
      form: 'rockbox',
      title: 'log of a scrobbler',
      ...(isLocal
        ? { note: 'its times are those of the player, whose time zone is unknown; they are read as UTC' }
        : {}),
      rows: readLog,
    }
  }
  if (/^"?time"?,"?artist"?,"?track"?,"?album"?\s*$/im.test(start.split(/\r?\n/)[0] ?? '')) {
    return { form: 'librefm', title: 'Libre.fm, CSV', rows: readLibre }
  }
  if (hasKeys(start, 'timeMs', 'track', 'artist'))
    return { form: 'pano', title: 'Pano Scrobbler', rows: readPano }
  if (hasKeys(start, 'header', 'titleUrl', 'time') && /^\s*\[/.test(start)) {
    return { form: 'youtube-music', title: 'YouTube, watch history in English', rows: readYoutube }
  }
  if (/^watch-history\.html?$/i.test(name)) {
    return { form: 'youtube-music', title: 'YouTube, watch history as a web page', rows: refuseWebPage }
  }
  return null
}

/** The default of Google. Its times have the form and the language of the account. */
// biome-ignore lint/correctness/useYield: it has no rows.
async function* refuseWebPage(): AsyncGenerator<ExportRow> {
  throw new UnreadableError('this watch history is a web page', {
    advice:
      'export it again at takeout.google.com: choose JSON for the history, with English as your language',
  })
}

/** Tabs between artist, album, title, track number, seconds, `L` (listened) or `S` (skipped), time and MusicBrainz id. */
async function* readLog(part: ExportPart): AsyncGenerator<ExportRow> {
  for await (const line of readTextLines(part)) {
    if (line.startsWith('#')) continue
    const [artists, album, title, , , rating, time] = line.split('\t')
    if (rating === 'S') yield 'too_short'
    else if (rating !== 'L') yield 'unreadable'
    else yield toPlay({ form: 'rockbox', time: readSeconds(time), title, artists, album })
  }
}

async function* readLibre(part: ExportPart): AsyncGenerator<ExportRow> {
  let isHeader = true
  for await (const [time, artists, title, album] of readCsvRows(part, ',')) {
    if (!isHeader) yield toPlay({ form: 'librefm', time: readSeconds(time), title, artists, album })
    isHeader = false
  }
}

async function* readPano(part: ExportPart): AsyncGenerator<ExportRow> {
  for await (const item of readJsonLines(part)) {
    const { track, artist, album, timeMs } = record(item) ?? {}
    yield record(item) === null
      ? 'unreadable'
      : toPlay({ form: 'pano', time: readNumber(timeMs), title: track, artists: artist, album })
  }
}

/** Only rows of YouTube Music are music; their artist is a channel with the ending "- Topic". */
async function* readYoutube(part: ExportPart): AsyncGenerator<ExportRow> {
  for await (const item of readJsonItems(part)) {
    const fields = record(item)
    yield fields === null ? 'unreadable' : readWatched(fields)
  }
}

function readWatched({
  header,
  title,
  titleUrl,
  subtitles,
  time,
  details,
}: Record<string, unknown>): ExportRow {
  const isAd = list(details).some((detail) => /ads/i.test(text(record(detail)?.name) ?? ''))
  if (header !== 'YouTube Music' || isAd) return 'not_music'
  // The word is translated in exports of other languages, where the title could not be separated from it.
  const [, name] = /^Watched\s+(.+)$/s.exec(text(title) ?? '') ?? []
  if (name === undefined) return 'other_language'
  const channel = text(record(list(subtitles)[0])?.name)
  // The channel of releases whose artist has none.
  if (channel === 'Release - Topic') return 'unknown_artist'
  return toPlay({
    form: 'youtube-music',
    time: readIsoTime(time),
    // A removed video has its address as its title.
    title: /^https?:/.test(name) ? null : name,
    artists: channel?.replace(/\s+-\s+Topic$/, ''),
    url: text(titleUrl),
  })
}
