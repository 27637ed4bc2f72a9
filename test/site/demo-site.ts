import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSite, type LiveContext } from '../../src/site/create-site.ts'
import type { LocalWarehouse, Warehouse } from '../../src/warehouse/warehouse.ts'

/** A site over a warehouse whose sources allow everything. */
export function createContext(warehouse: Warehouse, context: Partial<LiveContext> = {}): LiveContext {
  return {
    warehouse,
    findRestriction: () => Promise.resolve(null),
    findTerms: () => Promise.resolve(null),
    cacheFolder: null,
    findVersion: () =>
      'findPublication' in warehouse ? (warehouse as LocalWarehouse).findPublication() : Promise.resolve(''),
    ...context,
  }
}

/** Requests addresses of a live site. */
export function requestSite(warehouse: Warehouse, context: Partial<LiveContext> = {}) {
  const app = createSite(createContext(warehouse, context))
  return async (address: string, init: RequestInit = {}) => app.request(`http://localhost${address}`, init)
}

/** A folder that `remove` deletes. */
export async function createFolder(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'hitparade-site-'))
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}
