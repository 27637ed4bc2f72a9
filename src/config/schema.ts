import * as z from 'zod'
import { playlistSources } from './playlist.ts'
import { isSlug } from './slug.ts'

/** Sources whose charts only come in files. */
const fileSources = ['spotify-csv', 'import']

const word = text('a text that is not empty', (value) => value.trim() !== '')
export const httpAddress = 'an http or https address without user name and password'
const address = text(httpAddress, isHttpAddress)
const place = text('a folder or s3://<bucket>/<prefix>', isPlace)
const yesOrNo = z.boolean({ error: 'true or false' })

export const chartSchema = object({
  chart: text('a slug of a-z, 0-9 and single hyphens other than import, e.g. "top-50-global"', isSlug),
  source: oneOf([...playlistSources, ...fileSources]),
  playlist: word.optional(),
  name: word.optional(),
  expected_size: whole(1, 100_000).optional(),
  scope: oneOf(['global', 'market', 'other']).default('other'),
  market: text('an ISO 3166 country in lower case, e.g. "de"', (value) =>
    /^[a-z]{2}$/.test(value),
  ).optional(),
  cadence: oneOf(['daily', 'weekly']).default('daily'),
  weekdays: text('ISO weekdays from 1 (Monday) to 7, ascending, e.g. "5" or "12345"', (value) =>
    /^(?=.)1?2?3?4?5?6?7?$/.test(value),
  ).optional(),
  time_zone: text('an IANA time zone, e.g. "Europe/Berlin"', isTimeZone).default('UTC'),
  lag_days: whole(0, 30).default(0),
})

export const warehouses = ['duckdb', 'snowflake'] as const
export const authenticators = ['external_browser', 'key_pair', 'workload_identity'] as const

const objectName = text('a name of letters, digits and underscores, e.g. "hitparade_reader"', (value) =>
  /^[A-Za-z_][A-Za-z0-9_]*$/.test(value),
)

const snowflakeSchema = object({
  environment: text('a name of a-z, 0-9 and single hyphens, up to 16 characters, e.g. "prod"', (value) =>
    /^(?=.{1,16}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(value),
  ).default('prod'),
  account: text('<organisation>-<account>, e.g. "myorg-charts"', isAccount).optional(),
  url: address.optional(),
  user: word.optional(),
  role: objectName.optional(),
  warehouse: objectName.optional(),
  database: objectName.optional(),
  authenticator: oneOf(authenticators).default('external_browser'),
  private_key: text('a file', (value) => value !== '' && !value.includes('-----')).optional(),
})

const songPairSchema = object({
  source: word,
  songs: z.tuple([word, word], { error: 'two song ids, e.g. ["id1", "id2"]' }),
})

/** The file, key by key. Every message is what was expected, in words; of an unknown key, the known ones. */
export const fileSchema = object({
  data_dir: text('a folder', (value) => value !== '' && !value.includes('://')).optional(),
  raw: place.optional(),
  curated: place.optional(),
  charts: list(chartSchema, 'a list of charts'),
  sources: object({
    spotify: object({
      client_id: word.optional(),
      acceptTerms: yesOrNo.default(false),
      url: address.optional(),
      token_url: address.optional(),
    }).prefault({}),
    deezer: object({ acceptTerms: yesOrNo.default(false), url: address.optional() }).prefault({}),
    simulator: object({ url: address.optional(), seed: whole(0, 2 ** 31 - 1).optional() }).prefault({}),
  }).prefault({}),
  unsplit_artists: list(word, 'a list of artist names'),
  join: list(songPairSchema, 'a list of song pairs'),
  split: list(songPairSchema, 'a list of song pairs'),
  warehouse: oneOf(warehouses).default('duckdb'),
  snowflake: snowflakeSchema.prefault({}),
  s3: object({ endpoint: address.optional(), region: word.optional() }).prefault({}),
})

export type ConfigShape = z.output<typeof fileSchema>

/** A user name and password in an address would be printed with it. */
export function isHttpAddress(value: string): boolean {
  if (!/^https?:\/\//.test(value) || !URL.canParse(value)) return false
  const { username, password } = new URL(value)
  return username === '' && password === ''
}

/** What stands in front of `.snowflakecomputing.com`. */
export function isAccount(value: string): boolean {
  return /^[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?$/.test(value) && !/snowflakecomputing/i.test(value)
}

function isPlace(value: string): boolean {
  if (!value.includes('://')) return value !== ''
  return /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[^?#]*)?$/.test(value)
}

function isTimeZone(value: string): boolean {
  // Newer engines also take offsets such as +01:00, which are no places and know no summer.
  if (!/^[A-Za-z]/.test(value)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: value })
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

function text(expected: string, accepts: (value: string) => boolean) {
  return z.string({ error: expected }).refine(accepts, { error: expected })
}

function whole(least: number, most: number) {
  const error = `a whole number from ${least} to ${most}`
  return z.int({ error }).min(least, { error }).max(most, { error })
}

function oneOf<const T extends readonly string[]>(values: T) {
  return z.enum(values, { error: `one of ${values.join(', ')}` })
}

function list<T extends z.ZodType>(item: T, error: string) {
  return z.array(item, { error }).default([])
}

function object<T extends z.ZodRawShape>(shape: T) {
  return z.strictObject(shape, {
    error: ({ code }) => (code === 'unrecognized_keys' ? Object.keys(shape).join(' ') : 'an object'),
  })
}
