import { partialQuery } from '../../../doctor/partial-snapshots.ts'
import { HitparadeError } from '../../../domain/errors.ts'
import { text } from '../../../sources/json/fields.ts'
import type { ObjectStore } from '../../../storage/store.ts'
import { isNotPermitted } from '../../../warehouse/snowflake/snowflake-errors.ts'
import type { ResultRow, Warehouse } from '../../../warehouse/warehouse.ts'
import { LOADING_ALERT } from '../objects/alert.ts'
import { compareFiles, type FailedFile, type FilesState, readLoadHistory } from './compare-files.ts'
import { readLandedKeys } from './curated-files.ts'

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

export interface PipeState {
  pipe: string
  /** `RUNNING`, `PAUSED`, `STALLED_…`, as Snowflake reports it. */
  state: string
  /** Number of pending files. */
  waiting: number
  last_ingested: string | null
  error: string | null
}

export interface DynamicTableState {
  name: string
  isSuspended: boolean
  /** The instant as of which its rows are current. */
  data_timestamp: string | null
}

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
  const history = await readIfPermitted('load history', () => readLoadHistory(query))
  const landed = await readIfPermitted('files in landing', () => readLandedKeys(query))
  return {
    pipes: await readIfPermitted('pipes', () => readPipes(query)),
    failed: history?.failed ?? null,
    files:
      landed === null
        ? null
        : await readIf(isReported, 'files in the bucket that Snowflake reads', async () =>
            compareFiles({ landed, history }, await openBucket(), now),
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
