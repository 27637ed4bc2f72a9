import { parquetReadObjects } from 'hyparquet'
import { sha256 } from '../domain/hash.ts'
import { encodeTable } from '../domain/tables/parquet-file.ts'
import { type Column, type Row, tables } from '../domain/tables/tables.ts'
import { canonicalJson } from '../sources/raw/raw-object.ts'
import type { ObjectStore } from '../storage/store.ts'

export type Decision = Row<'settings'>

/**
 * Writes decisions of people as one curated file, `settings/<when>-<12 hex of what>.parquet`; nothing for none.
 * Decisions are never changed: a newer one of the same key goes before an older.
 */
export async function writeDecisions(curated: ObjectStore, settings: Decision[]): Promise<void> {
  const [first] = settings
  if (first === undefined) return
  const stamp = first.decided_at.slice(0, 19).replace(/[-:]/g, '').toLowerCase()
  const hash = sha256(canonicalJson(settings)).slice(0, 12)
  await curated.put(`settings/${stamp}z-${hash}.parquet`, encodeTable('settings', settings))
}

/** Every decision that was ever written, also those that no warehouse has loaded yet. */
export async function readDecisions(curated: ObjectStore): Promise<Decision[]> {
  const settings: Decision[] = []
  for await (const { key } of curated.list('settings/')) {
    const { buffer, byteOffset, byteLength } = await curated.get(key)
    const file = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer
    for (const row of await parquetReadObjects({ file })) settings.push(toDecision(row))
  }
  return settings
}

function toDecision(row: Record<string, unknown>): Decision {
  const columns = Object.entries<Column>(tables.settings.columns)
  return Object.fromEntries(
    columns.map(([name, { type }]) => {
      const value = row[name] ?? null
      if (!(value instanceof Date)) return [name, value]
      return [name, type === 'date' ? value.toISOString().slice(0, 10) : value.toISOString()]
    }),
  ) as Decision
}
