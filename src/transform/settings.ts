import { parquetReadObjects } from 'hyparquet'
import { canonicalJson } from '../sources/raw.ts'
import { sha256 } from '../store/keys.ts'
import type { ObjectStore } from '../store/store.ts'
import { type Column, type Row, tables } from '../tables.ts'
import { parquetOf } from './parquet.ts'

export type Setting = Row<'settings'>

/**
 * Writes decisions of people as one curated file, `settings/<when>-<12 hex of what>.parquet`; nothing for none.
 * Decisions are never changed: a newer one of the same key goes before an older.
 */
export async function writeSettings(curated: ObjectStore, settings: Setting[]): Promise<void> {
  const [first] = settings
  if (first === undefined) return
  const stamp = first.decided_at.slice(0, 19).replace(/[-:]/g, '').toLowerCase()
  const hash = sha256(canonicalJson(settings)).slice(0, 12)
  await curated.put(`settings/${stamp}z-${hash}.parquet`, parquetOf('settings', settings))
}

/** Every decision that was ever written, also those that no warehouse has loaded yet. */
export async function readSettings(curated: ObjectStore): Promise<Setting[]> {
  const settings: Setting[] = []
  for await (const { key } of curated.list('settings/')) {
    const { buffer, byteOffset, byteLength } = await curated.get(key)
    const file = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer
    for (const row of await parquetReadObjects({ file })) settings.push(settingOf(row))
  }
  return settings
}

function settingOf(row: Record<string, unknown>): Setting {
  const columns = Object.entries<Column>(tables.settings.columns)
  return Object.fromEntries(
    columns.map(([name, { type }]) => {
      const value = row[name] ?? null
      if (!(value instanceof Date)) return [name, value]
      return [name, type === 'date' ? value.toISOString().slice(0, 10) : value.toISOString()]
    }),
  ) as Setting
}
