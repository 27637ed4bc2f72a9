import type { ChartConfig, Config } from '../config/config.ts'
import type { SourceError } from '../domain/errors.ts'
import type { MetricName } from './chart-rows/column-rules.ts'
import type { HttpSession } from './http/http-session.ts'
import type { Authorisation, AuthorisationStore } from './oauth/authorisation.ts'
import type { IssueSettings, RawSnapshot } from './raw/raw-object.ts'

/** What sources need of the configuration. */
export type SourceConfig = Pick<Config, 'sources'> & {
  credentials: Omit<Config['credentials'], 'snowflake'>
  /** The consent of a user to the source that is opened; null: there is no place for one. */
  authorisation?: AuthorisationStore | null
}

/** What signing a user in to a source needs. */
export interface SignInRequest {
  config: SourceConfig
  /** On this machine, to which the browser comes back; 0: a free one. */
  port: number
  timeout_seconds: number
  /** Milliseconds since 1970. */
  now(): number
  /** Shows the address that the user has to open. */
  show(url: string): void
  /** Stores the authorisation, before the browser shows that it succeeded. */
  save(authorisation: Authorisation): Promise<void>
}

/** The terms of a source. The command line prints the summary once. */
export interface Terms {
  /** Shown beside every number of this source; null where the terms require nothing. */
  attribution: string | null
  /** How long its content may be kept; null where no limit is stated. */
  retention: string | null
  /** The same in days after the fetch, where the terms state a number. */
  retention_days?: number
  /** Where a page that shows its rows links to; null if the terms require no link. */
  url: string | null
  /** False: insights over its rows are off until the user sets `acceptTerms` for the source. */
  derived_metrics_allowed: boolean
  /** The whole in one or two sentences. */
  summary: string
}

export interface FetchRequest {
  chart: ChartConfig
  chart_date: string
  /** ISO instant to fetch as of, for a source with history; null: its default for the day. */
  at: string | null
  http: HttpSession
}

/** One chart source. `fetch` throws a `SourceError`. The `reader` of its raw objects names the format to read them with. */
export interface ChartSource {
  readonly name: string
  readonly terms: Terms
  /** `none`: it only serves today's chart; `range`: it also serves other days. */
  readonly history: 'none' | 'range'
  /** What `doctor` requests to see whether the source can be reached; left out: the source runs in this process. */
  readonly address?: string | null
  /** The charts that need no configuration. */
  charts(): ChartConfig[]
  /** Charts that `init` offers; left out: those that need no configuration. */
  offers?(): ChartConfig[]
  fetch(request: FetchRequest): Promise<RawSnapshot>
  /** The error of a chart that it never serves, known without a request; `fetch` throws it. Left out: it has none. */
  findRefusal?(chart: ChartConfig): SourceError | null
  /** Stops what the source has started, e.g. the in-process simulator. */
  close?(): Promise<void>
}

/** Reads the issues of a raw snapshot: pure, and lazy where the file is large. Throws `UnreadableError` where it is not a chart. */
export type Reader = (raw: RawSnapshot) => Iterable<ChartIssue>

/** One chart on one day, as a reader returns it. Everything after is the same for all sources. */
export interface ChartIssue {
  chart: string
  chart_date: string
  /** ISO instant. */
  fetched_at: string
  /** With the name resolved: never null, never empty. */
  settings: IssueSettings & { chart_name: string }
  /** Items of the raw list, or the largest position where positions are given. */
  chart_size: number
  complete: boolean
  credits_complete: boolean
  source_version: string | null
  source_url: string | null
  items: Iterable<Entry | Rejected>
}

export interface Entry {
  /** From 1. */
  position: number
  /**
   * Readers of many issues return the same object as long as nothing about the song changes: transform writes a song
   * again only when the object differs.
   */
  song: Song
  /** ISO instant. */
  added_at: string | null
  metric: number | null
  metric_name: MetricName | null
  source_previous_position: number | null
  source_peak_position: number | null
  source_issues_on_chart: number | null
}

export interface Song {
  song_id: string
  song_name: string | null
  duration_ms: number | null
  explicit: boolean | null
  isrc: string | null
  linked_from_id: string | null
  label: string | null
  popularity: number | null
  url: string | null
  album: Album | null
  /** In the order of the credits, lead first. */
  artists: Artist[]
  /** Where the source gives a song without an id and its artists as one text: this text, which is also the one artist. */
  credit_text?: string
  /** Where the source gives a song without an id and lists its artists by name alone: these names, as JSON text. */
  credit_list?: string
}

export interface Album {
  album_id: string
  album_name: string | null
  album_type: string | null
  release_date: string | null
  release_date_precision: string | null
  total_tracks: number | null
  upc: string | null
  url: string | null
  /** Null where the source does not name the artists of albums. */
  lead_artist_id: string | null
}

export interface Artist {
  artist_id: string
  artist_name: string | null
  url: string | null
}

/** An item that is not an entry, kept with the reason. */
export interface Rejected {
  position: number | null
  reason: RejectReason
  detail: string | null
  item: unknown
}

/** `no_id`: its source gives it no id; `no_song`: a row that names no song. */
export type RejectReason =
  | 'null_item'
  | 'local_file'
  | 'episode'
  | 'no_id'
  | 'no_song'
  | 'superseded'
  | 'unreadable'
