import { gzipSync } from 'node:zlib'
import { rawKey } from '../../../src/domain/keys.ts'
import type { Random } from '../../../src/simulator/world/random.ts'
import { canonicalJson, encodeRaw, type RawHeader } from '../../../src/sources/raw/raw-object.ts'
import { deezerTrack, pageOf, playlistOf, rawOf, rowOf, trackOf } from '../../sources/support/answers.ts'
import { lineEntry } from '../fixtures/snapshots.ts'
import { mutateBytes, mutateJson } from './mutate.ts'

/** An invented answer, and where its items are. */
interface Specimen {
  name: string
  header: Partial<RawHeader>
  /** One value per line of a text, or per page of an answer. */
  parts: unknown[]
  isText: boolean
  /** The lists that hold items. */
  lists(parts: unknown[]): unknown[][]
}

/** Something to feed to the pipeline. */
export interface FuzzCase {
  name: string
  /** A raw object in `to_process/`, or a file to import. */
  kind: 'object' | 'file'
  bytes: Uint8Array
  /** Items in it; null where the change may have hidden or added some. */
  items: number | null
}

type Page = { items: unknown[]; tracks: Page; data: unknown[]; entries: unknown[] }
const pages = (of: (page: Page) => unknown[]) => (parts: unknown[]) => parts.map((part) => of(part as Page))

const rows = (...ids: string[]) => ids.map((id) => rowOf(trackOf(id)))
const many = { chart: null, chart_date: null, fetched_at: null, source: 'import' }

const specimens: Specimen[] = [
  {
    ...{ name: 'spotify-pages', header: {}, isText: false, lists: pages(({ items }) => items) },
    parts: [pageOf(rows('a', 'b', 'c'), { total: 5 }), pageOf(rows('d', 'e'), { offset: 3, total: 5 })],
  },
  {
    ...{ name: 'spotify-playlist', header: {}, isText: false, lists: pages(({ tracks }) => tracks.items) },
    parts: [playlistOf({ tracks: pageOf(rows('a', 'b', 'a')) })],
  },
  {
    // Two charts of one name, whose ids have the same slug.
    ...{ name: 'spotify-map', header: { chart: null }, isText: false },
    lists: (parts) => Object.values(parts[0] as Record<string, Page>).map(({ tracks }) => tracks.items),
    parts: [
      {
        first: playlistOf({ id: 'ab', tracks: pageOf(rows('a', 'b')) }),
        second: playlistOf({ id: 'AB', tracks: pageOf(rows('a')) }),
      },
    ],
  },
  {
    ...{ name: 'deezer', header: { reader: 'deezer' }, isText: false, lists: pages(({ data }) => data) },
    parts: [{ data: [1, 2, 3].map((id) => deezerTrack(id)), total: 3 }],
  },
  {
    ...{ name: 'ndjson', header: { reader: 'chart-ndjson', ...many }, isText: true },
    lists: pages(({ entries }) => entries),
    parts: ['2026-01-05', '2026-01-06'].flatMap((date) =>
      ['One', 'Two'].map((chart) => ({
        ...{ chart, date, playlist_id: `id-${chart}` },
        // Equal as UTF-8.
        entries: [lineEntry(1, 'a\ud800'), lineEntry(2, 'a\udfff', 'Title', 'artist-2'), lineEntry(3, 'b')],
      })),
    ),
  },
]

const csvText =
  'chart,date,position,title,artist,streams\nOne,2026-01-05,1,Ash,Ida,7\nOne,2026-01-05,2,Élan,Odo,6\n'

/** The case of a number: the same for the same seed. */
export function createCase(draws: Random, index: number): FuzzCase {
  const specimen = draws.pick(specimens)
  const name = `${specimen.name}-${index}`
  const create = draws.pick([
    mutateHeader,
    mutateItems,
    mutateItems,
    mutateAnswer,
    mutateObject,
    mutateFile,
    mutateCsv,
  ])
  return { name, ...create(specimen, draws) }
}

type Created = Omit<FuzzCase, 'name'>

function mutateHeader(specimen: Specimen, draws: Random): Created {
  const { header, bodies } = toRaw(specimen, specimen.parts)
  const line = Buffer.from(`${mutateJson(header, draws)}\n`)
  // Another chart or reader may find fewer issues in the lines of a text.
  const items = specimen.isText ? null : countItems(specimen, specimen.parts)
  return { kind: 'object', bytes: gzipSync(Buffer.concat([line, ...bodies]), { level: 1 }), items }
}

/** Changes items alone: each of them is an entry or a reject then. */
function mutateItems(specimen: Specimen, draws: Random): Created {
  const parts = structuredClone(specimen.parts)
  for (const list of specimen.lists(parts)) {
    for (const [at, item] of list.entries())
      if (draws.chance(0.5)) list[at] = JSON.parse(mutateJson(item, draws))
  }
  return { kind: 'object', bytes: encodeRaw(toRaw(specimen, parts)), items: countItems(specimen, parts) }
}

function mutateAnswer(specimen: Specimen, draws: Random): Created {
  const raw = toRaw(specimen, specimen.parts)
  const bodies = specimen.isText
    ? [mutateText(specimen, draws)]
    : specimen.parts.map((part) => Buffer.from(mutateJson(part, draws)))
  const header = {
    ...raw.header,
    pages: bodies.map(({ length }) => ({ url: null, status: null, bytes: length })),
  }
  return { kind: 'object', bytes: encodeRaw({ header, bodies }), items: null }
}

function mutateObject(specimen: Specimen, draws: Random): Created {
  return {
    kind: 'object',
    bytes: mutateBytes(encodeRaw(toRaw(specimen, specimen.parts)), draws),
    items: null,
  }
}

function mutateFile(specimen: Specimen, draws: Random): Created {
  const bytes = specimen.isText
    ? mutateText(specimen, draws)
    : Buffer.from(mutateJson(specimen.parts[0], draws))
  return { kind: 'file', bytes, items: null }
}

function mutateCsv(_specimen: Specimen, draws: Random): Created {
  return { kind: 'file', bytes: mutateBytes(Buffer.from(csvText), draws), items: null }
}

function mutateText({ parts }: Specimen, draws: Random): Buffer {
  const text = Buffer.from(parts.map((part) => `${mutateJson(part, draws)}\n`).join(''))
  return draws.chance(0.3) ? mutateBytes(text, draws) : text
}

function toRaw({ header, isText }: Specimen, parts: unknown[]) {
  const bodies = isText ? [parts.map((part) => `${canonicalJson(part)}\n`).join('')] : parts
  return rawOf(bodies, header)
}

function countItems({ lists }: Specimen, parts: unknown[]): number {
  return lists(parts).reduce((sum, list) => sum + list.length, 0)
}

/** Where the object of a case is stored, without its prefix. */
export function caseKey({ name }: FuzzCase): string {
  const snapshot_id = '20260105t060000z-000000000000'
  return rawKey({ source: 'fuzz', chart: name, chart_date: '2026-01-05', snapshot_id })
}
