import { curatedKey } from '../domain/keys.ts'
import { type SnapshotTable, snapshotTables } from '../domain/tables/tables.ts'
import type { ObjectStore } from '../storage/store.ts'
import { TRANSFORM_VERSION } from './transform-version.ts'

/** Corrects curated files that a raw object does not become: damage, or what another program wrote. */
export interface CuratedRewriter {
  /** Replaces an existing file if its bytes are others. */
  correct(key: string, bytes: Uint8Array): Promise<void>
  /** Deletes the files of the raw object in all other tables. */
  removeOthers(rawKey: string, tables: ReadonlySet<SnapshotTable>): Promise<void>
  /** Keys of the files that were replaced or deleted. */
  readonly rewritten: string[]
}

/** `beforeChange` runs before each change, so that a crash after it can leave a mark. */
export function rewriteCurated(curated: ObjectStore, beforeChange: () => Promise<void>): CuratedRewriter {
  const rewritten: string[] = []
  const change = async (key: string, action: () => Promise<void>) => {
    await beforeChange()
    await action()
    rewritten.push(key)
  }
  return {
    rewritten,
    async correct(key, bytes) {
      const existing = await curated.get(key)
      if (Buffer.compare(existing, bytes) !== 0) await change(key, () => curated.replace(key, bytes))
    },
    async removeOthers(rawKey, tables) {
      for (const table of snapshotTables) {
        if (tables.has(table)) continue
        const other = curatedKey(table, rawKey, TRANSFORM_VERSION)
        for await (const { key } of curated.list(other))
          if (key === other) await change(key, () => curated.delete(key))
      }
    },
  }
}
