import { HitparadeError } from '../../../domain/errors.ts'
import type { TableName } from '../../../domain/tables/tables.ts'
import { text } from '../../../sources/json/fields.ts'
import type { ObjectStore } from '../../../storage/store.ts'
import type { ResultRow } from '../../../warehouse/warehouse.ts'
import { type CuratedFile, listCuratedFiles, loadOrder } from './curated-files.ts'

type Query = (sql: string) => Promise<ResultRow[]>

/** What Snowflake tried to load within the last 14 days. */
export interface LoadHistory {
  failed: FailedFile[]
  /** Addresses from which files were loaded, each with a slash at its end. */
  locations: string[]
}

/** A file that the newest attempt did not load. */
export interface FailedFile {
  file: string
  /** As Snowflake reports it, in lower case, e.g. `partially loaded`. */
  status: string
  at: string | null
  error: string | null
}

/** The curated files in the bucket that Snowflake reads, compared with landing. */
export interface FilesState {
  /** Address of the bucket. */
  bucket: string
  /** Number of files that have rows in landing. */
  loaded: number
  /** Number of files written within the last minutes, which a pipe may still be loading. */
  arriving: number
  /** Not in landing, and not in the pipes' load history either. */
  missing: CuratedFile[]
}

/** A pipe mostly needs less than one minute: milliseconds until a file counts as missing. */
const ARRIVAL = 10 * 60_000

/** Compares the curated files with those that have rows in landing, and with those that Snowflake has tried in vain. */
export async function compareFiles(
  { landed, history }: { landed: Set<string>; history: LoadHistory | null },
  bucket: ObjectStore,
  now: string,
): Promise<FilesState> {
  const { address } = bucket
  const [loaded, ...others] = history?.locations ?? []
  if (loaded !== undefined && ![loaded, ...others].some((location) => location.startsWith(`${address}/`)))
    throw otherBucket(`Snowflake has loaded files from ${loaded}, not from ${address}`, address)
  const files = await listCuratedFiles(bucket)
  if (files.length === 0 && landed.size > 0)
    throw otherBucket(`${address} contains no curated file, but landing has rows`, address)
  const tried = new Set(history?.failed.map(({ file }) => file))
  const absent = files.filter(({ key }) => !landed.has(key) && !tried.has(key))
  const isNew = ({ written }: CuratedFile) => Date.parse(now) - Date.parse(written) < ARRIVAL
  return {
    bucket: address,
    loaded: files.filter(({ key }) => landed.has(key)).length,
    arriving: absent.filter(isNew).length,
    missing: absent.filter((file) => !isNew(file)),
  }
}

function otherBucket(problem: string, bucket: string): HitparadeError {
  const advice = 'set "curated" to the bucket that Snowflake reads'
  return new HitparadeError('OtherBucket', problem, { advice, details: { bucket } })
}

/** Reads the load history of every landing table, whatever the bucket contains. */
export async function readLoadHistory(query: Query): Promise<LoadHistory> {
  const failed: FailedFile[] = []
  const locations = new Set<string>()
  for (const table of loadOrder) {
    const attempts = await query(copyHistoryQuery(table))
    failed.push(...listFailed(table, attempts))
    for (const { stage_location } of attempts)
      if (typeof stage_location === 'string') locations.add(stage_location)
  }
  return { failed, locations: [...locations] }
}

/** Files that the newest attempt did not load, unless it is still running. */
function listFailed(table: TableName, attempts: ResultRow[]): FailedFile[] {
  return attempts
    .filter(({ status }) => !/^(loaded|load in progress)$/i.test(String(status)))
    .map((row) => ({
      file: toCuratedKey(table, String(row.file_name)),
      status: String(row.status).toLowerCase(),
      at: text(row.last_load_time),
      error: text(row.first_error_message),
    }))
}

/** Files of one snapshot have the same name in each table's folder, and Snowflake may leave out the folder. */
function toCuratedKey(table: TableName, name: string): string {
  return name.startsWith(`${table}/`) ? name : `${table}/${name}`
}

/** The newest attempt to load each file of a table. Snowflake keeps 14 days. */
function copyHistoryQuery(table: TableName): string {
  return `select h.file_name, h.status, h.last_load_time, h.first_error_message, h.stage_location
    from table(information_schema.copy_history(
      table_name => 'landing.${table}', start_time => dateadd('day', -14, current_timestamp())
    )) as h
    qualify row_number() over (partition by h.file_name order by h.last_load_time desc nulls last) = 1`
}
