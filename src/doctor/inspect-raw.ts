import { dirname } from 'node:path/posix'
import { UnreadableError } from '../domain/errors.ts'
import { parseCuratedKey, parseRawKey, type RawPrefix } from '../domain/keys.ts'
import { decodeRaw } from '../sources/raw/decode-raw.ts'
import { smallestGzip } from '../sources/raw/gunzip.ts'
import { computeRawKey } from '../sources/raw/raw-object.ts'
import { hasComparison } from '../storage/comparisons.ts'
import type { ObjectStore, Stores } from '../storage/store.ts'
import { orNull } from '../storage/store-errors.ts'
import { describeSize } from './parquet-footer.ts'

/** A raw object that cannot be transformed. */
export interface RawProblem {
  /** Its key with the prefix. */
  key: string
  rawKey: string
  detail: string
  /** The key that its bytes belong to, with the same prefix, and whether an object is stored there. */
  belongs?: { key: string; is_stored: boolean }
}

/** A raw object of which the curated files are all that is left. */
export interface MissingRaw {
  rawKey: string
  /** Whether its chart date has another raw object: then no command fetches it again. */
  has_other: boolean
}

export interface RawInspection {
  /** Objects that are too short, or whose bytes belong to a key that lacks its object. */
  damaged: RawProblem[]
  /** Keys of objects that hitparade has not stored. */
  foreign: string[]
  /** Raw keys of curated files whose raw object is missing, of charts that have others. */
  missing: MissingRaw[]
  /** Their raw keys, of charts that have no raw object at all; empty if their curated files were pulled. */
  absent: string[]
}

/**
 * Lists the raw objects and the curated files that are made from them, and compares their names and sizes. `folder`: the
 * data directory.
 */
export async function inspectRaw({ raw, curated }: Stores, folder: string): Promise<RawInspection> {
  // Curated files are listed first: an object that is stored meanwhile is listed with the raw objects.
  const expected = new Set<string>()
  for await (const { key } of curated.list('chart_issues/')) {
    const rawKey = parseCuratedKey(key)?.rawKey
    if (rawKey !== undefined) expected.add(rawKey)
  }
  const found: RawInspection = { damaged: [], foreign: [], missing: [], absent: [] }
  const stored = new Set<string>()
  for (const prefix of movingPrefixes) {
    for await (const { key, size } of raw.list(`${prefix}/`)) {
      const rawKey = parseRawKey(key)?.rawKey
      if (rawKey === undefined) found.foreign.push(key)
      else stored.add(rawKey)
      const isTooShort = rawKey !== undefined && prefix !== 'failed' && size < smallestGzip
      if (isTooShort) found.damaged.push({ key, rawKey, detail: describeSize(size) })
    }
  }
  const charts = new Set([...stored].map(findChart))
  const dates = new Set([...stored].map(findDate))
  const isPulled = await hasComparison(folder, 'pull-')
  for (const rawKey of [...expected].sort()) {
    if (stored.has(rawKey)) continue
    const date = findDate(rawKey)
    const has_other = date !== null && dates.has(date)
    if (charts.has(findChart(rawKey))) found.missing.push({ rawKey, has_other })
    else if (!isPulled && curated.localPath !== undefined) found.absent.push(rawKey)
  }
  await findMoved(
    raw,
    found,
    [...stored].filter((rawKey) => !expected.has(rawKey)),
  )
  return found
}

/** In the order in which objects move, so that none is overlooked. */
const movingPrefixes: RawPrefix[] = ['failed', 'to_process', 'processed']

/** The most objects that are read to find those that were moved. */
const MOST_READ = 100

/** An object without curated files may be one that is missing elsewhere. */
async function findMoved(raw: ObjectStore, found: RawInspection, others: string[]): Promise<void> {
  const missing = new Set([...found.missing.map(({ rawKey }) => rawKey), ...found.absent])
  if (missing.size === 0) return
  for (const rawKey of others.slice(0, MOST_READ)) {
    const key = `processed/${rawKey}`
    const bytes = await orNull(() => raw.get(key))
    const expected = bytes === null ? null : findStatedKey(bytes)
    if (expected === null || expected === rawKey || !missing.has(expected)) continue
    found.damaged.push(describeOtherKey(key, rawKey, expected, false))
    found.missing = found.missing.filter((each) => each.rawKey !== expected)
    found.absent = found.absent.filter((each) => each !== expected)
  }
}

/** An object whose bytes belong to another key. */
export function describeOtherKey(
  key: string,
  rawKey: string,
  expected: string,
  is_stored: boolean,
): RawProblem {
  const prefix = key.slice(0, -rawKey.length)
  const detail = `its bytes belong to the key ${expected}`
  return { key, rawKey, detail, belongs: { key: `${prefix}${expected}`, is_stored } }
}

/** The key that the bytes of a raw object belong to; null if they cannot be read. */
export function findStatedKey(bytes: Uint8Array): string | null {
  try {
    return computeRawKey(decodeRaw(bytes))
  } catch (error) {
    if (error instanceof UnreadableError) return null
    throw error
  }
}

/** `source/chart/date`; null for an imported file, whose folder has those of any dates. */
function findDate(rawKey: string): string | null {
  const identity = parseRawKey(rawKey)
  return identity === null || 'import_id' in identity ? null : dirname(rawKey)
}

/** `source/chart`; for an imported file, whose charts its key does not name, only its source. */
function findChart(rawKey: string): string {
  const identity = parseRawKey(rawKey)
  if (identity === null) return ''
  return 'import_id' in identity ? identity.source : `${identity.source}/${identity.chart}`
}
