import { partialQuery } from '../../../doctor/partial-snapshots.ts'
import type { TableName } from '../../../domain/tables/tables.ts'
import { text } from '../../../sources/json/fields.ts'
import type { ObjectStore } from '../../../storage/store.ts'
import { isNotPermitted } from '../../../warehouse/snowflake/snowflake-errors.ts'
import type { ResultRow, Warehouse } from '../../../warehouse/warehouse.ts'
import { type CuratedFile, listCuratedFiles, readLandedKeys } from './curated-files.ts'

/**
 * The state of loading into Snowflake, as `hitparade status --format json` prints it. A part that the role may not see is
 * null and listed in `lacking`.
 */
export interface LoadingState {
  pipes: PipeState[] | null
  files: FilesState | null
  /** Snapshots of which some rows have not arrived in landing. */
  partial: ResultRow[] | null
  dynamicTables: DynamicTableState[] | null
  /** The parts that the role may not see, with Snowflake's error. */
  lacking: { asked: string; refusal: string }[]
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

export interface FilesState {
  /** Number of files that have rows in landing. */
  loaded: number
  /** Number of files written within the last minutes, which a pipe may still be loading. */
  arriving: number
  /** Not in landing, and not in the pipes' load history either. */
  missing: CuratedFile[]
  /** Skipped or loaded in part within the last 14 days. */
  failed: { file: string; status: string; at: string | null; error: string | null }[]
}

export interface DynamicTableState {
  name: string
  isSuspended: boolean
  /** The instant as of which its rows are current. */
  data_timestamp: string | null
}

/** A pipe mostly needs less than one minute: milliseconds until a file counts as missing. */
const ARRIVAL = 10 * 60_000

/** Reads the state of loading and changes nothing. */
export async function inspectLoading(
  warehouse: Pick<Warehouse, 'query'>,
  curated: ObjectStore,
  now: string,
): Promise<LoadingState> {
  const lacking: LoadingState['lacking'] = []
  const query = async (sql: string) => (await warehouse.query(sql)).rows
  const readIfPermitted = async <T>(part: string, read: () => Promise<T>): Promise<T | null> => {
    try {
      return await read()
    } catch (error) {
      if (!isNotPermitted(error)) throw error
      lacking.push({ asked: part, refusal: error.message })
      return null
    }
  }
  return {
    pipes: await readIfPermitted('pipes', () => readPipes(query)),
    files: await readIfPermitted('files in landing', () => compareFiles(query, curated, now)),
    partial: await readIfPermitted('snapshots', async () =>
      (await query(partialQuery(['max(i.loaded_at) as loaded_at']))).filter(isSettled(now)),
    ),
    dynamicTables: await readIfPermitted('dynamic tables', () => readDynamicTables(query)),
    lacking,
  }
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

/** Compares the curated files with those that have rows in landing, and with the load history of the last 14 days. */
async function compareFiles(query: Query, curated: ObjectStore, now: string): Promise<FilesState> {
  const landed = await readLandedKeys(query)
  const files = await listCuratedFiles(curated)
  const tables = [...new Set(files.map(({ table }) => table))]
  const failed = (await Promise.all(tables.map((table) => readFailedFiles(query, table)))).flat()
  const tried = new Set(failed.map(({ file }) => file))
  const absent = files.filter(({ key }) => !landed.has(key) && !tried.has(key))
  const isNew = ({ written }: CuratedFile) => Date.parse(now) - Date.parse(written) < ARRIVAL
  return {
    loaded: files.filter(({ key }) => landed.has(key)).length,
    arriving: absent.filter(isNew).length,
    missing: absent.filter((file) => !isNew(file)),
    failed,
  }
}

/** Files that the newest attempt did not load, unless it is still running. */
async function readFailedFiles(query: Query, table: TableName): Promise<FilesState['failed']> {
  return (await query(copyHistoryQuery(table)))
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
