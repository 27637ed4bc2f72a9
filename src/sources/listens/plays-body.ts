import { UnreadableError } from '../../domain/errors.ts'
import { list, parsed, record } from '../json/fields.ts'
import { splitLines } from '../json/split-lines.ts'
import { formNames, type LeftOutCounts, type PlayedSong, type PlayFile, type PlayForm } from './play.ts'
import { createPlaySet, type PlaySet, toSortedSet, UNKNOWN_MS } from './play-set.ts'

/**
 * The three bodies of a raw object of plays, each with a line of JSON for a row: its files, its songs as
 * `[form, title, artists, album, url, isrc, recording_mbid]`, and its plays by time, as `[time, played_ms, song]`, with
 * the stated time as a fourth number where it is another. Equal sets give equal bytes.
 */
export function encodePlays(set: PlaySet): Uint8Array[] {
  const { files, songs, columns } = toSortedSet(set)
  const { song, time, played_ms, stamp } = columns
  return [
    encodeLines(files.size, [...files.values()][Symbol.iterator](), ({ sha256, form, rows, left_out }) => ({
      form,
      left_out,
      rows,
      sha256,
    })),
    encodeLines(songs.length, songs[Symbol.iterator](), (each) => [
      each.form,
      each.title,
      each.artists,
      each.album,
      each.url,
      each.isrc,
      each.recording_mbid,
    ]),
    encodeLines(time.length, time.keys(), (row) => {
      const ms = played_ms[row] === UNKNOWN_MS ? null : played_ms[row]
      const play = [time[row], ms, song[row]]
      return stamp[row] === time[row] ? play : [...play, stamp[row]]
    }),
  ]
}

/** Lines that become bytes at once. */
const BATCH = 10_000

function encodeLines<T>(size: number, rows: Iterator<T>, toJson: (row: T) => unknown): Uint8Array {
  const batches: Buffer[] = []
  for (let done = 0; done < size; done += BATCH) {
    let text = ''
    for (let index = 0; index < BATCH; index++) {
      const { value, done: isLast } = rows.next()
      if (isLast) break
      text += `${JSON.stringify(toJson(value))}\n`
    }
    batches.push(Buffer.from(text))
  }
  return Buffer.concat(batches)
}

/** Reads the bodies back. Throws `UnreadableError` where they are not plays. */
export function decodePlays(bodies: Uint8Array[]): PlaySet {
  const [files, songs, plays] = bodies
  if (files === undefined || songs === undefined || plays === undefined || bodies.length > 3) {
    throw new UnreadableError(`expected files, songs and plays, got ${bodies.length} bodies`)
  }
  const set = createPlaySet()
  for (const file of decodeFiles(bodies)) set.files.set(file.sha256, file)
  for (const line of splitLines(songs)) set.songs.push(readSong(line))
  for (const line of splitLines(plays)) {
    const [time, played_ms, song, stamp = time] = readNumbers(line)
    if (time === undefined || song === undefined || set.songs[song] === undefined)
      throw unreadable(line, 'a play')
    set.columns.time.push(time)
    set.columns.played_ms.push(played_ms ?? UNKNOWN_MS)
    set.columns.song.push(song)
    set.columns.stamp.push(stamp as number)
  }
  return set
}

/** The files alone, which are few. */
export function* decodeFiles([files]: Uint8Array[]): Generator<PlayFile> {
  if (files !== undefined) for (const line of splitLines(files)) yield readFile(line)
}

function readFile(line: Uint8Array): PlayFile {
  const { sha256, form, rows, left_out } = record(readJson(line)) ?? {}
  if (typeof sha256 !== 'string' || typeof rows !== 'number' || !isForm(form))
    throw unreadable(line, 'a file')
  return { sha256, form, rows, left_out: (record(left_out) ?? {}) as LeftOutCounts }
}

function readSong(line: Uint8Array): PlayedSong {
  const [form, title, artists, ...others] = list(readJson(line))
  const isSong =
    isForm(form) && typeof title === 'string' && list(artists).every((name) => typeof name === 'string')
  const [album = null, url = null, isrc = null, recording_mbid = null] = others
  const hints = [album, url, isrc, recording_mbid]
  if (
    !isSong ||
    list(artists).length === 0 ||
    hints.some((hint) => hint !== null && typeof hint !== 'string')
  ) {
    throw unreadable(line, 'a song')
  }
  return { form, title, artists, album, url, isrc, recording_mbid } as PlayedSong
}

/** Numbers, and -1 for null. */
function readNumbers(line: Uint8Array): number[] {
  const values = list(readJson(line)).map((value) => (value === null ? UNKNOWN_MS : value))
  if (values.length < 3 || !values.every(Number.isSafeInteger)) throw unreadable(line, 'a play')
  return values as number[]
}

function isForm(value: unknown): value is PlayForm {
  return formNames.some((form) => form === value)
}

function readJson(line: Uint8Array): unknown {
  return parsed(Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString('utf8'))
}

function unreadable(line: Uint8Array, expected: string): UnreadableError {
  return new UnreadableError(`expected ${expected}, got ${Buffer.from(line).toString('utf8').slice(0, 80)}`)
}
