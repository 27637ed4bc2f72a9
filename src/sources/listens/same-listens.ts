import { formNames, type LeftOutReason, type PlayForm, playForms } from './play.ts'
import { type PlayColumns, UNKNOWN_MS } from './play-set.ts'

/** One play of a song: a row of the columns, and the kind of export that it comes from. */
export interface SongPlay {
  row: number
  form: PlayForm
}

/** How far two services may differ about the start of one listen, in milliseconds. */
const TOLERANCE = 60_000

/**
 * How much sooner than after its length Spotify may note the end of a song that is heard again, in milliseconds. In real
 * histories up to a second of a row is before the end of the row before, and both ends are cut to whole seconds.
 */
const OVERLAP = 2000

/**
 * The plays of one song, sorted by time, without those that repeat another. Calls `leaveOut` for each of the others: the same
 * row again, or a listen that another kind of export has, too. Of two such rows that of the more exact export is kept.
 */
export function findListens(
  plays: SongPlay[],
  columns: PlayColumns,
  leaveOut: (reason: LeftOutReason) => void,
): SongPlay[] {
  let kept: SongPlay[] = []
  for (const form of formNames) {
    const ofForm = plays.filter((play) => play.form === form)
    if (ofForm.length === 0) continue
    const own = withoutRepeats(ofForm, columns, () => leaveOut('duplicate'))
    const matcher = createMatcher(kept, columns)
    const others = own.filter((play) => !matcher.match(play))
    for (let count = others.length; count < own.length; count++) leaveOut('other_file')
    if (others.length > 0) kept = sortByTime([...kept, ...others], columns)
  }
  return kept
}

/** Whether some play of a song, as one service names it, is one of another song, as another service does. Both are sorted by time. */
export function shareListen(plays: SongPlay[], others: SongPlay[], columns: PlayColumns): boolean {
  const services = new Set(plays.map(({ form }) => playForms[form].service))
  return [...services].some((service) => {
    const isOwn = ({ form }: SongPlay) => playForms[form].service === service
    const matcher = createMatcher(
      others.filter((play) => !isOwn(play)),
      columns,
    )
    return plays.filter(isOwn).some((play) => matcher.match(play))
  })
}

/** Of rows that one kind of export has twice the first is kept. Spotify changes the id of a song between two exports. */
function withoutRepeats(
  plays: SongPlay[],
  { time, played_ms }: PlayColumns,
  onRepeat: () => void,
): SongPlay[] {
  const last = new Map<number, number>()
  return plays.filter(({ row, form }) => {
    const [at, ms] = [time[row] as number, played_ms[row] as number]
    const before = last.get(ms)
    // Spotify notes a play twice, up to minutes apart: a song cannot have been heard as long again in less time.
    const isRepeat =
      before !== undefined && (at === before || (form === 'spotify-extended' && at - before < ms - OVERLAP))
    if (isRepeat) onRepeat()
    else last.set(ms, at)
    return !isRepeat
  })
}

/** Finds for each play, in the order of time, the first listen that it may be; each listen is found once. */
function createMatcher(kept: SongPlay[], columns: PlayColumns) {
  const { time, played_ms } = columns
  const found = new Set<SongPlay>()
  const longest = kept.reduce((most, { row }) => Math.max(most, played_ms[row] as number), 0)
  return {
    match(play: SongPlay): boolean {
      const { from, to } = findStart(play, columns)
      for (let index = findFirst(kept, time, from - TOLERANCE); index < kept.length; index++) {
        const listen = kept[index] as SongPlay
        if ((time[listen.row] as number) > to + longest + 2 * TOLERANCE) return false
        if (found.has(listen) || !isSame(listen, play, columns)) continue
        found.add(listen)
        return true
      }
      return false
    },
  }
}

/** The index of the first listen from a time on. */
function findFirst(kept: SongPlay[], time: number[], from: number): number {
  let [low, high] = [0, kept.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((time[(kept[middle] as SongPlay).row] as number) < from) low = middle + 1
    else high = middle
  }
  return low
}

function isSame(listen: SongPlay, play: SongPlay, columns: PlayColumns): boolean {
  const [known, other] = [playForms[listen.form], playForms[play.form]]
  if (known.service === other.service && known.states === 'end') {
    const { stamp, played_ms } = columns
    const minute = Math.floor((stamp[listen.row] as number) / other.unit) * other.unit
    return minute === stamp[play.row] && played_ms[listen.row] === played_ms[play.row]
  }
  const isOneClock = known.service === other.service
  const slack = known.states === 'start' && other.states === 'start' && !isOneClock ? TOLERANCE : 0
  const [a, b] = [findStart(listen, columns), findStart(play, columns)]
  return a.from <= b.to + slack && b.from <= a.to + slack
}

/** When the listen may have begun. Pauses are not measured, so the end minus the milliseconds is the latest start at most. */
function findStart({ row, form }: SongPlay, { time, played_ms }: PlayColumns): { from: number; to: number } {
  const { states, unit } = playForms[form]
  const at = time[row] as number
  const to = at + (unit > 1000 ? unit - 1 : 0)
  const ms = played_ms[row] as number
  return states === 'start' || ms === UNKNOWN_MS ? { from: at, to } : { from: at - ms - TOLERANCE, to }
}

function sortByTime(plays: SongPlay[], { time }: PlayColumns): SongPlay[] {
  return plays.sort((a, b) => (time[a.row] as number) - (time[b.row] as number) || a.row - b.row)
}
