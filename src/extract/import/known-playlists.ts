import type { ChartConfig } from '../../config/config.ts'
import { UnreadableError } from '../../domain/errors.ts'
import { parseRawKey } from '../../domain/keys.ts'
import { slug } from '../../domain/text/slug.ts'
import { createFileContent } from '../../sources/file-content.ts'
import type { FileFormat, NamedChart } from '../../sources/file-format.ts'
import { decodeRaw } from '../../sources/raw/decode-raw.ts'
import type { RawSnapshot } from '../../sources/raw/raw-object.ts'
import type { ObjectStore } from '../../storage/store.ts'
import { orNull } from '../../storage/store-errors.ts'
import { recogniseFile } from './recognise-file.ts'

/** Which chart each playlist is: an id keeps the chart under which it came first, and no other id gets that chart. */
export interface KnownPlaylists {
  find(source: string, id: string): string | null
  /** The chart of a new playlist with this name. */
  name(source: string, id: string, chart: string): string
  add(source: string, id: string, chart: string): void
}

export function createKnownPlaylists(configured: Pick<ChartConfig, 'source' | 'playlist' | 'chart'>[]) {
  const charts = new Map<string, string>()
  const owners = new Map<string, string>()
  const key = (source: string, text: string) => `${source} ${text}`
  const known: KnownPlaylists = {
    find: (source, id) => charts.get(key(source, id)) ?? null,
    name(source, id, chart) {
      const owner = owners.get(key(source, chart))
      return owner === undefined || owner === id ? chart : slug(`${chart} ${id}`)
    },
    add(source, id, chart) {
      if (!charts.has(key(source, id))) charts.set(key(source, id), chart)
      if (!owners.has(key(source, chart))) owners.set(key(source, chart), id)
    },
  }
  for (const { source, playlist, chart } of configured)
    if (playlist !== '') known.add(source, playlist, chart)
  return known
}

/**
 * Adds the playlists of the sources that raw objects contain: of each chart the oldest object is read, and every import
 * of many charts.
 */
export async function addStoredPlaylists(
  known: KnownPlaylists,
  sources: Set<string>,
  { raw, formats }: { raw: ObjectStore; formats: FileFormat[] },
): Promise<void> {
  const oldest = new Map<string, { key: string; source: string; date: string }>()
  for (const prefix of ['to_process', 'processed'] as const) {
    for await (const { key } of raw.list(`${prefix}/`)) {
      const identity = parseRawKey(key)
      if (identity === null || !sources.has(identity.source)) continue
      const isIssue = 'chart_date' in identity
      const name = `${identity.source} ${isIssue ? identity.chart : key}`
      const date = isIssue ? identity.chart_date : '9999'
      const found = oldest.get(name)
      if (found === undefined || date < found.date) oldest.set(name, { key, source: identity.source, date })
    }
  }
  const ordered = [...oldest.values()].sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))
  for (const { key, source } of ordered) {
    const bytes = await orNull(() => raw.get(key))
    if (bytes === null) continue
    for (const [id, chart] of listPlaylists(bytes, formats)) known.add(source, id, chart)
  }
}

function listPlaylists(bytes: Uint8Array, formats: FileFormat[]): [id: string, chart: string][] {
  try {
    const snapshot = decodeRaw(bytes)
    const { playlists, chart } = snapshot.header
    if (playlists !== undefined) return Object.entries(playlists)
    const [only, ...others] = chart === null ? [] : readNames(snapshot, formats)
    return only?.id == null || others.length > 0 ? [] : [[only.id, chart as string]]
  } catch (error) {
    // Transform reports an object that cannot be read.
    if (error instanceof UnreadableError) return []
    throw error
  }
}

/** Of an object that was stored before headers named playlists. */
function readNames({ header, bodies }: RawSnapshot, formats: FileFormat[]): NamedChart[] {
  const [body] = bodies
  if (body === undefined || !['spotify', 'deezer'].includes(header.reader)) return []
  const file = createFileContent({ name: header.file_name ?? '', body, identity: header.identity })
  return recogniseFile(file, formats).charts ?? []
}
