/**
 * Every landing table: its grain, its columns, their types and meanings. The row types, the Parquet schema, the DDL of
 * both engines and the output of `describe` come from this file. The types of core and bi follow from their SQL files.
 */

/** `integer` is 32 bits wide, `bigint` 64; `date` is an ISO day, `timestamp` is UTC in milliseconds. */
export type ColumnType = 'text' | 'integer' | 'bigint' | 'double' | 'boolean' | 'date' | 'timestamp'

export interface Column {
  type: ColumnType
  /** False if a source may not provide the value; keys are always required. */
  required: boolean
  about: string
}

export interface Table {
  grain: string
  /** The columns that identify a row within its snapshot, and that the counts of `chart_issues` count. */
  key: readonly string[]
  columns: Readonly<Record<string, Column>>
}

const text = (about: string) => ({ type: 'text', required: true, about }) as const
const integer = (about: string) => ({ type: 'integer', required: true, about }) as const
const bool = (about: string) => ({ type: 'boolean', required: true, about }) as const
const date = (about: string) => ({ type: 'date', required: true, about }) as const
const timestamp = (about: string) => ({ type: 'timestamp', required: true, about }) as const
const bigint = (about: string) => ({ type: 'bigint', required: true, about }) as const
/** The same column, null if the source does not provide it. */
const maybe = <T extends ColumnType>({ type, about }: Column & { type: T }) =>
  ({ type, required: false, about }) as const

/** The fetch, chart and date that a row comes from: the first columns of every table except `settings` and `runs`. */
export const provenance = {
  source: text('chart source, e.g. simulator, spotify, deezer'),
  chart: text('slug of the chart, never changes'),
  chart_date: date('date that the chart describes'),
  snapshot_id: text('fetch or import that the row comes from'),
  transform_version: integer('version of the transform that wrote the row'),
  fetched_at: timestamp('when the source responded, UTC'),
} as const

export const tables = {
  albums: {
    grain: 'one row per album and snapshot',
    key: ['album_id'],
    columns: {
      ...provenance,
      album_id: text("the source's id of the album"),
      album_name: maybe(text('name; null where the source has removed it')),
      album_type: maybe(text('album, single or compilation')),
      release_date: maybe(text('as the source gives it: 1975, 1999-05 or 2024-01-05')),
      release_date_precision: maybe(text('year, month or day')),
      total_tracks: maybe(integer('tracks on the album')),
      upc: maybe(text('universal product code')),
      url: maybe(text('page of the album at the source')),
      album_key: maybe(
        text(
          'folded title without words such as deluxe, remastered or edition; - where the title is unknown',
        ),
      ),
      lead_artist_id: maybe(text('first artist of the album, where the source names the artists of albums')),
    },
  },
  artists: {
    grain: 'one row per artist and snapshot',
    key: ['artist_id'],
    columns: {
      ...provenance,
      artist_id: text("the source's id of the artist, or name:<hash> where it gives none"),
      artist_name: maybe(text('name; null where the source has removed it')),
      url: maybe(text('page of the artist at the source')),
    },
  },
  songs: {
    grain: "one row per song (the source's track id) and snapshot",
    key: ['song_id'],
    columns: {
      ...provenance,
      song_id: text("the source's track id, or text:<hash> where it gives none"),
      song_name: maybe(text('title; null where the source has removed it')),
      album_id: maybe(text('album that the song is on')),
      duration_ms: maybe(integer('length in milliseconds')),
      explicit: maybe(bool('has explicit lyrics')),
      isrc: maybe(text('international standard recording code')),
      linked_from_id: maybe(text('track id that the source replaced with this one')),
      label: maybe(text('record label')),
      popularity: maybe(integer("the source's popularity at the fetch; Spotify 0 to 100, Deezer its rank")),
      url: maybe(text('page of the song at the source')),
      title_key: text('folded title without featured artists; - where the title is unknown'),
      variant_key: text('what makes it another recording: remix, live, …; - for the original'),
      credit_key: text('sorted ids of the credited artists; - for none'),
      title_script: maybe(text('main script of the title: latin, cyrillic, hangul, …')),
    },
  },
  song_artists: {
    grain: 'one row per credit and snapshot',
    key: ['song_id', 'credit_position'],
    columns: {
      ...provenance,
      song_id: text('song'),
      artist_id: text('credited artist'),
      credit_position: integer('1 is the lead artist'),
    },
  },
  text_credits: {
    grain: 'one row per name that a text of credits may contain, and snapshot',
    key: ['song_id', 'credit_number'],
    columns: {
      ...provenance,
      song_id: text('song whose artists the source gives as one text, or as a list without ids'),
      credit_number: integer('place of the name in the text or list, from 1'),
      artist_id: text('artist of that name'),
      group_number: maybe(integer('group of names that are one act or several; null for a name of no group')),
      form: text(
        'when the name is credited: always, alone (if it has charted alone), whole (if its group is one act), part or member (if it is several, because a part has charted alone)',
      ),
    },
  },
  chart_entries: {
    grain: 'one row per position, song and snapshot: songs that tie have the same position',
    key: ['position', 'song_id'],
    columns: {
      ...provenance,
      position: integer('position in the raw list, from 1; two songs that tie have the same'),
      song_id: text('song'),
      added_at: maybe(timestamp('when the song was put on the playlist, UTC')),
      metric: maybe(bigint('number that the source counts, see metric_name')),
      metric_name: maybe(text('streams, views, listens, plays, scrobbles, sales or units')),
      source_previous_position: maybe(integer("the publisher's own previous position")),
      source_peak_position: maybe(integer("the publisher's own peak position")),
      source_issues_on_chart: maybe(integer("the publisher's own count of days or weeks")),
    },
  },
  chart_issues: {
    grain: 'one row per chart date and snapshot',
    key: ['chart'],
    columns: {
      ...provenance,
      chart_name: text('name of the chart at the fetch'),
      chart_size: integer('items of the raw list, or the largest position if the list has positions'),
      expected_size: maybe(integer('size that the configuration expects')),
      scope: text('global, market or other'),
      market: maybe(text('ISO 3166 country, lower case')),
      cadence: text('daily or weekly'),
      weekdays: maybe(text('ISO weekdays on which the chart appears, e.g. 5 or 12345; null: every day')),
      identity: text('id: the source names songs by id; text: song and artist are the identity'),
      complete: bool('false for the first page of a longer list, which never counts'),
      source_version: maybe(text("the source's own version of the list, e.g. Spotify's snapshot_id")),
      content_hash: text('sha256 of the uncompressed response'),
      raw_key: text('key of the raw object, without its to_process/ or processed/ prefix'),
      source_url: maybe(text('address that the response came from')),
      credits_complete: bool('false if only the lead artist is known, or the artists are one text'),
      after_purge: maybe(timestamp('of an import: the last purge of its chart before it, UTC; null: none')),
      album_count: integer('rows of albums with distinct keys that this issue has'),
      artist_count: integer('the same for artists'),
      song_count: integer('the same for songs'),
      credit_count: integer('the same for song_artists'),
      text_credit_count: maybe(integer('the same for text_credits; null in files of older versions')),
      entry_count: integer('the same for chart_entries'),
      reject_count: integer('the same for rejects'),
    },
  },
  rejects: {
    grain: 'one row per item that could not be read, and snapshot',
    key: ['reject_number'],
    columns: {
      ...provenance,
      reject_number: integer('from 1 within the chart date of the snapshot; 0: the whole response'),
      position: maybe(integer('position in the raw list')),
      reason: text('null_item, local_file, episode, no_id, no_song, unreadable, unexpected, …'),
      detail: maybe(text('description of the problem')),
      item_json: maybe(text('the item as received')),
    },
  },
  settings: {
    grain: 'one row per decision of a person; the newest of a key wins',
    key: ['kind', 'source', 'chart', 'chart_date', 'snapshot_id', 'song_id', 'other_song_id'],
    columns: {
      kind: text(
        'join or split (of the configuration), joined or parted (of a command), withdrawn (of these), approval, rejection (of a withheld snapshot), chart (its configuration) or purge (of what was stored before)',
      ),
      source: text('chart source'),
      chart: maybe(
        text('chart of an approval, a rejection, a configuration or a purge; null: all of the source'),
      ),
      chart_date: maybe(date('chart date that an approval, a rejection or a purge is for')),
      snapshot_id: maybe(text('snapshot that an approval, a rejection or a purge is for')),
      song_id: maybe(text('first song of a join or split')),
      other_song_id: maybe(text('second song of a join or split')),
      chart_name: maybe(text('configured name of the chart; null: the name of each issue')),
      scope: maybe(
        text('configured scope: global, market or other; null: the scope and market of each issue'),
      ),
      market: maybe(text('configured market; null unless the scope is market')),
      cadence: maybe(text('configured cadence: daily or weekly; null: the calendar of each issue')),
      weekdays: maybe(text('configured ISO weekdays; null: every day, or every week')),
      decided_at: timestamp('when it was decided, UTC'),
    },
  },
  runs: {
    grain: 'one row per attempt to extract a chart',
    key: ['run_id', 'source', 'chart', 'chart_date'],
    columns: {
      run_id: text('the run of the command or function'),
      source: text('chart source'),
      chart: maybe(text('chart')),
      chart_date: maybe(date('requested chart date')),
      started_at: timestamp('UTC'),
      finished_at: timestamp('UTC'),
      outcome: text('stored, skipped, refused, incomplete or failed'),
      error_code: maybe(text('code of the error, e.g. EditorialPlaylist')),
      requests: integer('HTTP requests made'),
      bytes: bigint('bytes of the bodies received'),
    },
  },
} as const satisfies Record<string, Table>

export type TableName = keyof typeof tables
export const tableNames = Object.keys(tables) as TableName[]

/** The tables that one raw object becomes. `chart_issues` is written last: its file means that the others exist. */
export const snapshotTables = [
  'albums',
  'artists',
  'songs',
  'song_artists',
  'text_credits',
  'chart_entries',
  'rejects',
  'chart_issues',
] as const satisfies TableName[]
export type SnapshotTable = (typeof snapshotTables)[number]

/** The column of `chart_issues` that counts the rows of each other table. */
export const countColumns = {
  albums: 'album_count',
  artists: 'artist_count',
  songs: 'song_count',
  song_artists: 'credit_count',
  text_credits: 'text_credit_count',
  chart_entries: 'entry_count',
  rejects: 'reject_count',
} as const satisfies { [T in SnapshotTable]?: keyof Row<'chart_issues'> }

type ValueOf<T extends ColumnType> = T extends 'boolean'
  ? boolean
  : T extends 'integer' | 'bigint' | 'double'
    ? number
    : string

type ColumnsOf<T extends TableName> = (typeof tables)[T]['columns']

/** A row in TypeScript: dates and instants are ISO text, every column is present, missing values are null. */
export type Row<T extends TableName> = {
  -readonly [C in keyof ColumnsOf<T>]: ColumnsOf<T>[C] extends {
    type: infer K extends ColumnType
    required: infer R
  }
    ? ValueOf<K> | (R extends true ? never : null)
    : never
}

/** Rows of some or all tables. */
export type Rows = { [T in TableName]?: Row<T>[] }
