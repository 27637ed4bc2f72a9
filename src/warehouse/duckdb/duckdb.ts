import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf, WarehouseError } from '../../errors.ts'
import type { ObjectStore } from '../../store/store.ts'
import type { CoreModel, Warehouse } from '../warehouse.ts'
import { type Engine, openEngine } from './engine.ts'
import { type LoadStep, loadCurated } from './load.ts'

export interface DuckdbOptions {
  /** Holds `warehouse.duckdb`. */
  folder: string
  curated: ObjectStore
  models: CoreModel[]
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
  let reader: { engine: Engine; file: string } | null = null

  const load = (rebuild: boolean, onProgress: (step: LoadStep) => void = () => {}) =>
    loadCurated({ lockWaitSeconds: 60, ...options, rebuild, onProgress })

  const reopen = async (): Promise<Engine> => {
    const file = await fileIdentity(path)
    if (reader?.file === file) return reader.engine
    reader?.engine.close()
    reader = { engine: await openEngine(path, 'read_only'), file }
    return reader.engine
  }

  return {
    load: (onProgress) => load(false, onProgress),
    rebuild: (onProgress) => load(true, onProgress),
    async query(sql, parameters) {
      let engine = await reopen()
      if (!(await isOfThisCode(engine, options.fingerprint))) {
        await load(false)
        engine = await reopen()
      }
      return engine.query(sql, parameters)
    },
    async close() {
      reader?.engine.close()
      reader = null
    },
  }
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
    throw new WarehouseError('Unavailable', `there is no warehouse at ${path} yet; ${advice}`, {
      cause: messageOf(error),
    })
  }
}
