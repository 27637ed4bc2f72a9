import type { ChartConfig } from '../config/config.ts'
import { UnreadableError } from '../domain/errors.ts'
import { parseRawKey, rawPrefix } from '../domain/keys.ts'
import { decodeRaw } from '../sources/raw/decode-raw.ts'
import type { ObjectStore } from '../storage/store.ts'

/** A source whose newest response had a date more than a day from the clock of this machine. */
export interface ClockDifference {
  source: string
  /** ISO instant by the clock of this machine. */
  fetched_at: string
  /** ISO instant by the clock of the source. */
  server_date: string
}

/** Compares the clocks at the newest stored response of each source. Reads one object of each source. */
export async function findClockDifferences(
  raw: ObjectStore,
  charts: Pick<ChartConfig, 'source' | 'chart'>[],
): Promise<ClockDifference[]> {
  const newest = new Map<string, { snapshot_id: string; key: string }>()
  for (const { source, chart } of charts) {
    for (const prefix of ['to_process', 'processed'] as const) {
      for await (const { key } of raw.list(rawPrefix(prefix, source, chart))) {
        const id = parseRawKey(key)
        if (id === null || !('snapshot_id' in id)) continue
        if (id.snapshot_id < (newest.get(source)?.snapshot_id ?? '')) continue
        newest.set(source, { snapshot_id: id.snapshot_id, key })
      }
    }
  }
  const differences: ClockDifference[] = []
  for (const [source, { key }] of newest) {
    const { fetched_at, server_date } = await readDates(raw, key)
    if (fetched_at && server_date) differences.push({ source, fetched_at, server_date })
  }
  return differences
}

/** No dates for an object that cannot be read: `doctor` reports it elsewhere. */
async function readDates(raw: ObjectStore, key: string) {
  try {
    return decodeRaw(await raw.get(key)).header
  } catch (error) {
    if (error instanceof UnreadableError) return { fetched_at: null, server_date: undefined }
    throw error
  }
}
