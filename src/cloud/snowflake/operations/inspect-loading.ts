import { partialQuery } from '../../../doctor/partial-snapshots.ts'
import { HitparadeError } from '../../../domain/errors.ts'
import type { TableName } from '../../../domain/tables/tables.ts'
import { text } from '../../../sources/json/fields.ts'
import type { ObjectStore } from '../../../storage/store.ts'
import { isNotPermitted } from '../../../warehouse/snowflake/snowflake-errors.ts'
import type { ResultRow, Warehouse } from '../../../warehouse/warehouse.ts'
import { LOADING_ALERT } from '../objects/alert.ts'
import { type CuratedFile, listCuratedFiles, loadOrder, readLandedKeys } from './curated-files.ts'

/**
 * The state of loading into Snowflake, as `hitparade status --format json` prints it. A part that could not be read is
 * null and listed in `lacking`.
 */
export interface LoadingState {
  pipes: PipeState[] | null
  /** The files that were skipped or loaded in part within the last 14 days. */
  failed: FailedFile[] | null
  files: FilesState | null
  /** Snapshots of which some rows have not arrived in landing. */
  partial: ResultRow[] | null
  dynamicTables: DynamicTableState[] | null
  /** State of the alert about loading: `started` or `suspended`; null if the role sees none. */
  alert: string | null
  /** The parts that could not be read, each with the problem and its advice. */
  lacking: { part: string; problem: string; next: string | null }[]
}

/** A file that the newest attempt did not load. */
export interface FailedFile {
  file: string
  /** As Snowflake reports it, in lower case, e.g. `partially loaded`. */
  status: string
  at: string | null
  error: string | null
}

export interface PipeState {
  pipe: string
  /** `RUNNING`, `PAUSED`, `STALLED_…`, as Snowflake reports it. */
  state: string
  /** Number of pending files. */
  waiting: number
  last_ingested: string | null
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

export interface DynamicTableState {
  name: string
  isSuspended: boolean
  /** The instant as of which its rows are current. */
  data_timestamp: string | null
}

/** A pipe mostly needs less than one minute: milliseconds until a file counts as missing. */
const ARRIVAL = 10 * 60_000

/** Reads the state of loading and changes nothing. `openBucket` opens the bucket that Snowflake reads. */
export async function inspectLoading(
  warehouse: Pick<Warehouse, 'query'>,
  openBucket: () => Promise<ObjectStore>,
  now: string,
): Promise<LoadingState> {
  const lacking: LoadingState['lacking'] = []
  const query = async (sql: string) => (await warehouse.query(sql)).rows
  const readIf = async <T>(
    canGoOn: (error: unknown) => error is HitparadeError,
    part: string,
    read: () => Promise<T>,
  ): Promise<T | null> => {
    try {
      return await read()
    } catch (error) {
      if (!canGoOn(error)) throw error
      lacking.push({ part, problem: error.problem, next: error.advice })
      return null
    }
  }
  const readIfPermitted = <T>(part: string, read: () => Promise<T>) => readIf(isNotPermitted, part, read)
  const failed = await readIfPermitted('load history', () => readFailedFiles(query))
  const landed = await readIfPermitted('files in landing', () => readLandedKeys(query))
  const tried = new Set(failed?.map(({ file }) => file))
  return {
    pipes: await readIfPermitted('pipes', () => readPipes(query)),
    failed,
    files:
      landed === null
        ? null
        : await readIf(isReported, 'files in the bucket that Snowflake reads', async () =>
            compareFiles({ landed, tried }, await openBucket(), now),
          ),
    partial: await readIfPermitted('snapshots', async () =>
      (await query(partialQuery(['max(i.loaded_at) as loaded_at']))).filter(isSettled(now)),
    ),
    dynamicTables: await readIfPermitted('dynamic tables', () => readDynamicTables(query)),
    alert: await readIfPermitted('alerts', () => readAlert(query)),
    lacking,
  }
}

/** Storage and AWS have their own errors: no credentials, no bucket, no network. */
function isReported(error: unknown): error is HitparadeError {
  return error instanceof HitparadeError
}

type Query = (sql: string) => Promise<ResultRow[]>

async function readPipes(query: Query): Promise<PipeState[]> {
  const pipes: PipeState[] = []
  for (const row of await query('show pipes in schema landing')) {
    const pipe = `landing.${String(row.name).toLowerCase()}`
    const [answer] = await query(`select system$pipe_status('${pipe}') as status`)
    const status = JSON.parse(String(answer?.status ?? '{}')) as Record<string, unknown>
    pipes.push({
      pipe,
      state: String(status.executionState ?? 'unknown'),
      waiting: Number(status.pendingFileCount ?? 0),
      last_ingested: text(status.lastIngestedTimestamp),
      error: text(status.error),
    })
  }
  return pipes
}

/** Compares the curated files with those that have rows in landing, and with those that Snowflake has tried in vain. */
async function compareFiles(
  { landed, tried }: { landed: Set<string>; tried: Set<string> },
  bucket: ObjectStore,
  now: string,
): Promise<FilesState> {
  const files = await listCuratedFiles(bucket)
  if (files.length === 0 && landed.size > 0) {
    throw new HitparadeError('Empty', `${bucket.address} contains no curated file, but landing has rows`, {
      advice: 'set "curated" to the bucket that Snowflake reads',
      details: { bucket: bucket.address },
    })
  }
  const absent = files.filter(({ key }) => !landed.has(key) && !tried.has(key))
  const isNew = ({ written }: CuratedFile) => Date.parse(now) - Date.parse(written) < ARRIVAL
  return {
    bucket: bucket.address,
    loaded: files.filter(({ key }) => landed.has(key)).length,
    arriving: absent.filter(isNew).length,
    missing: absent.filter((file) => !isNew(file)),
  }
}

/** Files of all landing tables that the newest attempt did not load, unless it is still running. */
async function readFailedFiles(query: Query): Promise<FailedFile[]> {
  const failed: FailedFile[] = []
  for (const table of loadOrder) failed.push(...listFailed(table, await query(copyHistoryQuery(table))))
  return failed
}

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
  return `select h.file_name, h.status, h.last_load_time, h.first_error_message
    from table(information_schema.copy_history(
      table_name => 'landing.${table}', start_time => dateadd('day', -14, current_timestamp())
    )) as h
    qualify row_number() over (partition by h.file_name order by h.last_load_time desc nulls last) = 1`
}

/** Core contains a snapshot within an hour of its last file: milliseconds until it counts as partial. */
const REFRESH = 2 * 3_600_000

function isSettled(now: string) {
  return ({ loaded_at }: ResultRow) => Date.parse(now) - Date.parse(String(loaded_at)) > REFRESH
}

async function readDynamicTables(query: Query): Promise<DynamicTableState[]> {
  const rows = await query('show dynamic tables in schema core')
  return rows.map((row) => ({
    name: `core.${String(row.name).toLowerCase()}`,
    isSuspended: /suspend/i.test(String(row.scheduling_state ?? '')),
    data_timestamp: text(row.data_timestamp),
  }))
}

async function readAlert(query: Query): Promise<string | null> {
  const rows = await query('show alerts in schema core')
  const found = rows.find(({ name }) => `core.${String(name).toLowerCase()}` === LOADING_ALERT)
  return found === undefined ? null : String(found.state).toLowerCase()
}
