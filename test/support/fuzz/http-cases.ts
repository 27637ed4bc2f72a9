import type { Random } from '../../../src/simulator/world/random.ts'
import { deezerTrack, pageOf, playlistOf, rowOf, trackOf } from '../../sources/support/answers.ts'
import type { Reply } from '../../sources/support/send-reply.ts'
import { mutateBytes, mutateJson } from './mutate.ts'

/** A chart of a source, and what the server answers for it. */
export interface HttpCase {
  source: 'spotify' | 'deezer' | 'simulator'
  /** Slug of the chart and id of its playlist. */
  name: string
  /** Items in it, all of which must be stored; null where the change may have hidden or added some. */
  items: number | null
  /** The answer to a request for a page, from 0. `times`: how often it was requested before. */
  reply(page: number, times: number): Reply
}

/** An invented playlist, as one value per page. `next` is the address of the next page. */
interface Specimen {
  source: HttpCase['source']
  parts(next: string): unknown[]
  lists(parts: unknown[]): unknown[][]
}

type Page = { items: unknown[]; tracks: Page; data: unknown[] }

const rows = (...ids: string[]) => ids.map((id) => rowOf(trackOf(id)))
const tracks = (...ids: number[]) => ids.map((id) => deezerTrack(id))

/** Without an id: one answer serves all charts. */
const anyPlaylist = (more: Record<string, unknown>) => playlistOf({ id: undefined, ...more })

const twoPages = (next: string) => [
  anyPlaylist({ tracks: pageOf(rows('a', 'b', 'c'), { total: 5, next }) }),
  pageOf(rows('d', 'a'), { offset: 3, total: 5 }),
]
const listsOfTwo = ([head, page]: unknown[]) => [(head as Page).tracks.items, (page as Page).items]

const specimens: Specimen[] = [
  { source: 'spotify', parts: twoPages, lists: listsOfTwo },
  { source: 'simulator', parts: twoPages, lists: listsOfTwo },
  {
    // In development mode the songs need a second request.
    ...{ source: 'spotify', parts: () => [anyPlaylist({}), pageOf(rows('a', 'b'))] },
    lists: ([, page]) => [(page as Page).items],
  },
  {
    source: 'deezer',
    parts: (next) => [
      { data: tracks(1, 2, 3), total: 5, next },
      { data: tracks(4, 5), total: 5 },
    ],
    lists: (parts) => parts.map((part) => (part as Page).data),
  },
]

const statuses = [201, 204, 206, 301, 302, 304, 400, 401, 403, 404, 410, 418, 429, 500, 502, 503, 599, 999]
const dates = [
  ...['', 'yesterday', '0', '-1', 'Thu, 01 Jan 1970 00:00:00 GMT', 'Fri, 31 Dec 9999 23:59:59 GMT'],
  ...[
    'Sat, 01 Jan 275000 00:00:00 GMT',
    'Sat, 13 Sep 275760 00:00:00 GMT',
    '2026-02-30',
    '0000-00-00',
    'Mon, 01 Jan 0001 00:00:00 GMT',
    'Mon, 05 Jan 2026 06:00:00 +9999',
  ],
]
const oddHeaders: Record<string, string[]> = {
  date: dates,
  'retry-after': [...dates, '1e9', '999999999', '3.5', 'soon'],
  'content-type': ['', 'text/html', 'application/json; charset=utf-16', 'image/png', '/'],
  'content-encoding': ['gzip', 'br', 'identity', 'zstd, gzip', 'none'],
  location: ['', '/', 'http://', 'https://example.invalid/', '//', '?', 'http://u:p@127.0.0.1/'],
  'set-cookie': ['a=b', '='],
}
const oddBodies = [
  ...['', 'null', '[]', '{}', '0', '"text"', '<!doctype html><title>Sorry</title>', '{"error":', '\ufeff{}'],
  ...[
    '{"error":{"code":4,"message":"Quota limit exceeded"}}',
    '{"error":{"code":700}}',
    '{"error":{"status":401}}',
  ],
  ...['{"error":"QUOTA_EXCEEDED"}', '['.repeat(5000), `{"items":${'['.repeat(300)}`, '{"data":[],"total":0}'],
]

/** The case of a number: the same for the same seed. `pathTo` is the address of a page of a chart. */
export function createHttpCase(
  draws: Random,
  index: number,
  pathTo: (source: HttpCase['source'], name: string, page: number) => string,
): HttpCase {
  const specimen = draws.pick(specimens)
  const { source } = specimen
  const name = `${source}-${index}`
  const parts = specimen.parts(pathTo(source, name, 1))
  const create = draws.pick([
    mutateItems,
    mutateItems,
    recover,
    mutatePages,
    mutatePages,
    mutateHeaders,
    mutateAnswer,
    mutateAnswer,
    chain,
  ])
  return { source, name, ...create({ specimen, parts, pathTo: (page) => pathTo(source, name, page) }, draws) }
}

interface Given {
  specimen: Specimen
  parts: unknown[]
  pathTo(page: number): string
}
type Created = Pick<HttpCase, 'items' | 'reply'>

const noPage: Reply = { status: 404, body: { error: { status: 404, message: 'Not found.' } } }
const toBytes = (value: unknown) => Buffer.from(JSON.stringify(value))

function countItems({ specimen, parts }: Given): number {
  return specimen.lists(parts).reduce((sum, list) => sum + list.length, 0)
}

/** Changes items alone: each of them is an entry or a reject then. */
function mutateItems(given: Given, draws: Random): Created {
  const { specimen, parts } = given
  for (const list of specimen.lists(parts)) {
    for (const [at, item] of list.entries())
      if (draws.chance(0.5)) list[at] = JSON.parse(mutateJson(item, draws))
  }
  return { items: countItems(given), reply: (page) => (page in parts ? { body: parts[page] } : noPage) }
}

/** The first answers fail in a way that a retry repairs. */
function recover(given: Given, draws: Random): Created {
  const { parts } = given
  const failures: Reply[] = [
    { status: 500 },
    { status: 503, body: draws.pick(oddBodies), headers: { 'retry-after': 'soon' } },
    { status: 429, headers: { 'retry-after': draws.pick(['0', '1', 'soon']) } },
    { body: '' },
    { body: '{"cut":' },
    { body: toBytes(parts[0]), cut: true },
  ]
  const first = Array.from({ length: 1 + draws.whole(3) }, () => draws.pick(failures))
  const reply = (page: number, times: number) =>
    (page === 0 ? first[times] : undefined) ?? (page in parts ? { body: parts[page] } : noPage)
  return { items: countItems(given), reply }
}

/** Changes whole pages, also their `next` and totals, or their bytes. */
function mutatePages({ parts }: Given, draws: Random): Created {
  const bodies = parts.map((part) =>
    draws.chance(0.3)
      ? mutateBytes(toBytes(part), draws)
      : draws.chance(0.7)
        ? Buffer.from(mutateJson(part, draws))
        : toBytes(part),
  )
  return { items: null, reply: (page) => ({ body: bodies[page] ?? draws.pick(bodies) }) }
}

function mutateHeaders({ parts }: Given, draws: Random): Created {
  const headers = drawHeaders(draws)
  return { items: null, reply: (page) => (page in parts ? { body: parts[page], headers } : noPage) }
}

/** Another status, other headers and another body for one of the pages. */
function mutateAnswer({ parts }: Given, draws: Random): Created {
  const changed = draws.whole(parts.length)
  const answer: Reply = {
    status: draws.chance(0.6) ? draws.pick(statuses) : 200,
    headers: draws.chance(0.5) ? drawHeaders(draws) : {},
    body: draws.chance(0.8) ? draws.pick(oddBodies) : toBytes(parts[changed]),
    cut: draws.chance(0.1),
  }
  const reply = (page: number) => (page === changed ? answer : page in parts ? { body: parts[page] } : noPage)
  return { items: null, reply }
}

/** A chain of pages without end, whose total is right, wrong or missing. */
function chain({ specimen: { source }, pathTo }: Given, draws: Random): Created {
  const length = 1 + draws.whole(6)
  const total = draws.pick([length, length, length + 1, 0, -1, 'many', 2 ** 53])
  const step = draws.pick([1, 1, 1, 0, 2])
  const reply = (page: number): Reply => {
    const next = page + 1 < length || total === length ? pathTo(page + step) : null
    if (source === 'deezer') return { body: { data: tracks(page + 1), total, next } }
    const list = pageOf(rows(`song-${page}`), { offset: page, total, next })
    return { body: page === 0 ? anyPlaylist({ tracks: list }) : list }
  }
  return { items: null, reply }
}

function drawHeaders(draws: Random): Record<string, string> {
  const names = Object.keys(oddHeaders)
  const chosen = Array.from({ length: 1 + draws.whole(3) }, () => draws.pick(names))
  return Object.fromEntries(chosen.map((name) => [name, draws.pick(oddHeaders[name] ?? [])]))
}
