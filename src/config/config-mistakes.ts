import type * as z from 'zod'
import { findNearest } from '../domain/text/did-you-mean.ts'
import { withoutPassword } from './address.ts'
import type { Mistake, Path } from './config-file.ts'
import { chartSchema, type fileSchema } from './config-schema.ts'
import { isService, playlistForms, playlistId } from './playlist.ts'

type Fields = Record<string, unknown>
type Chart = Partial<z.output<typeof chartSchema>>

/** What zod found, in our words. */
export function shapeMistakes(
  value: unknown,
  { issues }: z.ZodError<z.output<typeof fileSchema>>,
): Mistake[] {
  return issues.flatMap((issue) => {
    const path = issue.path as Path
    if (issue.code !== 'unrecognized_keys') return [mistake(path, issue.message, at(value, path))]
    const known = issue.message.split(' ')
    return issue.keys.map((key) => ({ path: [...path, key], says: unknownKey(key, known) }))
  })
}

/** What is right key by key and cannot be meant together; keys that are wrong by themselves are left out. */
export function contradictions(value: unknown): Mistake[] {
  const charts = listAt(value, 'charts').map((raw, index) => ({
    raw,
    path: ['charts', index],
    chart: soundFields(raw),
  }))
  return [
    ...charts.flatMap(({ raw, path, chart }) => [
      ...marketMistakes(raw, chart, path),
      ...calendarMistakes(raw, chart, path),
      ...playlistMistakes(raw, chart, path),
    ]),
    ...repeatedCharts(charts),
    ...pairMistakes(value),
  ]
}

function marketMistakes(raw: Fields, { scope }: Chart, path: Path): Mistake[] {
  if (scope === 'market' && raw.market === undefined) {
    return [mistake([...path, 'market'], 'a country because the scope is market', undefined)]
  }
  if (scope !== undefined && scope !== 'market' && raw.market !== undefined) {
    return [mistake([...path, 'market'], `none because the scope is ${scope}`, raw.market)]
  }
  return []
}

function calendarMistakes(raw: Fields, { cadence, weekdays, source }: Chart, path: Path): Mistake[] {
  if (cadence !== 'weekly') return []
  // Files date their issues themselves, and a weekly chart may have moved from one weekday to another.
  const missing = raw.weekdays === undefined && isService(source)
  return missing || (weekdays !== undefined && weekdays.length > 1)
    ? [mistake([...path, 'weekdays'], 'one weekday because the cadence is weekly', raw.weekdays)]
    : []
}

function playlistMistakes(raw: Fields, { source, playlist }: Chart, path: Path): Mistake[] {
  const here = [...path, 'playlist']
  if (source === undefined) return []
  if (!isService(source)) {
    return raw.playlist === undefined
      ? []
      : [mistake(here, `none because ${source} only comes in files`, raw.playlist)]
  }
  const wrong =
    raw.playlist === undefined || (playlist !== undefined && playlistId(source, playlist) === null)
  return wrong ? [mistake(here, `a playlist of ${source}: ${playlistForms(source)}`, raw.playlist)] : []
}

function repeatedCharts(charts: { path: Path; chart: Chart }[]): Mistake[] {
  const seen = new Set<string>()
  return charts.flatMap(({ path, chart: { source, chart } }) => {
    const key = `${source} ${chart}`
    const again = source !== undefined && chart !== undefined && seen.has(key)
    seen.add(key)
    return again ? [mistake([...path, 'chart'], `another slug for each chart of ${source}`, chart)] : []
  })
}

function pairMistakes(value: unknown): Mistake[] {
  const joined = new Set(listAt(value, 'join').map(pairKey))
  return ['join', 'split'].flatMap((kind) =>
    listAt(value, kind).flatMap((pair, index) => {
      const key = pairKey(pair)
      const path = [kind, index, 'songs']
      if (key === null) return []
      if (at(pair, ['songs', 0]) === at(pair, ['songs', 1]))
        return [mistake(path, 'two different songs', pair.songs)]
      const contrary = kind === 'split' && joined.has(key)
      return contrary ? [mistake(path, 'a pair that is not also joined', pair.songs)] : []
    }),
  )
}

/** The same for a pair in either order; null for what is no pair. */
function pairKey({ source, songs }: Fields): string | null {
  const isPair = Array.isArray(songs) && songs.length === 2 && songs.every((song) => typeof song === 'string')
  return isPair ? JSON.stringify([source, ...songs.toSorted()]) : null
}

function mistake(path: Path, expected: string, got: unknown): Mistake {
  return { path, says: `expected ${expected}, got ${shown(got)}` }
}

/** A value as its writer sees it. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  // A key written where its file belongs.
  const text = withoutPassword(JSON.stringify(value)).replace(/-----BEGIN[^"]*/g, '-----BEGIN…')
  return text.length > 100 ? `${text.slice(0, 100)}…` : text
}

function unknownKey(key: string, known: string[]): string {
  if (/secret|pass(word|phrase)|token$|access_?key|_pem$/i.test(key)) {
    return 'a secret never stands in the file: give it in the environment (SPOTIFY_CLIENT_SECRET, AWS_SECRET_ACCESS_KEY, SNOWFLAKE_PRIVATE_KEY_PASSPHRASE)'
  }
  const near = findNearest(key, known)
  return near === null
    ? `unknown key, expected one of ${known.join(', ')}`
    : `unknown key, did you mean ${near}`
}

function soundFields(raw: Fields): Chart {
  const read = Object.entries(chartSchema.shape).map(([key, schema]) => [
    key,
    schema.safeParse(raw[key]).data,
  ])
  return Object.fromEntries(read.filter(([, value]) => value !== undefined))
}

/** The objects of a list, if it is one. */
function listAt(value: unknown, key: string): Fields[] {
  const list = at(value, [key])
  return Array.isArray(list) ? list.map((item: unknown) => (isObject(item) ? item : {})) : []
}

function at(value: unknown, path: Path): unknown {
  return path.reduce((inner, part) => (isObject(inner) ? inner[part] : undefined), value)
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null
}
