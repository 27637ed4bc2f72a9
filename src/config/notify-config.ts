import { ConfigError } from '../domain/errors.ts'
import type { ConfigShape, noticeEvents } from './config-schema.ts'
import { type Environment, variable } from './environment.ts'
import { httpUrl, isHttpUrl } from './http-url.ts'
import { hide } from './read-credentials.ts'

export type NoticeEvent = (typeof noticeEvents)[number]

/** A webhook and what it receives. Null: no restriction. */
export interface Hook {
  /** Null: the common address. */
  url: string | null
  on: NoticeEvent[]
  /** Slug, or source and slug. */
  chart: string | null
  /** Title or id. */
  song: string | null
  artist: string | null
  /** The number that the metric of a song passes. */
  metric_over: number | null
}

export interface NotifyConfig {
  hooks: Hook[]
  /** From the environment, and not enumerable: the address of a webhook is often a secret itself. */
  readonly url: string | null
  readonly secret: string | null
}

/** Reads the section `notify`, and the secrets of it from the environment. Throws a `ConfigError` without the secret. */
export function readNotify({ notify }: ConfigShape, environment: Environment): NotifyConfig {
  const hooks = notify.map(
    ({ url = null, on, chart = null, song = null, artist = null, metric_over = null }) => ({
      ...{ url, on, chart, song, artist, metric_over },
    }),
  )
  const url = variable(environment, 'HITPARADE_NOTIFY_URL') ?? null
  if (url !== null && !isHttpUrl(url)) {
    const name = 'HITPARADE_NOTIFY_URL'
    throw new ConfigError(`${name}: expected ${httpUrl}`, { details: { name } })
  }
  const secret = variable(environment, 'HITPARADE_NOTIFY_SECRET') ?? null
  return hide({ hooks, url, secret }, ['url', 'secret'])
}
