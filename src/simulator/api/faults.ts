import type { CorrectionKind } from '../world/corrections.ts'

type Place = 'token' | 'playlist' | 'items'

/** What a fault does: it answers in the place of the API, or spoils a good answer's content or bytes. */
export interface FaultEffect {
  reply?: { status: number; body: unknown; retry_after?: number }
  content?: ContentFault
  chart?: CorrectionKind
  bytes?: 'none' | 'half' | 'html'
}

interface FaultEntry extends FaultEffect {
  /** One line for people. */
  about: string
  on: readonly Place[]
  /** Requests that it strikes, per place, playlist and simulated instant; null: every one. */
  times: number | null
}

export type ContentFault = 'total_disagrees' | 'ends_early' | 'no_items'

const both = ['playlist', 'items'] as const
const refusal = (status: number, message: string, more: { reason?: string; retry_after?: number } = {}) => {
  const { reason, ...retry } = more
  return {
    status,
    body: { error: { status, message, ...(reason === undefined ? {} : { reason }) } },
    ...retry,
  }
}
const premium = 'Active premium subscription required for the owner of the app.'

/** Everything that the simulated API can do wrong. Each has a playlist of its own, see `faultPlaylist`. */
export const faultKinds = {
  invalid_client: {
    about: 'the token endpoint does not know the client id or its secret',
    on: ['token'],
    times: null,
    reply: { status: 400, body: { error: 'invalid_client', error_description: 'Invalid client' } },
  },
  invalid_grant: {
    about: 'the token endpoint takes the refresh token for expired or revoked',
    on: ['token'],
    times: null,
    reply: { status: 400, body: { error: 'invalid_grant', error_description: 'Refresh token revoked' } },
  },
  editorial: {
    about: '404 as for playlists of Spotify’s own, to which new apps have no access',
    on: both,
    times: null,
    reply: refusal(404, 'Resource not found'),
  },
  not_owner: {
    about: '403 on the items: the user neither owns the playlist nor collaborates on it',
    on: ['items'],
    times: null,
    reply: refusal(403, 'Forbidden'),
    content: 'no_items',
  },
  premium_required: {
    about: '403: the owner of the app has no Premium subscription',
    on: both,
    times: null,
    reply: refusal(403, premium),
  },
  rate_limited: {
    about: '429 with a Retry-After of 1 second, once',
    on: both,
    times: 1,
    reply: refusal(429, 'API rate limit exceeded', { retry_after: 1 }),
  },
  rate_limited_long: {
    about: '429 with a Retry-After of 22 hours, always',
    on: both,
    times: null,
    reply: refusal(429, 'API rate limit exceeded', { retry_after: 79_892 }),
  },
  rate_limited_bare: {
    about: '429 without Retry-After and with an empty body, once',
    on: both,
    times: 1,
    reply: { status: 429, body: null },
  },
  quota_exceeded: {
    about: '429 because the daily quota is used up, always',
    on: both,
    times: null,
    reply: refusal(429, 'Daily quota exceeded', { reason: 'QUOTA_EXCEEDED', retry_after: 43_200 }),
  },
  spurious_401: {
    about: '401 for a valid token, once',
    on: both,
    times: 1,
    reply: refusal(401, 'Invalid access token'),
  },
  token_rejected: {
    about: '401 for a valid token, always',
    on: both,
    times: null,
    reply: refusal(401, 'Invalid access token'),
  },
  empty_body: { about: '200 with an empty body, once', on: both, times: 1, bytes: 'none' },
  truncated_body: { about: '200 with the first half of the body, once', on: both, times: 1, bytes: 'half' },
  html: { about: '200 with a web page in place of JSON, always', on: both, times: null, bytes: 'html' },
  server_error: {
    about: '502 with an empty body, once',
    on: both,
    times: 1,
    reply: { status: 502, body: null },
  },
  server_down: {
    about: '503, always',
    on: both,
    times: null,
    reply: refusal(503, 'Service temporarily unavailable'),
  },
  total_disagrees: {
    about: 'the total is seven higher than the number of items',
    on: both,
    times: null,
    content: 'total_disagrees',
  },
  ends_early: {
    about: 'a page holds half of its items, and no next page is named',
    on: both,
    times: null,
    content: 'ends_early',
  },
  empty_playlist: { about: 'the playlist has no items', on: both, times: null, chart: 'empty' },
  too_short: { about: 'the chart has a tenth of its songs', on: both, times: null, chart: 'shorten' },
} as const satisfies Record<string, FaultEntry>

export type FaultKind = keyof typeof faultKinds

/** A fault that the simulator is started with. */
export interface Fault {
  kind: FaultKind
  /** Without it every playlist is struck. Token faults know no playlist. */
  playlist?: string
  /** Default: every place that the kind can strike. */
  on?: Place
  /** Default: that of the kind. Counted per place, playlist and simulated instant. */
  times?: number
  /** Strikes only the page that begins there. */
  offset?: number
  /** Seconds; default: that of the kind. */
  retry_after?: number
}

/** The playlist that shows a fault without any code: the global chart, spoilt. */
export function faultPlaylist(kind: FaultKind): string {
  return `sim-fault-${kind.replaceAll('_', '-')}`
}

interface Occasion {
  place: Place
  /** Null at the token endpoint. */
  playlist: string | null
  instant: string
  offset: number
}

/** Finds the fault that strikes a request, and counts; null where none does. */
export function faultCounter(faults: readonly Fault[]): (occasion: Occasion) => FaultEffect | null {
  const struck = new Map<string, number>()
  const named = (Object.keys(faultKinds) as FaultKind[]).map((kind) => ({
    kind,
    playlist: faultPlaylist(kind),
  }))
  const all: Fault[] = [...faults, ...named]
  return (occasion) => {
    for (const [index, fault] of all.entries()) {
      const entry: FaultEntry = faultKinds[fault.kind]
      if (!applies(fault, entry, occasion)) continue
      const key = [index, occasion.place, occasion.playlist, occasion.instant].join()
      const times = struck.get(key) ?? 0
      if (times >= (fault.times ?? entry.times ?? Number.POSITIVE_INFINITY)) continue
      struck.set(key, times + 1)
      return toEffect(entry, fault, occasion)
    }
    return null
  }
}

function applies(fault: Fault, { on, content }: FaultEntry, { place, playlist, offset }: Occasion): boolean {
  const places = fault.on === undefined ? on : [fault.on]
  // Who may not read the items gets the playlist without them.
  const strikesHere = places.includes(place) || (place === 'playlist' && content === 'no_items')
  return strikesHere && (fault.playlist ?? playlist) === playlist && (fault.offset ?? offset) === offset
}

function toEffect(entry: FaultEntry, { retry_after }: Fault, { place }: Occasion): FaultEffect {
  const { reply, content, chart, bytes } = entry
  if (content === 'no_items') return place === 'playlist' ? { content } : { ...(reply && { reply }) }
  if (reply !== undefined) return { reply: retry_after === undefined ? reply : { ...reply, retry_after } }
  return { ...(content && { content }), ...(chart && { chart }), ...(bytes && { bytes }) }
}
