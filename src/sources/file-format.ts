import type { DaySurvey } from './chart-rows/read-days.ts'
import type { FileContent } from './file-content.ts'
import type { RawHeader, ReadingChoices } from './raw/raw-object.ts'
import { createSongsAtPositions } from './songs-at-positions.ts'
import type { ChartIssue, Reader } from './source.ts'

/** A format of files and of API answers: `import` recognises it, transform reads it. */
export interface FileFormat {
  /** `reader` in the header of raw objects in this format. */
  name: string
  /** What such a file is, for messages: `chart CSV`. */
  title: string
  read: Reader
  /**
   * Examines a file: returns null, or what it contains instead of a chart, where it is not in this format. Throws
   * `UnreadableError` where it is, but cannot be read.
   */
  recognise(file: FileContent): RecognisedFile | Unrecognised | null
}

/** What a file was found to be, with all that parsing it has shown. */
export interface RecognisedFile {
  /** Name of the format. */
  reader: string
  /** Source of its rows, unless the user names another. */
  source: string
  /** The charts in it; null where each row names its own. */
  charts: NamedChart[] | null
  /** True: the name of the file is the better name for a single chart. */
  named_by_file: boolean
  /** True: each issue has a date of its own. */
  has_dates: boolean
  /** ISO date that the items of an undated file share; null where they share none. */
  shared_date: string | null
  /** Songs of a playlist whose source counts more than it shows. */
  hidden?: { shown: number; total: number } | null
  /** Of a playlist with a shared date: a date before most releases does not count. */
  releases?: Releases
  /** ISO date that the file states for all its rows, e.g. in a note above the header; it comes before the file's name. */
  stated_date?: string | null
  /** How often the chart appears, where the file says so. */
  cadence?: 'daily' | 'weekly'
  /** True: issues state when they were fetched. */
  states_instants: boolean
  /** What is read, complete once `survey` has returned the last issue. */
  report?: FileReport
  /** Fields of the raw header that reading needs. */
  header?: ReadingChoices
  /** Days whose order of day and month is to be found from all files of a command. */
  surveyDays?(): DaySurvey
  /** True: it contains nothing of the file's bytes, so a command can keep it for each of its files. */
  is_summary?: boolean
  /** The issues that `read` returns for this header, counted. Throws `UnreadableError` where `read` does. */
  survey(header: RawHeader): Iterable<IssueSummary>
}

/** Songs that state when they were released, and how many of them were released after the shared date. */
export interface Releases {
  stated: number
  later: number
}

/** What reading a file used, in words that a person can check. */
export interface FileReport {
  /** Each column or field that is read, with its meaning. */
  used: [column: string, meaning: string][]
  unused: string[]
  /** What was guessed or changed, a line each: `the ranks begin at 0 and are read as 1 to n`. */
  notes: string[]
  /** It is incomplete only because its source counts songs that it does not show. */
  hides_songs?: boolean
}

/** A chart as a file names it. */
export interface NamedChart {
  /** The source's id of the playlist. */
  id: string | null
  name: string | null
}

/** What a file contains instead of a chart. */
export interface Unrecognised {
  /** `a single track` */
  got: string
}

export interface IssueSummary extends ItemCounts {
  chart: string
  chart_date: string
  complete: boolean
}

export interface ItemCounts {
  entries: number
  rejects: number
  /** So many positions have several songs that the check `too_many_ties` will withhold the issue. */
  has_too_many_ties: boolean
}

export function countItems(items: ChartIssue['items']): ItemCounts {
  const songs = createSongsAtPositions<string>((song_id) => song_id)
  let rejects = 0
  for (const item of items) {
    if ('song' in item) songs.add(item.position, item.song.song_id)
    else rejects++
  }
  return { ...songs.count(), rejects }
}

/** One chart for each playlist, under the newest of its names. */
export function listNewestNames(charts: (NamedChart & { chart_date: string })[]): NamedChart[] {
  const byDate = [...charts].sort((a, b) =>
    a.chart_date < b.chart_date ? -1 : a.chart_date > b.chart_date ? 1 : 0,
  )
  const newest = new Map(byDate.map(({ id, name }) => [id ?? name ?? '', { id, name }]))
  return [...newest.values()]
}
