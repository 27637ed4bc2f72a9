import type { FileReport } from '../../sources/file-format.ts'
import type { ListenSettings } from '../../sources/raw/raw-object.ts'

export interface ImportOptions {
  /** Slug of the one chart that each file holds. */
  chart?: string | undefined
  /** What the rows are called. */
  source?: string | undefined
  /** ISO date of files that hold one issue and do not say of which day. */
  date?: string | undefined
  /** ISO instant. */
  fetched_at?: string | undefined
  cadence?: 'daily' | 'weekly' | undefined
  identity?: 'id' | 'text' | undefined
  /** Names of columns by their meaning: `position=Place,song=Titel`. */
  columns?: string | undefined
  /** `order`: the position of a row is its place in the file. */
  positions?: 'order' | undefined
  /** The order of day and month in dates such as `1/3/2026`. */
  dates?: 'dmy' | 'mdy' | undefined
  /** Of charts counted from plays: ISO weekday on which weeks begin. */
  week_starts?: number | undefined
  /** IANA name of the time zone in which days begin. */
  time_zone?: string | undefined
  /** Positions of an issue. */
  size?: number | undefined
  /** Seconds from which on a play counts. */
  min_play?: number | undefined
  /** Plays that a song needs. */
  least_plays?: number | undefined
  /** Name of the chart where neither the file nor the configuration names it. */
  name?: string | undefined
}
/** What one file holds of one chart. */
export interface ImportedChart {
  chart: string
  first_date: string
  last_date: string
  issues: number
  /** Issues that are the first page of more. */
  incomplete: number
  entries: number
  rejects: number
}
/**
 * `incomplete`: stored, but the first page of more, which never counts; `already`: this import was made before;
 * `skipped`: it is beside an export of own listening, and is neither one nor a chart.
 */
export type ImportOutcome = 'imported' | 'incomplete' | 'already' | 'skipped' | 'refused'
export interface ImportedFile {
  path: string
  outcome: ImportOutcome
  /** Why it was refused or skipped. */
  reason: string | null
  /** The raw object's key, without its stage; so null with a reason. */
  key: string | null
  source: string | null
  charts: ImportedChart[]
  /** What was read of it; null for a format without columns. */
  report: FileReport | null
  /** The chart that its plays are counted into; left out for a file of charts. */
  listens?: ListenReport
}

/** A chart after an import of plays: all plays of it that are stored. */
export interface ListenReport extends Omit<ImportedChart, 'incomplete' | 'rejects'> {
  cadence: 'daily' | 'weekly'
  settings: ListenSettings
  /** Plays that count. */
  plays: number
  /** Rows of all files that were ever imported into the chart. */
  rows: number
  /** Rows that do not count, by the reason in words. */
  left_out: Record<string, number>
}
