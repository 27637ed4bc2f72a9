import { parseRawKey } from '../domain/keys.ts'
import { describeKey, isPurged } from '../domain/purge-rule.ts'
import { describeRaw } from '../sources/describe-raw.ts'
import { readPurges } from '../storage/purged/read-purges.ts'
import type { Stores } from '../storage/store.ts'

/** The keys without those of raw objects that a purge covers: it was interrupted, or a copy brought them back. */
export async function leaveOutPurged({ raw, curated }: Stores, keys: string[]): Promise<string[]> {
  const purges = await readPurges(curated)
  const sources = new Set(purges.map(({ source }) => source))
  const kept: string[] = []
  for (const key of keys) {
    const identity = parseRawKey(key)
    const isOpen = identity !== null && sources.has(identity.source)
    const issues = isOpen ? ((await describeRaw(raw, key)) ?? [describeKey(identity)]) : []
    if (!issues.some((issue) => isPurged(purges, issue))) kept.push(key)
  }
  return kept
}
