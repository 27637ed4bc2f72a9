import type { Purge } from '../../domain/purge-rule.ts'
import { readParquet } from '../../domain/tables/read-parquet.ts'
import type { ObjectStore } from '../store.ts'

/** A purge, and the key of the curated file that records it. */
export interface RecordedPurge extends Purge {
  key: string
}

/** Reads every purge that was recorded. A file that cannot be read is left out: no load reads it either. */
export async function readPurges(curated: ObjectStore): Promise<RecordedPurge[]> {
  const recorded: RecordedPurge[] = []
  for await (const { key } of curated.list('settings/')) {
    const rows = await readParquet('settings', await curated.get(key)).catch(() => [])
    for (const { kind, source, chart, chart_date, snapshot_id, decided_at } of rows) {
      if (kind === 'purge')
        recorded.push({ key, source, chart, chart_date, snapshot_id, purged_at: decided_at })
    }
  }
  return recorded
}
