import { WarehouseError } from '../../../domain/errors.ts'
import type { TableName } from '../../../domain/tables/tables.ts'
import type { ObjectStore } from '../../../storage/store.ts'
import type { ResultRow, Warehouse } from '../../../warehouse/warehouse.ts'
import { type CuratedFile, landedKeys, listCuratedFiles } from './curated-files.ts'

/** How loading goes on in Snowflake. Null is what could not be seen, see `lacking`. */
export interface LoadingState {
  pipes: PipeState[] | null
  files: FilesState | null
  /** Snapshots of which landing does not hold all that they state. */
  partial: ResultRow[] | null
  dynamicTables: DynamicTableState[] | null
  /** What the role may not see, with what Snowflake said. */
  lacking: { asked: string; refusal: string }[]
}

export interface PipeState {
  pipe: string
  /** `RUNNING`, `PAUSED`, `STALLED_…`, as Snowflake says it. */
  state: string
  waiting: number
  last_ingested: string | null
  error: string | null
}

export interface FilesState {
  /** Files of which landing holds rows. */
  loaded: number
  /** Written within the last minutes: a pipe may still be at them. */
  arriving: number
  /** Not in landing, and no pipe says why; by key. */
  missing: CuratedFile[]
  /** Tried and left out, or loaded in part, within the last 14 days; by key. */
  failed: { file: string; status: string; at: string | null; error: string | null }[]
}

export interface DynamicTableState {
  name: string
  isSuspended: boolean
  /** As of when its rows are. */
  data_timestamp: string | null
}

/** A pipe takes mostly less than one minute: milliseconds. */
const ARRIVAL = 10 * 60_000

/** Asks for all of it; nothing is changed. What the role may not see is left out and named. */
export async function inspectLoading(
  warehouse: Pick<Warehouse, 'query'>,
  curated: ObjectStore,
  now: string,
): Promise<LoadingState> {
  const lacking: LoadingState['lacking'] = []
  const ask = async (sql: string) => (await warehouse.query(sql)).rows
  const seen = async <T>(asked: string, question: () => Promise<T>): Promise<T | null> => {
    try {
      return await question()
    } catch (error) {
      if (!isRefusal(error)) throw error
      lacking.push({ asked, refusal: error.message })
      return null
    }
  }
  return {
    pipes: await seen('pipes', () => readPipes(ask)),
    files: await seen('files in landing', () => compareFiles(ask, curated, now)),
    partial: await seen('snapshots', async () => (await ask(partialQuery)).filter(isSettled(now))),
    dynamicTables: await seen('dynamic tables', () => readDynamicTables(ask)),
    lacking,
  }
}

/** The role may not see it: refused, or not there for it. */
function isRefusal(error: unknown): error is WarehouseError {
  return error instanceof WarehouseError && /\((?:003001|002003|002043)\)/.test(error.message)
}

type Ask = (sql: string) => Promise<ResultRow[]>

async function readPipes(ask: Ask): Promise<PipeState[]> {
  const pipes: PipeState[] = []
  for (const row of await ask('show pipes in schema landing')) {
    const pipe = `landing.${String(row.name).toLowerCase()}`
    const [told] = await ask(`select system$pipe_status('${pipe}') as status`)
    const status = JSON.parse(String(told?.status ?? '{}')) as Record<string, unknown>
    pipes.push({
      pipe,
      state: String(status.executionState ?? 'unknown'),
      waiting: Number(status.pendingFileCount ?? 0),
      last_ingested: textOrNull(status.lastIngestedTimestamp),
      error: textOrNull(status.error),
    })
  }
  return pipes
}

/** The curated files held against landing, which knows every file that it has rows of, and the history of the last 14 days. */
async function compareFiles(ask: Ask, curated: ObjectStore, now: string): Promise<FilesState> {
  const landed = await landedKeys(ask)
  const files = await listCuratedFiles(curated)
  const tables = [...new Set(files.map(({ table }) => table))]
  const failed = (await Promise.all(tables.map((table) => readFailedFiles(ask, table)))).flat()
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

/** What the newest attempt has left out, and is not at any more. */
async function readFailedFiles(ask: Ask, table: TableName): Promise<FilesState['failed']> {
  return (await ask(copyHistoryQuery(table)))
    .filter(({ status }) => !/^(loaded|load in progress)$/i.test(String(status)))
    .map((row) => ({
      file: toCuratedKey(table, String(row.file_name)),
      status: String(row.status).toLowerCase(),
      at: textOrNull(row.last_load_time),
      error: textOrNull(row.first_error_message),
    }))
}

/** The files of a snapshot are called the same in each folder: a name may begin behind the folder, its key does not. */
function toCuratedKey(table: TableName, name: string): string {
  return name.startsWith(`${table}/`) ? name : `${table}/${name}`
}

/** The newest attempt at each file of a table; Snowflake remembers 14 days. */
function copyHistoryQuery(table: TableName): string {
  return `select h.file_name, h.status, h.last_load_time, h.first_error_message
    from table(information_schema.copy_history(
      table_name => 'landing.${table}', start_time => dateadd('day', -14, current_timestamp())
    )) as h
    qualify row_number() over (partition by h.file_name order by h.last_load_time desc nulls last) = 1`
}

/** Snapshots that would count if all of them had arrived. */
const partialQuery = `
  select i.source, i.chart, i.chart_date, i.snapshot_id, max(i.loaded_at) as loaded_at
  from landing.chart_issues as i
  left join core.snapshots as s
    on i.source = s.source and i.chart = s.chart and i.chart_date = s.chart_date and i.snapshot_id = s.snapshot_id
  where s.snapshot_id is null and i.complete and i.entry_count > 0
  group by 1, 2, 3, 4
  order by 1 asc nulls last, 2 asc nulls last, 3 asc nulls last, 4 asc nulls last`

/** Core knows a snapshot within an hour of its last file: milliseconds until it is missed. */
const REFRESH = 2 * 3_600_000

function isSettled(now: string) {
  return ({ loaded_at }: ResultRow) => Date.parse(now) - Date.parse(String(loaded_at)) > REFRESH
}

async function readDynamicTables(ask: Ask): Promise<DynamicTableState[]> {
  const rows = await ask('show dynamic tables in schema core')
  return rows.map((row) => ({
    name: `core.${String(row.name).toLowerCase()}`,
    isSuspended: /suspend/i.test(String(row.scheduling_state ?? '')),
    data_timestamp: textOrNull(row.data_timestamp),
  }))
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
