// The small entry of the library: the transform function loads it on every cold start.
import * as z from 'zod/mini'
import { isTimeZone } from '../../domain/calendar.ts'
import { UnreadableError } from '../../domain/errors.ts'
import { epochDays } from '../../domain/time.ts'
import { given, record } from '../json/fields.ts'
import type { RawHeader } from './raw-object.ts'

/** `2026-11-21T06:00:12.000Z`: other spellings would be read in the time zone of the machine. */
const INSTANT = /^(\d{4}|[+-]\d{6})-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/

const nonEmptyText = text('a text', (value) => value !== '')
const anyText = text('a text', () => true)
const count = integer(0, Number.MAX_SAFE_INTEGER)
const fields = z.custom((value) => record(value) !== null, { error: 'an object' })

const settingsSchema = object({
  chart_name: z.nullable(nonEmptyText),
  expected_size: z.nullable(integer(0, 2 ** 31 - 1)),
  scope: choice(['global', 'market', 'other']),
  market: z.nullable(nonEmptyText),
  cadence: choice(['daily', 'weekly']),
  weekdays: z.nullable(text('ISO weekdays from 1 to 7', (value) => /^[1-7]{1,7}$/.test(value))),
})

const listensSchema = object({
  size: integer(1, 2 ** 31 - 1),
  least_plays: integer(1, 2 ** 31 - 1),
  min_play_ms: integer(0, 2 ** 31 - 1),
  time_zone: text('an IANA time zone', isTimeZone),
  week_starts: integer(1, 7),
})

const headerSchema = object({
  format: z.literal(1, { error: '1' }),
  reader: nonEmptyText,
  source: nonEmptyText,
  chart: z.nullable(nonEmptyText),
  chart_date: z.nullable(text('a date', (value) => value.length === 10 && epochDays(value) !== null)),
  fetched_at: z.nullable(text('an instant in UTC', isInstant)),
  server_date: z.optional(text('an instant in UTC', isInstant)),
  after_purge: z.optional(text('an instant in UTC', isInstant)),
  identity: choice(['id', 'text']),
  settings: settingsSchema,
  charts: fields,
  playlists: z.optional(fields),
  listens: z.optional(listensSchema),
  unsplit_artists: z.array(anyText, { error: 'a list' }),
  columns: z.optional(fields),
  positions: z.optional(choice(['order'])),
  dates: z.optional(choice(['dmy', 'mdy'])),
  regions: z.optional(choice(['part', 'describe'])),
  complete: z.boolean({ error: 'true or false' }),
  accept_hidden: z.optional(z.boolean({ error: 'true or false' })),
  file_name: z.nullable(anyText),
  pages: z.array(object({ url: z.nullable(nonEmptyText), status: z.nullable(count), bytes: count }), {
    error: 'a list',
  }),
})

/** Checks the header of a raw object. Throws `UnreadableError` that names the first field with a wrong value. */
export function parseHeader(header: unknown): RawHeader {
  check(headerSchema, header)
  const { charts, playlists = {}, columns = {} } = header as RawHeader
  // Records of the schema library leave out a key `__proto__`, whose value would then be used without a check.
  for (const [chart, settings] of Object.entries(charts)) check(settingsSchema, settings, ['charts', chart])
  for (const [id, chart] of Object.entries(playlists)) check(nonEmptyText, chart, ['playlists', id])
  for (const [meaning, name] of Object.entries(columns)) check(anyText, name, ['columns', meaning])
  return header as RawHeader
}

function check(schema: z.ZodMiniType, value: unknown, place: string[] = []): void {
  const [issue] = schema.safeParse(value).error?.issues ?? []
  if (issue === undefined) return
  const name = [...place, ...issue.path.map(String)].join('.')
  const got = issue.path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown>)[key], value)
  // These words are part of curated files, so they never come from the library.
  throw new UnreadableError(
    `raw object with a wrong header: ${name === '' ? '' : `${name}: `}expected ${issue.message}, got ${given(got)}`,
  )
}

function isInstant(value: string): boolean {
  return INSTANT.test(value) && !Number.isNaN(Date.parse(value))
}

function object<T extends z.core.$ZodShape>(shape: T) {
  return z.object(shape, { error: 'an object' })
}

function text(expected: string, accepts: (value: string) => boolean) {
  return z.string({ error: expected }).check(z.refine(accepts, { error: expected }))
}

function integer(least: number, most: number) {
  const error = `a whole number from ${least} to ${most}`
  return z.int({ error }).check(z.minimum(least, { error }), z.maximum(most, { error }))
}

function choice<const T extends readonly string[]>(values: T) {
  return z.enum(values, { error: values.join(' or ') })
}
