import { dirname, join, resolve } from 'node:path'
import { ConfigError } from '../domain/errors.ts'
import {
  type ConfigFile,
  configFileError,
  configFileName,
  findConfigFile,
  findDuplicateKeys,
  readConfigFile,
} from './config-file.ts'
import { findContradictions, findShapeMistakes, formatValue } from './config-mistakes.ts'
import { type ConfigShape, fileSchema, type spotifyAuth, warehouses } from './config-schema.ts'
import { type Environment, getEndpoint, processEnvironment, variable } from './environment.ts'
import { withoutTrailingSlash } from './http-url.ts'
import { type NotifyConfig, readNotify } from './notify-config.ts'
import { parsePlaylistId } from './playlist.ts'
import { type Credentials, readCredentials } from './read-credentials.ts'
import { readSnowflakeConfig, type SnowflakeConfig } from './snowflake-config.ts'

/** The configuration of one chart. Sources define their default charts in the same shape. */
export interface ChartConfig {
  /** Slug that never changes: `[a-z0-9-]`, not `import`. */
  chart: string
  source: string
  /** Id of the playlist at its source; empty if charts of the source are only imported from files. */
  playlist: string
  /** Default: the slug. */
  name: string
  expected_size: number | null
  scope: 'global' | 'market' | 'other'
  /** ISO 3166 country, lower case; null unless the scope is `market`. */
  market: string | null
  cadence: 'daily' | 'weekly'
  /** ISO weekdays of publication, e.g. `5` or `12345`; null: every day (daily) or every 7 days (weekly). */
  weekdays: string | null
  /** IANA name, e.g. `Europe/Berlin`. */
  time_zone: string
  /** Days from the chart's date to the day of the run. */
  lag_days: number
  /** When scheduled runs fetch it, in its time zone: `06:30` every day, `5 12:00` on Fridays. At least one time. */
  run_at: string[]
  /** True: the file states `run_at` as a list. Then AWS adds no times to catch up after an outage. */
  lists_run_times?: boolean
  /** True: an answer is stored although its source counts songs that it does not show. */
  accept_hidden?: boolean | undefined
  /** What the file states without the defaults, if it states any of it. Default charts of a source have none. */
  stated?: StatedSettings
}

/** Settings of a chart that the configuration file states; null where the default applies. */
export interface StatedSettings {
  name: string | null
  scope: ChartConfig['scope'] | null
  market: string | null
  has_calendar: boolean
}

/** The configuration with every default and path resolved. Printing it never prints a secret. */
export interface Config {
  /** The file that was read; null if there is no file: then the sources' default charts apply. */
  file: string | null
  /** Absolute folder. */
  data_dir: string
  /** Absolute folder or `s3://bucket/prefix`, without a trailing slash; so is `curated`. */
  raw: string
  curated: string
  charts: ChartConfig[]
  /** URLs have no trailing slash; null: the source's public URL. */
  sources: {
    spotify: {
      url: string | null
      authorize_url: string | null
      token_url: string | null
      acceptTerms: boolean
      /** Null: a user where one has signed in, else the app. */
      auth: (typeof spotifyAuth)[number] | null
      /** True: the app may read playlists of everybody, also those of Spotify itself. */
      extended_quota: boolean
    }
    deezer: { url: string | null; acceptTerms: boolean }
    'apple-music': { url: string | null }
    listenbrainz: { url: string | null }
    simulator: { url: string | null; seed: number | null }
  }
  notify: NotifyConfig
  /** Days after which the answers of a source are deleted, by source. */
  retention_days: Record<string, number>
  /** Artist names that contain a separator but are one artist. */
  unsplit_artists: string[]
  /** Pairs of songs that a person declared to be one recording, or two. */
  join: SongPair[]
  split: SongPair[]
  /** Null: the defaults of the S3 client. */
  s3: { endpoint: string | null; region: string | null }
  /** Where insights and queries run. */
  warehouse: WarehouseKind
  snowflake: SnowflakeConfig
  aws: AwsConfig
  credentials: Credentials
}

/** How the pipeline is deployed to AWS. */
export interface AwsConfig {
  /** Prefix of every resource name, so that two environments can share an account. */
  environment: string
  /** 12 digits. Credentials of another account are rejected; null: any account. */
  account: string | null
  /** Null: the default of the AWS SDK. */
  region: string | null
  /** Null: alarms are not sent to anyone. */
  alarm_email: string | null
  /** The topic that alarms notify; null: the stack has its own. */
  alarm_topic_arn: string | null
  /** Encrypts buckets, queues, topic, logs and credentials; null: the default keys of each service. */
  kms_key_arn: string | null
  permissions_boundary_arn: string | null
  /** Qualifier of the CDK bootstrap; null: CDK's default. */
  bootstrap_qualifier: string | null
  tags: Record<string, string>
  log_retention_days: number
  dashboard: boolean
  /** Null: curated files are never deleted. */
  curated_expiry_days: number | null
}

type WarehouseKind = (typeof warehouses)[number]

interface SongPair {
  source: string
  songs: [string, string]
}

export interface ConfigSources {
  /** Command line options; paths are relative to the working directory. */
  flags?: { config?: string | undefined; data_dir?: string | undefined; warehouse?: string | undefined }
  environment?: Environment
  cwd?: string
  /** True: only a file that `flags` name is read. */
  ignoresFile?: boolean
}

/**
 * Loads the configuration: command line options override the environment, which overrides the file, which overrides
 * defaults. The file is `--config`, `HITPARADE_CONFIG` or the nearest `hitparade.jsonc` in the working directory and the
 * folders above it, if there is one; paths in it are relative to its folder. Throws a `ConfigFileError` that lists every mistake of the file, or a
 * `ConfigError` for an option or variable.
 */
export function loadConfig({
  flags = {},
  environment = processEnvironment,
  cwd = process.cwd(),
  ignoresFile = false,
}: ConfigSources = {}): Config {
  const named = flags.config ?? (ignoresFile ? undefined : variable(environment, 'HITPARADE_CONFIG'))
  const found = named === undefined && !ignoresFile ? findConfigFile(cwd) : null
  const path = found ?? resolve(cwd, named ?? configFileName)
  const file = ignoresFile && named === undefined ? null : readConfigFile(path)
  if (file === null && named !== undefined) {
    throw new ConfigError(`${path}: expected a configuration file, but there is no such file`, {
      advice: 'create one with `hitparade init`, or see hitparade.example.jsonc',
      details: { file: path },
    })
  }
  const shape = file === null ? fileSchema.parse({}) : validate(file)
  const folder = dirname(path)
  const own =
    shape.data_dir === undefined
      ? resolve(found === null ? cwd : folder, 'hitparade-data')
      : resolve(folder, shape.data_dir)
  const data_dir = overriddenDataDir({ flags, environment, cwd }) ?? own
  const raw = resolveAddress(shape.raw ?? join(data_dir, 'raw'), folder)
  const curated = resolveAddress(shape.curated ?? join(data_dir, 'curated'), folder)
  if (file !== null && raw === curated) {
    const path = [shape.curated === undefined ? 'raw' : 'curated']
    const expected = 'different locations for raw and curated'
    const problem = `expected ${expected}, got ${raw} for both`
    throw configFileError(file, [{ path, problem, expected, got: raw }])
  }
  const region = variable(environment, 'AWS_REGION')
  return {
    file: file === null ? null : path,
    data_dir,
    raw,
    curated,
    charts: shape.charts.map(readChart),
    sources: readSources(shape),
    notify: readNotify(shape, environment),
    retention_days: shape.retention_days as Record<string, number>,
    unsplit_artists: shape.unsplit_artists,
    join: shape.join,
    split: shape.split,
    s3: {
      endpoint: withoutTrailingSlash(getEndpoint(environment) ?? shape.s3.endpoint),
      region: region ?? shape.s3.region ?? null,
    },
    aws: readAws(shape, region),
    warehouse: readWarehouseKind(flags, environment) ?? shape.warehouse,
    snowflake: readSnowflakeConfig(shape, environment, { folder, cwd }),
    credentials: readCredentials(environment, shape.sources.spotify.client_id ?? null),
  }
}

function validate(file: ConfigFile): ConfigShape {
  const parsed = fileSchema.safeParse(file.value)
  const mistakes = [
    ...findDuplicateKeys(file.root),
    ...(parsed.success ? [] : findShapeMistakes(file.value, parsed.error)),
    ...findContradictions(file.value),
  ]
  if (!parsed.success || mistakes.length > 0) throw configFileError(file, mistakes)
  return parsed.data
}

function overriddenDataDir({
  flags,
  environment,
  cwd,
}: Required<Omit<ConfigSources, 'ignoresFile'>>): string | null {
  const folder = flags.data_dir ?? variable(environment, 'HITPARADE_DATA_DIR')
  if (folder === undefined) return null
  if (folder !== '' && !folder.includes('://')) return resolve(cwd, folder)
  const name = flags.data_dir === undefined ? 'HITPARADE_DATA_DIR' : '--data-dir'
  throw new ConfigError(`${name}: expected a folder, got ${JSON.stringify(folder)}`, {
    advice: 'to store objects in S3, set raw and curated in the configuration file',
    details: { name },
  })
}

function resolveAddress(address: string, folder: string): string {
  return address.startsWith('s3://') ? address.replace(/\/+$/, '') : resolve(folder, address)
}

function readChart(chart: ConfigShape['charts'][number]): ChartConfig {
  return {
    ...chart,
    playlist: parsePlaylistId(chart.source, chart.playlist ?? '') ?? '',
    name: chart.name ?? chart.chart,
    expected_size: chart.expected_size ?? null,
    scope: chart.scope ?? 'other',
    market: chart.market ?? null,
    cadence: chart.cadence ?? 'daily',
    weekdays: chart.weekdays ?? null,
    run_at: [chart.run_at].flat(),
    ...(Array.isArray(chart.run_at) && { lists_run_times: true }),
    ...readStated(chart),
  }
}

function readStated({ name, scope, market, cadence, weekdays }: ConfigShape['charts'][number]) {
  const has_calendar = cadence !== undefined || weekdays !== undefined
  if (name === undefined && scope === undefined && !has_calendar) return {}
  return { stated: { name: name ?? null, scope: scope ?? null, market: market ?? null, has_calendar } }
}

function readSources({ sources }: ConfigShape): Config['sources'] {
  const { spotify, deezer, simulator } = sources
  return {
    spotify: {
      url: withoutTrailingSlash(spotify.url),
      authorize_url: withoutTrailingSlash(spotify.authorize_url),
      token_url: withoutTrailingSlash(spotify.token_url),
      auth: spotify.auth ?? null,
      extended_quota: spotify.extended_quota,
      acceptTerms: spotify.acceptTerms,
    },
    deezer: { url: withoutTrailingSlash(deezer.url), acceptTerms: deezer.acceptTerms },
    'apple-music': { url: withoutTrailingSlash(sources['apple-music'].url) },
    listenbrainz: { url: withoutTrailingSlash(sources.listenbrainz.url) },
    simulator: { url: withoutTrailingSlash(simulator.url), seed: simulator.seed ?? null },
  }
}

function readAws({ aws, s3 }: ConfigShape, region: string | undefined): AwsConfig {
  return {
    ...aws,
    account: aws.account ?? null,
    region: region ?? aws.region ?? s3.region ?? null,
    alarm_email: aws.alarm_email ?? null,
    alarm_topic_arn: aws.alarm_topic_arn ?? null,
    kms_key_arn: aws.kms_key_arn ?? null,
    permissions_boundary_arn: aws.permissions_boundary_arn ?? null,
    bootstrap_qualifier: aws.bootstrap_qualifier ?? null,
    curated_expiry_days: aws.curated_expiry_days ?? null,
  }
}

function readWarehouseKind(
  { warehouse: flag }: NonNullable<ConfigSources['flags']>,
  environment: Environment,
): WarehouseKind | undefined {
  const given = flag ?? variable(environment, 'HITPARADE_WAREHOUSE')
  if (given === undefined) return undefined
  const known = warehouses.find((kind) => kind === given)
  if (known !== undefined) return known
  const name = flag === undefined ? 'HITPARADE_WAREHOUSE' : '--warehouse'
  throw new ConfigError(`${name}: expected ${warehouses.join(' or ')}, got ${formatValue(given)}`, {
    details: { name },
  })
}
