import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { WarehouseError } from '../../domain/errors.ts'
import type { ObjectStore } from '../../storage/store.ts'
import { requireRead } from '../require-read.ts'
import type { CoreModel, LocalWarehouse } from '../warehouse.ts'
import type { DiskEffects } from './disk-effects.ts'
import { type Engine, openEngine } from './duckdb-engine.ts'
import { isBuiltFrom } from './fingerprint.ts'
import { type LoadStep, listPendingFiles, loadCurated } from './load-curated.ts'
import { setMark } from './load-marks.ts'
import { copyToParquet } from './queries/copy-to-parquet.ts'
import { fillParameters } from './queries/fill-parameters.ts'

export interface DuckdbOptions {
  /** Contains `warehouse.duckdb`. */
  folder: string
  curated: ObjectStore
  models: CoreModel[]
  /** Views over the models, e.g. `bi.songs`; each after those that it reads. */
  views?: { name: string; sql: string }[]
  /** Identifies the models and tables of this version. */
  fingerprint: string
  /** ISO instant of the clock; left out: that of the system. */
  now?: () => string
  /** Seconds after which a query fails; left out: none. */
  querySeconds?: number | undefined
  /** Threads that work on a query; left out: one for each core. */
  threads?: number | undefined
  /** How long a second writer waits for the first. */
  lockWaitSeconds?: number
  /** Entries of the charts that one statement computes; left out: what fits into memory. */
  entriesAtOnce?: number
  /** Calls that tests replace. */
  effects?: DiskEffects
}

/** The warehouse as one DuckDB file. */
export function duckdbWarehouse(options: DuckdbOptions): LocalWarehouse {
  const path = join(options.folder, 'warehouse.duckdb')
  let newest: Reader | null = null

  const { now = () => new Date().toISOString() } = options
  const load = (
    choice: { rebuild: boolean; all: boolean },
    onProgress: (step: LoadStep) => void = () => {},
  ) => loadCurated({ lockWaitSeconds: 60, ...options, now, ...choice, onProgress })

  /** The reader of the newest file. The one of a file that was replaced closes after its last query. */
  const acquireReader = async (): Promise<Reader> => {
    const file = await readFileIdentity(path)
    if (newest?.file !== file || newest.hasFailed) {
      void closeReader(newest)
      newest = createReader(openCurrent(path, options), file)
    }
    newest.queries += 1
    return newest
  }

  const withReader = async <T>(work: (engine: Engine) => Promise<T>): Promise<T> => {
    const reader = await acquireReader()
    try {
      return await work(await reader.engine)
    } finally {
      await releaseReader(reader)
    }
  }

  return {
    load: (onProgress, { all = false } = {}) => load({ rebuild: false, all }, onProgress),
    rebuild: (onProgress) => load({ rebuild: true, all: true }, onProgress),
    async query(sql, parameters) {
      requireRead(sql)
      return withReader((engine) => engine.query(sql, parameters))
    },
    async stream(sql, parameters) {
      requireRead(sql)
      const reader = await acquireReader()
      try {
        const { rows, ...head } = await (await reader.engine).stream(sql, parameters)
        return { ...head, rows: endingWith(rows, () => releaseReader(reader)) }
      } catch (error) {
        await releaseReader(reader)
        throw error
      }
    },
    async writeParquet(file, sql, parameters) {
      requireRead(sql)
      await copyToParquet(path, file, fillParameters(sql, parameters ?? {}))
    },
    requireRebuild: () => setMark(options.folder, 'rebuild-required'),
    requireComparison: () => setMark(options.folder, 'comparison-required'),
    pending: ({ all = false } = {}) => listPendingFiles({ ...options, now, all }),
    findPublication: () => readFileIdentity(path),
    async isOutdated() {
      try {
        return await withReader(async () => false)
      } catch (error) {
        if (!(error instanceof WarehouseError)) throw error
        if (error.code === 'Unavailable') return false
        if (error.code === 'Outdated') return true
        throw error
      }
    },
    async close() {
      const last = newest
      newest = null
      await closeReader(last)
    },
  }
}

/** An open file and the number of queries that run on it. */
interface Reader {
  engine: Promise<Engine>
  file: string
  queries: number
  /** Close it after its last query. */
  isReplaced: boolean
  hasFailed: boolean
}

function createReader(engine: Promise<Engine>, file: string): Reader {
  const reader = { engine, file, queries: 0, isReplaced: false, hasFailed: false }
  engine.catch(() => {
    reader.hasFailed = true
  })
  return reader
}

async function openCurrent(
  path: string,
  { fingerprint, querySeconds, threads }: Pick<DuckdbOptions, 'fingerprint' | 'querySeconds' | 'threads'>,
): Promise<Engine> {
  const engine = await openEngine(path, 'read_only', { mostSeconds: querySeconds, threads })
  const isCurrent = await isBuiltFrom(engine, fingerprint).catch((error: unknown) => {
    engine.close()
    throw error
  })
  if (isCurrent) return engine
  engine.close()
  throw new WarehouseError('Outdated', `another version of hitparade built the warehouse at ${path}`, {
    advice: 'rebuild it with `hitparade rebuild`',
    details: { path },
  })
}

async function releaseReader(reader: Reader): Promise<void> {
  reader.queries -= 1
  if (reader.isReplaced) await closeReader(reader)
}

/** Closes the file once no query runs on it. */
async function closeReader(reader: Reader | null): Promise<void> {
  if (reader === null) return
  reader.isReplaced = true
  if (reader.queries > 0) return
  // If opening failed, the query that needed the file has thrown that error.
  const engine = await reader.engine.catch(() => null)
  engine?.close()
}

/** The same rows. Calls `onEnd` when they have been read, or when the caller stops reading. */
async function* endingWith<T>(rows: AsyncIterable<T>, onEnd: () => Promise<void>): AsyncGenerator<T> {
  try {
    yield* rows
  } finally {
    await onEnd()
  }
}

/** Changes with every publication. */
async function readFileIdentity(path: string): Promise<string> {
  try {
    const { ino, mtimeMs, size } = await stat(path)
    return `${ino} ${mtimeMs} ${size}`
  } catch (cause) {
    throw new WarehouseError('Unavailable', `there is no warehouse at ${path} yet`, {
      advice: 'fill it with `hitparade run` or `hitparade import`, or name another folder with --data-dir',
      details: { path },
      cause,
    })
  }
}
