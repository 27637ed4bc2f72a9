import { randomBytes } from 'node:crypto'
import { encodeTable } from '../domain/tables/parquet-file.ts'
import { formatStamp } from '../domain/time.ts'
import type { ObjectStore } from '../storage/store.ts'
import type { Attempt } from './extract-chart.ts'

/** The id of a run: its start, and six random digits to distinguish runs that start in the same second. */
export function newRunId(now: string): string {
  return `${formatStamp(now)}-${randomBytes(3).toString('hex')}`
}

/** Writes the attempts of a run to the ledger, one file a run. */
export async function writeLedger(curated: ObjectStore, run_id: string, attempts: Attempt[]): Promise<void> {
  if (attempts.length === 0) return
  const rows = attempts.map(({ error: _, snapshot_id: __, ...attempt }) => ({ run_id, ...attempt }))
  await curated.put(`runs/${run_id}.parquet`, encodeTable('runs', rows))
}
