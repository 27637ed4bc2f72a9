import * as z from 'zod'
import { isTimeZone } from '../domain/calendar.ts'
import { isSlug } from '../domain/text/slug.ts'
import { httpUrl, isHttpUrl } from './http-url.ts'
import { playlistSources } from './playlist.ts'
import { isTimeOfRun, timeOfRunForms } from './time-of-run.ts'

/** Sources whose charts are only imported from files. */
const fileSources = ['spotify-csv', 'youtube', 'listens', 'import']

const nonEmptyText = text('a non-empty text', (value) => value.trim() !== '')
const url = text(httpUrl, isHttpUrl)
const storeAddress = text('a folder or s3://<bucket>/<prefix>', isStoreAddress)
const boolean = z.boolean({ error: 'true or false' })

const timeOfRun = text(timeOfRunForms, isTimeOfRun)
const timesOfRun = `${timeOfRunForms}, or a list of these`

export const chartSchema = object({
  chart: text('a slug of a-z, 0-9 and single hyphens other than import, e.g. "top-50-global"', isSlug),
  source: enumOption([...playlistSources, ...fileSources]),
  playlist: nonEmptyText.optional(),
  name: nonEmptyText.optional(),
  expected_size: integer(1, 100_000).optional(),
  scope: enumOption(['global', 'market', 'other']).optional(),
  market: text('an ISO 3166 country in lower case, e.g. "de"', (value) =>
    /^[a-z]{2}$/.test(value),
  ).optional(),
  cadence: enumOption(['daily', 'weekly']).optional(),
  weekdays: text('ISO weekdays from 1 (Monday) to 7, ascending, e.g. "5" or "12345"', (value) =>
    /^(?=.)1?2?3?4?5?6?7?$/.test(value),
  ).optional(),
  time_zone: text('an IANA time zone, e.g. "Europe/Berlin"', isTimeZone).default('UTC'),
  lag_days: integer(0, 30).default(0),
  accept_hidden: boolean.optional(),
  run_at: z
    .union([timeOfRun, z.array(timeOfRun).min(1, { error: timesOfRun })], { error: timesOfRun })
    .default('12:00'),
})

/** Retention periods that CloudWatch accepts, in days. */
const logRetention = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]

const environmentName = text(
  'a name of a-z, 0-9 and single hyphens, up to 14 characters, not ending in -failed, e.g. "prod"',
  // With that ending, its queues would have the names of another environment's failure queues.
  (value) => /^(?=.{1,14}$)(?!.*-failed$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(value),
)

// Lists of addresses are separated by commas.
const emailAddress = text('an e-mail address', (value) => /^[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+$/.test(value))

const awsSchema = object({
  // At most 14 characters: bucket names, limited to 63, also contain the account and the region.
  environment: environmentName.default('prod'),
  account: text('an account of 12 digits', (value) => /^\d{12}$/.test(value)).optional(),
  region: text('a region, e.g. "eu-central-1"', (value) => /^[a-z]{2}(-[a-z]+)+-\d$/.test(value)).optional(),
  alarm_email: emailAddress.optional(),
  alarm_topic_arn: arn('sns', '[A-Za-z0-9_-]+', 'arn:aws:sns:<region>:<account>:<topic>').optional(),
  kms_key_arn: arn('kms', 'key/[\\w-]+', 'arn:aws:kms:<region>:<account>:key/<id>').optional(),
  permissions_boundary_arn: arn('iam', 'policy/.+', 'arn:aws:iam::<account>:policy/<name>').optional(),
  bootstrap_qualifier: text('the qualifier of your CDK bootstrap, up to 10 letters and digits', (value) =>
    /^[A-Za-z0-9]{1,10}$/.test(value),
  ).optional(),
  tags: z
    .record(
      text('a tag name of up to 128 characters that does not begin with aws:', (value) =>
        /^(?!aws:).{1,128}$/i.test(value),
      ),
      text('a tag value of up to 256 characters', (value) => value.length <= 256),
      { error: 'an object of tags' },
    )
    .default({}),
  log_retention_days: z
    .literal(logRetention, { error: `a number of days that CloudWatch supports: ${logRetention.join(', ')}` })
    .default(30),
  dashboard: boolean.default(false),
  // At least 15 days: Snowflake loads missed files for up to 14 days.
  curated_expiry_days: integer(15, 36_500).optional(),
})

/** What reads the playlists of Spotify: a signed-in user, or the app itself with client credentials. */
export const spotifyAuth = ['user', 'client'] as const

export const warehouses = ['duckdb', 'snowflake'] as const
export const authenticators = ['oauth', 'external_browser', 'key_pair', 'workload_identity'] as const

const objectName = text('a name of letters, digits and underscores, e.g. "hitparade_reader"', (value) =>
  /^[A-Za-z_][A-Za-z0-9_]*$/.test(value),
)

const snowflakeSchema = object({
  // Default: the environment of AWS.
  environment: environmentName.optional(),
  account: text('<organisation>-<account>, e.g. "myorg-charts"', isAccount).optional(),
  url: url.optional(),
  user: nonEmptyText.optional(),
  role: objectName.optional(),
  warehouse: objectName.optional(),
  database: objectName.optional(),
  // Default: key_pair if there is a key, else oauth.
  authenticator: enumOption(authenticators).optional(),
  private_key: text('a file', (value) => value !== '' && !value.includes('-----')).optional(),
  alert_emails: list(emailAddress, 'a list of e-mail addresses'),
})

const songPairSchema = object({
  source: nonEmptyText,
  songs: z.tuple([nonEmptyText, nonEmptyText], { error: 'two song ids, e.g. ["id1", "id2"]' }),
})

export const noticeEvents = ['enters', 'new_peak', 'number_one', 'metric_over', 'failure', 'stale'] as const

const hookSchema = object({
  url: url.optional(),
  on: z
    .array(enumOption(noticeEvents), { error: `a list of ${noticeEvents.join(', ')}` })
    .min(1, { error: `a list of ${noticeEvents.join(', ')}` }),
  chart: nonEmptyText.optional(),
  song: nonEmptyText.optional(),
  artist: nonEmptyText.optional(),
  metric_over: integer(1, Number.MAX_SAFE_INTEGER).optional(),
})

const days = integer(1, 36_500)

const sourcesSchema = object({
  spotify: object({
    client_id: nonEmptyText.optional(),
    acceptTerms: boolean.default(false),
    // Left out: a user where somebody has signed in, else the app itself.
    auth: enumOption(spotifyAuth).optional(),
    extended_quota: boolean.default(false),
    url: url.optional(),
    authorize_url: url.optional(),
    token_url: url.optional(),
  }).prefault({}),
  deezer: object({ acceptTerms: boolean.default(false), url: url.optional() }).prefault({}),
  'apple-music': object({ url: url.optional() }).prefault({}),
  listenbrainz: object({ url: url.optional() }).prefault({}),
  simulator: object({ url: url.optional(), seed: integer(0, 2 ** 31 - 1).optional() }).prefault({}),
})

/** The sources whose answers may have to be deleted: imported files do not expire. */
const daysBySource = Object.fromEntries(
  Object.keys(sourcesSchema.shape).map((source) => [source, days.optional()]),
)

/**
 * The shape of the file. An error message says only what was expected; for an unknown key it lists the known keys,
 * separated by spaces.
 */
export const fileSchema = object({
  // For editors: the address of a JSON schema of this file.
  $schema: nonEmptyText.optional(),
  data_dir: text('a folder', (value) => value !== '' && !value.includes('://')).optional(),
  raw: storeAddress.optional(),
  curated: storeAddress.optional(),
  charts: list(chartSchema, 'a list of charts'),
  sources: sourcesSchema.prefault({}),
  notify: list(hookSchema, 'a list of webhooks'),
  retention_days: object(daysBySource).prefault({}),
  unsplit_artists: list(nonEmptyText, 'a list of artist names'),
  join: list(songPairSchema, 'a list of song pairs'),
  split: list(songPairSchema, 'a list of song pairs'),
  warehouse: enumOption(warehouses).default('duckdb'),
  snowflake: snowflakeSchema.prefault({}),
  s3: object({ endpoint: url.optional(), region: nonEmptyText.optional() }).prefault({}),
  aws: awsSchema.prefault({}),
})

export type ConfigShape = z.output<typeof fileSchema>

/** The part before `.snowflakecomputing.com`. */
export function isAccount(value: string): boolean {
  return /^[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?$/.test(value) && !/snowflakecomputing/i.test(value)
}

function isStoreAddress(value: string): boolean {
  // `s3:/bucket` is a mistake, not a folder.
  if (!/:\/\/|^s3:/i.test(value)) return value !== ''
  return /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[^?#]*)?$/.test(value)
}

function text(expected: string, accepts: (value: string) => boolean) {
  // The description is for the JSON schema, which cannot contain the function.
  return z.string({ error: expected }).refine(accepts, { error: expected }).describe(`Expected: ${expected}.`)
}

function arn(service: string, resource: string, form: string) {
  const pattern = new RegExp(`^arn:aws(-[a-z]+)*:${service}:[a-z0-9-]*:\\d{12}:${resource}$`)
  return text(form, (value) => pattern.test(value))
}

function integer(least: number, most: number) {
  const error = `a whole number from ${least} to ${most}`
  return z.int({ error }).min(least, { error }).max(most, { error })
}

function enumOption<const T extends readonly string[]>(values: T) {
  return z.enum(values, { error: `one of ${values.join(', ')}` })
}

function list<T extends z.ZodType>(item: T, error: string) {
  return z.array(item, { error }).default([])
}

function object<T extends z.ZodRawShape>(shape: T) {
  return z.strictObject(shape, { error: 'an object' })
}
