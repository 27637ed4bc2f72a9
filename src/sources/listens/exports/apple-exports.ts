import { UnreadableError } from '../../../domain/errors.ts'
import { foldText } from '../../../domain/text/fold.ts'
import type { ExportRow, LeftOutReason } from '../play.ts'
import type { ExportPart, FoundPart, RecognisedPart } from './export-part.ts'
import { readNamedRows } from './part-text.ts'
import { readIsoTime, readMs, toPlay } from './row-values.ts'

const ACTIVITY = 'Apple Music Play Activity.csv'
const DAILY = 'Apple Music - Play History Daily Tracks.csv'

/** The play activity of Apple Music, and the daily tracks beside it, which alone name the artists. */
export function recogniseApple(_name: string, start: string): RecognisedPart | null {
  // The first line can be a whole file of JSON.
  if (!start.includes('Date Played') && !start.includes('Play Duration Milliseconds')) return null
  const header = (start.split(/\r?\n/, 1)[0] ?? '').split(',').map((name) => name.replaceAll('"', '').trim())
  if (header.includes('Track Description') && header.includes('Date Played')) {
    return {
      form: 'apple',
      title: 'Apple Music, daily tracks',
      companion_of: ACTIVITY,
      rows: async function* () {},
    }
  }
  const isActivity = header.includes('Event Type') && header.includes('Play Duration Milliseconds')
  return isActivity ? { form: 'apple', title: 'Apple Music, play activity', rows: readActivity } : null
}

/** A part of a listen: each pause begins a new row. */
interface Segment {
  title: string
  device: string
  end: number
  played_ms: number
  album: string
  isPaused: boolean
}

/** Milliseconds of a pause after which it is another listen. */
const LONGEST_PAUSE = 30 * 60_000

async function* readActivity(part: ExportPart, others: FoundPart[]): AsyncGenerator<ExportRow> {
  const daily = others.find(
    ({ recognised }) => recognised.form === 'apple' && recognised.companion_of !== undefined,
  )
  if (daily === undefined) {
    throw new UnreadableError('this file of Apple Music does not name the artists', {
      advice: `import it together with ${JSON.stringify(DAILY)} of the same export`,
    })
  }
  const artists = await readArtists(daily.part)
  const segments: Segment[] = []
  for await (const row of readNamedRows(part, ',')) {
    const found = readSegment(row)
    if (typeof found === 'string') yield found
    else segments.push(found)
  }
  segments.sort((a, b) => a.end - b.end)
  const open = new Map<string, Segment>()
  const listens: Segment[] = []
  for (const segment of segments) {
    const before = open.get(segment.device)
    if (before !== undefined && isContinued(before, segment)) {
      yield 'segment'
      before.end = segment.end
      before.played_ms += segment.played_ms
      before.isPaused = segment.isPaused
    } else {
      listens.push(segment)
      open.set(segment.device, segment)
    }
  }
  for (const { title, end, played_ms, album } of listens) {
    const names = artists.get(foldText(title))
    if (names?.size !== 1) yield 'unknown_artist'
    else yield toPlay({ form: 'apple', time: end, played_ms, title, artists: [...names.values()], album })
  }
}

function isContinued(before: Segment, segment: Segment): boolean {
  const pause = segment.end - segment.played_ms - before.end
  return before.title === segment.title && before.isPaused && pause < LONGEST_PAUSE
}

function readSegment(row: Map<string, string>): Segment | LeftOutReason {
  const cell = (name: string) => row.get(name)?.trim() ?? ''
  if (cell('Event Type') !== 'PLAY_END') return 'other_event'
  if (/STATION/.test(cell('Item Type')) || cell('Media Duration In Milliseconds') === '0') return 'station'
  const title = cell('Song Name') || cell('Content Name')
  const end = readIsoTime(cell('Event End Timestamp'))
  const played_ms = readMs(cell('Play Duration Milliseconds'))
  if (title === '') return 'no_name'
  if (Number.isNaN(end) || played_ms === null) return 'unreadable'
  return {
    title,
    device: cell('Device Identifier'),
    end,
    played_ms,
    album: cell('Album Name') || cell('Container Album Name'),
    isPaused: /PAUSED/.test(cell('End Reason Type')),
  }
}

/** The artists of each title, both by their folded names. The text is `artist - title`, and both may contain a hyphen. */
async function readArtists(part: ExportPart): Promise<Map<string, Map<string, string>>> {
  const artists = new Map<string, Map<string, string>>()
  for await (const row of readNamedRows(part, ',')) {
    const text = row.get('Track Description') ?? ''
    for (const { index } of text.matchAll(/ - /g)) {
      const [artist, title] = [text.slice(0, index).trim(), foldText(text.slice(index + 3))]
      const names = artists.get(title) ?? new Map<string, string>()
      artists.set(title, names)
      if (!names.has(foldText(artist))) names.set(foldText(artist), artist)
    }
  }
  return artists
}
