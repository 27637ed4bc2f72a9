import { dirname, join, resolve } from 'node:path'
import { ConfigError } from '../domain/errors.ts'
import { type ConfigFile, configRefusal, duplicateKeys, readConfigFile } from './config-file.ts'
import { contradictions, shapeMistakes, shown } from './config-mistakes.ts'
import { type ConfigShape, fileSchema, warehouses } from './config-schema.ts'
import { type Environment, getEndpoint, variable } from './environment.ts'
import { playlistId } from './playlist.ts'
import { readSnowflakeConfig, type SnowflakeConfig, snowflakeSecrets } from './snowflake-config.ts'

export { findNearest } from '../domain/text/did-you-mean.ts'
export { slug } from '../domain/text/slug.ts'
export { playlistId } from './playlist.ts'
export type { SnowflakeConfig } from './snowflake-config.ts'
export { parseTimeOfRun } from './time-of-run.ts'

/** One chart as the configuration describes it; sources give their own defaults in the same shape. */
export interface ChartConfig {
  /** Slug, stable for ever: `[a-z0-9-]`, not `import`. */
  chart: string
  source: string
  /** The source's id of the playlist; empty where the source only comes in files. */
  playlist: string
  /** The slug where the configuration gives none. */
  name: string
  expected_size: number | null
  scope: 'global' | 'market' | 'other'
  /** ISO 3166 country, lower case; null unless the scope is `market`. */
  market: string | null
  cadence: 'daily' | 'weekly'
  /** ISO weekdays on which it appears, e.g. `5` or `12345`; null: every day (daily) or every 7 days (weekly). */
  weekdays: string | null
  /** IANA name. */
  time_zone: string
  /** Days that the chart lies behind the day of the run. */
  lag_days: number
  /** When it is asked for by itself, in its time zone: `06:30` every day, `5 12:00` on Fridays. */
  run_at: string
}

/** Everything that a run needs to know, resolved. Printing it never prints a secret. */
export interface Config {
  /** The file that was read; null: there is none, and the sources' own charts count. */
  file: string | null
  /** Absolute folder. */
  data_dir: string
  /** Absolute folder or `s3://bucket/prefix`, without a slash at the end; so is `curated`. */
  raw: string
  curated: string
  charts: ChartConfig[]
  /** Addresses are without a slash at the end; null: the source's own. */
  sources: {
    spotify: { url: string | null; token_url: string | null; acceptTerms: boolean }
    deezer: { url: string | null; acceptTerms: boolean }
    simulator: { url: string | null; seed: number | null }
  }
  /** Artist names that hold a comma and are one artist. */
  unsplit_artists: string[]
  /** Songs that people have decided to be one recording, or two. */
  join: SongPair[]
  split: SongPair[]
  /** Null: what the S3 client finds by itself. */
  s3: { endpoint: string | null; region: string | null }
  /** Where questions are asked. */
  warehouse: WarehouseKind
  snowflake: SnowflakeConfig
  aws: AwsConfig
  credentials: Credentials
}

/** How the pipeline is deployed to AWS. */
export interface AwsConfig {
  /** Prefixes every resource, so that two can live in one account. */
  environment: string
  /** 12 digits; null: that of the credentials. Another one is refused. */
  account: string | null
  /** Null: what the AWS tools find by themselves. */
  region: string | null
  /** Null: alarms reach nobody. */
  alarm_email: string | null
  /** Encrypts buckets, queues, topic, logs and credentials; null: keys of the services' own. */
  kms_key_arn: string | null
  permissions_boundary_arn: string | null
  /** Of the CDK bootstrap; null: CDK's own. */
  bootstrap_qualifier: string | null
  tags: Record<string, string>
  log_retention_days: number
  dashboard: boolean
  /** Null: curated files stay for ever. */
  curated_expiry_days: number | null
}

export type WarehouseKind = (typeof warehouses)[number]

interface SongPair {
  source: string
  songs: [string, string]
}

interface Credentials {
  /** The secret is not enumerable: neither JSON nor `console.log` shows it. */
  spotify: { client_id: string | null; readonly client_secret: string | null }
  /** The key itself, where no file holds it, and what opens an encrypted one; neither is enumerable. */
  snowflake: { readonly private_key: string | null; readonly passphrase: string | null }
}

export interface ConfigSources {
  /** Of the command line; paths are relative to the working directory. */
  flags?: { config?: string | undefined; data_dir?: string | undefined; warehouse?: string | undefined }
  environment?: Environment
  cwd?: string
}

/**
 * Flags, then the environment, then the file, then defaults. The file is `hitparade.jsonc` of the working
 * directory, if it is there, or the one that is named; paths in it are relative to its folder.
 * Throws a `ConfigError` with a line for every mistake: where, which key, what was expected and what was got.
 */
export function loadConfig({
  flags = {},
  environment = process.env,
  cwd = process.cwd(),
}: ConfigSources = {}): Config {
  const named = flags.config ?? variable(environment, 'HITPARADE_CONFIG')
  const path = resolve(cwd, named ?? 'hitparade.jsonc')
  const file = readConfigFile(path)
  if (file === null && named !== undefined) {
    throw new ConfigError(`${path}: expected a configuration file, got nothing`, {
      advice: 'hitparade.example.jsonc shows one',
    })
  }
  const shape = file === null ? fileSchema.parse({}) : checked(file)
  const folder = dirname(path)
  const own = shape.data_dir === undefined ? resolve(cwd, 'hitparade-data') : resolve(folder, shape.data_dir)
  const data_dir = dataFolder({ flags, environment, cwd }) ?? own
  const raw = resolveAddress(shape.raw ?? join(data_dir, 'raw'), folder)
  const curated = resolveAddress(shape.curated ?? join(data_dir, 'curated'), folder)
  if (file !== null && raw === curated) {
    const path = [shape.curated === undefined ? 'raw' : 'curated']
    throw configRefusal(file, [{ path, says: `expected raw and curated in two places, got ${raw} for both` }])
  }
  const region = variable(environment, 'AWS_REGION')
  return {
    file: file === null ? null : path,
    data_dir,
    raw,
    curated,
    charts: shape.charts.map(readChart),
    sources: readSources(shape),
    unsplit_artists: shape.unsplit_artists,
    join: shape.join,
    split: shape.split,
    s3: {
      endpoint: bare(getEndpoint(environment) ?? shape.s3.endpoint),
      region: region ?? shape.s3.region ?? null,
    },
    aws: readAws(shape, region),
    warehouse: readWarehouseKind(flags, environment) ?? shape.warehouse,
    snowflake: readSnowflakeConfig(shape, environment, { folder, cwd }),
    credentials: readCredentials(shape, environment),
  }
}

function checked(file: ConfigFile): ConfigShape {
  const parsed = fileSchema.safeParse(file.value)
  const mistakes = [
    ...duplicateKeys(file.root),
    ...(parsed.success ? [] : shapeMistakes(file.value, parsed.error)),
    ...contradictions(file.value),
  ]
  if (!parsed.success || mistakes.length > 0) throw configRefusal(file, mistakes)
  return parsed.data
}

function dataFolder({ flags, environment, cwd }: Required<ConfigSources>): string | null {
  const folder = flags.data_dir ?? variable(environment, 'HITPARADE_DATA_DIR')
  if (folder === undefined) return null
  if (folder !== '' && !folder.includes('://')) return resolve(cwd, folder)
  const key = flags.data_dir === undefined ? 'HITPARADE_DATA_DIR' : '--data-dir'
  throw new ConfigError(`${key}: expected a folder, got ${JSON.stringify(folder)}`, {
    advice: 'raw and curated may lie in s3://',
  })
}

function resolveAddress(place: string, folder: string): string {
  return place.startsWith('s3://') ? place.replace(/\/+$/, '') : resolve(folder, place)
}

function readChart(chart: ConfigShape['charts'][number]): ChartConfig {
  return {
    ...chart,
    playlist: playlistId(chart.source, chart.playlist ?? '') ?? '',
    name: chart.name ?? chart.chart,
    expected_size: chart.expected_size ?? null,
    market: chart.market ?? null,
    weekdays: chart.weekdays ?? null,
  }
}

function readSources({ sources: { spotify, deezer, simulator } }: ConfigShape): Config['sources'] {
  return {
    spotify: { url: bare(spotify.url), token_url: bare(spotify.token_url), acceptTerms: spotify.acceptTerms },
    deezer: { url: bare(deezer.url), acceptTerms: deezer.acceptTerms },
    simulator: { url: bare(simulator.url), seed: simulator.seed ?? null },
  }
}

function readAws({ aws, s3 }: ConfigShape, region: string | undefined): AwsConfig {
  return {
    ...aws,
    account: aws.account ?? null,
    region: region ?? aws.region ?? s3.region ?? null,
    alarm_email: aws.alarm_email ?? null,
    kms_key_arn: aws.kms_key_arn ?? null,
    permissions_boundary_arn: aws.permissions_boundary_arn ?? null,
    bootstrap_qualifier: aws.bootstrap_qualifier ?? null,
    curated_expiry_days: aws.curated_expiry_days ?? null,
  }
}

function readCredentials({ sources }: ConfigShape, environment: Environment): Credentials {
  const client_id = variable(environment, 'SPOTIFY_CLIENT_ID') ?? sources.spotify.client_id ?? null
  const client_secret = variable(environment, 'SPOTIFY_CLIENT_SECRET') ?? null
  const spotify = Object.defineProperty({ client_id, client_secret }, 'client_secret', { enumerable: false })
  return { spotify, snowflake: snowflakeSecrets(environment) }
}

function readWarehouseKind(
  { warehouse: flag }: NonNullable<ConfigSources['flags']>,
  environment: Environment,
): WarehouseKind | undefined {
  const given = flag ?? variable(environment, 'HITPARADE_WAREHOUSE')
  if (given === undefined) return undefined
  const known = warehouses.find((kind) => kind === given)
  if (known !== undefined) return known
  const key = flag === undefined ? 'HITPARADE_WAREHOUSE' : '--warehouse'
  throw new ConfigError(`${key}: expected ${warehouses.join(' or ')}, got ${shown(given)}`)
}

/** Without a slash at the end. */
function bare(url: string | undefined): string | null {
  return url?.replace(/\/+$/, '') ?? null
}

/** Sets variables that libraries read by themselves, where nobody has set them. */
export function presetForLibraries(values: Record<string, string>): void {
  for (const [name, value] of Object.entries(values)) process.env[name] ??= value
}
