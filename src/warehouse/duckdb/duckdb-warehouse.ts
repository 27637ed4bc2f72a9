import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { getMessage, WarehouseError } from '../../domain/errors.ts'
import type { ObjectStore } from '../../storage/store.ts'
import type { CoreModel, Warehouse } from '../warehouse.ts'
import { type Engine, openEngine } from './duckdb-engine.ts'
import { type LoadStep, listPendingFiles, loadCurated } from './load-curated.ts'

export interface DuckdbOptions {
  /** Holds `warehouse.duckdb`. */
  folder: string
  curated: ObjectStore
  models: CoreModel[]
  /** Views of the models for others to read, e.g. `bi.songs`; each after those that it reads. */
  views?: { name: string; sql: string }[]
  fingerprint: string
  /** How long a second writer waits for the first. */
  lockWaitSeconds?: number
}

/**
 * The warehouse as one DuckDB file. It is a cache of the curated files: `rebuild` makes it again, and so does
 * the first use after the models or tables in the code have changed.
 */
export function duckdbWarehouse(options: DuckdbOptions): Warehouse {
  const path = join(options.folder, 'warehouse.duckdb')
  let reader: Reader | null = null

  const load = (rebuild: boolean, onProgress: (step: LoadStep) => void = () => {}) =>
    loadCurated({ lockWaitSeconds: 60, ...options, rebuild, onProgress })

  /** The newest file. One that was replaced meanwhile stays open until its last query has ended. */
  const hold = async (): Promise<Reader> => {
    const file = await fileIdentity(path)
    if (reader?.file !== file || reader.hasFailed) {
      void retire(reader)
      reader = openReader(path, file)
    }
    reader.queries += 1
    return reader
  }

  const ask = async <T>(question: (engine: Engine) => Promise<T>): Promise<T> => {
    const mine = await hold()
    try {
      return await question(await mine.engine)
    } finally {
      await release(mine)
    }
  }

  const beOfThisCode = async () => {
    if (!(await ask((engine) => isOfThisCode(engine, options.fingerprint)))) await load(false)
  }

  return {
    loads: 'when asked',
    load: (onProgress) => load(false, onProgress),
    rebuild: (onProgress) => load(true, onProgress),
    async query(sql, parameters) {
      await beOfThisCode()
      return ask((engine) => engine.query(sql, parameters))
    },
    async stream(sql, parameters) {
      await beOfThisCode()
      const mine = await hold()
      try {
        const { rows, ...head } = await (await mine.engine).stream(sql, parameters)
        return { ...head, rows: until(rows, () => release(mine)) }
      } catch (error) {
        await release(mine)
        throw error
      }
    },
    waiting: () => listPendingFiles(options),
    async close() {
      const last = reader
      reader = null
      await retire(last)
    },
  }
}

function openReader(path: string, file: string): Reader {
  const reader: Reader = {
    engine: openEngine(path, 'read_only'),
    file,
    queries: 0,
    isRetired: false,
    hasFailed: false,
  }
  reader.engine.catch(() => {
    reader.hasFailed = true
  })
  return reader
}

/** An open file and the queries that run on it. */
interface Reader {
  engine: Promise<Engine>
  file: string
  queries: number
  /** To be closed after its last query. */
  isRetired: boolean
  hasFailed: boolean
}

async function release(reader: Reader): Promise<void> {
  reader.queries -= 1
  if (reader.isRetired) await retire(reader)
}

/** The same rows; does something when they have been read, or are not wanted any more. */
async function* until<T>(rows: AsyncIterable<T>, ended: () => Promise<void>): AsyncGenerator<T> {
  try {
    yield* rows
  } finally {
    await ended()
  }
}

/** Closes a file once no query runs on it. */
async function retire(reader: Reader | null): Promise<void> {
  if (reader === null) return
  reader.isRetired = true
  if (reader.queries > 0) return
  // A file that could not be opened needs no closing: who asked it has been told.
  const engine = await reader.engine.catch(() => null)
  engine?.close()
}

async function isOfThisCode(engine: Engine, fingerprint: string): Promise<boolean> {
  try {
    const { rows } = await engine.query('select fingerprint from meta.made_by')
    return rows[0]?.fingerprint === fingerprint
  } catch {
    return false
  }
}

/** Another file after every publication. */
async function fileIdentity(path: string): Promise<string> {
  try {
    const { ino, mtimeMs, size } = await stat(path)
    return `${ino} ${mtimeMs} ${size}`
  } catch (error) {
    const advice =
      'fill it with `hitparade run` or `hitparade import`, or name another folder with --data-dir'
    throw new WarehouseError('Unavailable', `there is no warehouse at ${path} yet`, {
      advice,
      cause: getMessage(error),
    })
  }
}
