import * as z from 'zod'
import { matchWholeNames, suggestCharts } from '../domain/chart-name.ts'
import { findChain } from '../domain/song-pair.ts'
import { findNearest } from '../domain/text/did-you-mean.ts'
import type { Mistake, Path } from './config-file.ts'
import { chartSchema, fileSchema } from './config-schema.ts'
import { withoutPassword } from './http-url.ts'
import { describePlaylistForms, isService, mayBeImported, parsePlaylistId } from './playlist.ts'

type Fields = Record<string, unknown>
type Chart = Partial<z.output<typeof chartSchema>>

/** The errors that zod found. The schema's messages say what was expected. */
export function findShapeMistakes(
  value: unknown,
  { issues }: z.ZodError<z.output<typeof fileSchema>>,
): Mistake[] {
  return issues.flatMap((issue) => {
    const path = issue.path as Path
    if (issue.code !== 'unrecognized_keys') {
      const mistake = mismatch(path, issue.message, at(value, path))
      // The address of a webhook is often a secret.
      const isSecret = path[0] === 'notify' && path.at(-1) === 'url'
      return [isSecret ? { ...mistake, problem: `expected ${issue.message}`, got: '…' } : mistake]
    }
    const known = listKeys(fileSchema, path)
    return issue.keys.map((key) => ({ path: [...path, key], ...describeUnknownKey(key, known) }))
  })
}

/** The keys of the object at a path of the schema. */
function listKeys(schema: z.core.$ZodType, [part, ...rest]: Path): string[] {
  if (schema instanceof z.ZodArray) return listKeys(schema.element, rest)
  if (schema instanceof z.ZodObject) {
    return part === undefined ? Object.keys(schema.shape) : listKeys(schema.shape[part], rest)
  }
  const path = part === undefined ? [] : [part, ...rest]
  return 'unwrap' in schema && typeof schema.unwrap === 'function' ? listKeys(schema.unwrap(), path) : []
}

/** Values that are valid by themselves but contradict each other. Invalid values are left to `findShapeMistakes`. */
export function findContradictions(value: unknown): Mistake[] {
  const charts = listAt(value, 'charts').map((raw, index) => ({
    raw,
    path: ['charts', index],
    chart: readValidFields(raw),
  }))
  return [
    ...charts.flatMap(({ raw, path, chart }) => [
      ...findMarketMistakes(raw, chart, path),
      ...findCalendarMistakes(raw, chart, path),
      ...findPlaylistMistakes(raw, chart, path),
    ]),
    ...findRepeatedCharts(charts),
    ...findPairMistakes(value),
    ...findHookMistakes(value),
    ...findUnknownCharts(value, charts),
    ...findTopicMistakes(value),
  ]
}

/** The stack adds no receiver to a topic that is not its own, and CloudWatch notifies only topics of its region. */
function findTopicMistakes(value: unknown): Mistake[] {
  const aws = isObject(value) && isObject(value.aws) ? value.aws : {}
  const { alarm_topic_arn: topic } = aws
  if (typeof topic !== 'string') return []
  const own = 'no address because alarm_topic_arn names a topic with its own receivers'
  const region = topic.split(':')[3]
  return [
    ...(aws.alarm_email === undefined ? [] : [mismatch(['aws', 'alarm_email'], own, aws.alarm_email)]),
    ...(typeof aws.region !== 'string' || aws.region === region
      ? []
      : [mismatch(['aws', 'alarm_topic_arn'], `a topic in ${aws.region}, as the alarms`, topic)]),
  ]
}

function findMarketMistakes(raw: Fields, chart: Chart, path: Path): Mistake[] {
  const scope = raw.scope === undefined ? 'other' : chart.scope
  if (scope === 'market' && raw.market === undefined) {
    return [mismatch([...path, 'market'], 'a country because the scope is market', undefined)]
  }
  if (scope !== undefined && scope !== 'market' && raw.market !== undefined) {
    return [mismatch([...path, 'market'], `no market because the scope is ${scope}`, raw.market)]
  }
  return []
}

function findCalendarMistakes(raw: Fields, { cadence, weekdays, source }: Chart, path: Path): Mistake[] {
  if (cadence !== 'weekly') return []
  // Files contain their own dates, and a weekly chart may have moved from one weekday to another.
  const missing = raw.weekdays === undefined && isService(source) && !isImported(raw, source)
  return missing || (weekdays !== undefined && weekdays.length > 1)
    ? [mismatch([...path, 'weekdays'], 'one weekday because the cadence is weekly', raw.weekdays)]
    : []
}

function findPlaylistMistakes(raw: Fields, { source, playlist }: Chart, path: Path): Mistake[] {
  const here = [...path, 'playlist']
  if (source === undefined) return []
  if (!isService(source)) {
    return raw.playlist === undefined
      ? []
      : [mismatch(here, `no playlist because ${source} charts only come from files`, raw.playlist)]
  }
  if (isImported(raw, source)) return []
  const wrong =
    raw.playlist === undefined || (playlist !== undefined && parsePlaylistId(source, playlist) === null)
  return wrong
    ? [mismatch(here, `a playlist of ${source}: ${describePlaylistForms(source)}`, raw.playlist)]
    : []
}

/** Whether a chart only comes from files, although its source can be fetched. */
function isImported(raw: Fields, source: string): boolean {
  return raw.playlist === undefined && mayBeImported(source)
}

function findRepeatedCharts(charts: { path: Path; chart: Chart }[]): Mistake[] {
  const seen = new Set<string>()
  return charts.flatMap(({ path, chart: { source, chart } }) => {
    const key = `${source}/${chart}`
    const isRepeated = source !== undefined && chart !== undefined && seen.has(key)
    seen.add(key)
    return isRepeated
      ? [mismatch([...path, 'chart'], `a unique slug among the charts of ${source}`, chart)]
      : []
  })
}

function findPairMistakes(value: unknown): Mistake[] {
  const joined = listAt(value, 'join').filter(isPair)
  return ['join', 'split'].flatMap((kind) =>
    listAt(value, kind).flatMap((pair, index) => {
      if (!isPair(pair)) return []
      const path = [kind, index, 'songs']
      const [song, other] = pair.songs
      if (song === other) return [mismatch(path, 'two different songs', pair.songs)]
      if (kind === 'join') return []
      const joins = joined.filter(({ source }) => source === pair.source).map(({ songs }) => songs)
      const chain = findChain(joins, song, other)
      if (chain === null) return []
      return chain.length === 2
        ? [mismatch(path, 'a pair that is not also joined', pair.songs)]
        : [mismatch(path, `a pair that "join" does not connect (${chain.join(', ')})`, pair.songs)]
    }),
  )
}

function findHookMistakes(value: unknown): Mistake[] {
  return listAt(value, 'notify').flatMap(({ on, metric_over }, index) => {
    const isLimited = Array.isArray(on) && on.includes('metric_over')
    if (isLimited === (metric_over !== undefined)) return []
    const expected = isLimited
      ? 'a number because "on" has metric_over'
      : 'no number without metric_over in "on"'
    return [mismatch(['notify', index, 'metric_over'], expected, metric_over)]
  })
}

/** A hook for a chart that is not configured would never be called. */
function findUnknownCharts(value: unknown, charts: { chart: Chart }[]): Mistake[] {
  const known = charts.flatMap(({ chart: { source, chart } }) =>
    source === undefined || chart === undefined ? [] : [{ source, chart }],
  )
  // Without charts those of the simulator are fetched; a chart with another mistake may be the one that is meant.
  if (known.length === 0 || known.length < charts.length) return []
  return listAt(value, 'notify').flatMap(({ chart }, index) => {
    if (typeof chart !== 'string' || matchWholeNames(known, chart).length > 0) return []
    const near = suggestCharts(known, chart)
    return [mismatch(['notify', index, 'chart'], `the name of a chart under "charts" (${near})`, chart)]
  })
}

function isPair(fields: Fields): fields is Fields & { songs: [string, string] } {
  const { songs } = fields
  return Array.isArray(songs) && songs.length === 2 && songs.every((song) => typeof song === 'string')
}

function mismatch(path: Path, expected: string, value: unknown): Mistake {
  const got = formatValue(value)
  return { path, problem: `expected ${expected}, got ${got}`, expected, got }
}

/** What is wrong with a value of a key of the schema; undefined if it is valid. */
export function findValueMistake(schema: z.ZodType, value: unknown): string | undefined {
  const [issue] = schema.safeParse(value).error?.issues ?? []
  return issue === undefined ? undefined : mismatch([], issue.message, value).problem
}

/** A value as it is written in the file, shortened and without passwords. */
export function formatValue(value: unknown): string {
  if (value === undefined) return 'nothing'
  // A private key may have been pasted instead of its path.
  const text = withoutPassword(JSON.stringify(value)).replace(/-----BEGIN[^"]*/g, '-----BEGIN…')
  return text.length > 100 ? `${text.slice(0, 100)}…` : text
}

function describeUnknownKey(key: string, known: string[]): Pick<Mistake, 'problem' | 'advice'> {
  if (/secret|pass(word|phrase)|token$|access_?key|_pem$/i.test(key)) {
    return {
      problem: 'secrets are not allowed in this file',
      advice:
        'set an environment variable, e.g. SPOTIFY_CLIENT_SECRET, AWS_SECRET_ACCESS_KEY or SNOWFLAKE_PRIVATE_KEY_PASSPHRASE',
    }
  }
  const near = findNearest(key, known)
  const advice = near === null ? `expected one of ${known.join(', ')}` : `did you mean ${near}?`
  return { problem: 'unknown key', advice }
}

function readValidFields(raw: Fields): Chart {
  const read = Object.entries(chartSchema.shape).map(([key, schema]) => [
    key,
    schema.safeParse(raw[key]).data,
  ])
  return Object.fromEntries(read.filter(([, value]) => value !== undefined))
}

/** The items of a list, with an empty object for each that is not an object. Empty if the value is not a list. */
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
