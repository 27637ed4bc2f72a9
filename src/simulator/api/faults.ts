import type { CorrectionKind } from '../world/corrections.ts'

type Endpoint = 'token' | 'playlist' | 'items'

/** The effect of a fault: another reply, or changes to the content or the bytes of the normal reply. */
export interface FaultEffect {
  /** A text as body is sent as plain text, anything else as JSON. */
  reply?: { status: number; body: unknown; retry_after?: number }
  content?: ContentFault
  chart?: CorrectionKind
  bytes?: 'none' | 'half' | 'html'
}

interface FaultDefinition extends FaultEffect {
  /** One line for the front page. */
  about: string
  on: readonly Endpoint[]
  /** Number of requests that fail, per endpoint, playlist and simulated instant; null: every request. */
  times: number | null
}

export type ContentFault = 'total_disagrees' | 'ends_early' | 'no_items'

const playlistAndItems = ['playlist', 'items'] as const
const createErrorReply = (
  status: number,
  message: string,
  more: { reason?: string; retry_after?: number } = {},
) => {
  const { reason, ...retry } = more
  return {
    status,
    body: { error: { status, message, ...(reason === undefined ? {} : { reason }) } },
    ...retry,
  }
}
/** Spotify sends these as plain text, not as JSON. */
export const premiumText = 'Active premium subscription required for the owner of the app.'
export const unlistedText =
  'Check settings on developer.spotify.com/dashboard, the user may not be registered: User not registered in the Developer Dashboard'

/** Every fault that the simulated API can show. Each has its own playlist, see `faultPlaylist`. */
export const faultKinds = {
  invalid_client: {
    about: 'the token endpoint does not know the client id or its secret',
    on: ['token'],
    times: null,
    reply: { status: 400, body: { error: 'invalid_client', error_description: 'Invalid client' } },
  },
  invalid_grant: {
    about: 'the token endpoint rejects the refresh token as expired or revoked',
    on: ['token'],
    times: null,
    reply: { status: 400, body: { error: 'invalid_grant', error_description: 'Refresh token revoked' } },
  },
  editorial: {
    about: '404, as for Spotify’s own playlists, which new apps cannot access',
    on: playlistAndItems,
    times: null,
    reply: createErrorReply(404, 'Resource not found'),
  },
  not_owner: {
    about: '403 on the items: the user neither owns the playlist nor collaborates on it',
    on: ['items'],
    times: null,
    reply: createErrorReply(403, 'Forbidden'),
    content: 'no_items',
  },
  premium_required: {
    about: '403: the owner of the app has no Premium subscription',
    on: playlistAndItems,
    times: null,
    reply: { status: 403, body: premiumText },
  },
  user_not_registered: {
    about: '403: the user is not on the allow list of the app',
    on: playlistAndItems,
    times: null,
    reply: { status: 403, body: unlistedText },
  },
  rate_limited: {
    about: '429 with a Retry-After of 1 second, once',
    on: playlistAndItems,
    times: 1,
    reply: createErrorReply(429, 'API rate limit exceeded', { retry_after: 1 }),
  },
  rate_limited_long: {
    about: '429 with a Retry-After of 22 hours, always',
    on: playlistAndItems,
    times: null,
    reply: createErrorReply(429, 'API rate limit exceeded', { retry_after: 79_892 }),
  },
  rate_limited_bare: {
    about: '429 without Retry-After and with an empty body, once',
    on: playlistAndItems,
    times: 1,
    reply: { status: 429, body: null },
  },
  quota_exceeded: {
    about: '429 because the daily quota is used up, always',
    on: playlistAndItems,
    times: null,
    reply: createErrorReply(429, 'Daily quota exceeded', { reason: 'QUOTA_EXCEEDED', retry_after: 43_200 }),
  },
  spurious_401: {
    about: '401 for a valid token, once',
    on: playlistAndItems,
    times: 1,
    reply: createErrorReply(401, 'Invalid access token'),
  },
  token_rejected: {
    about: '401 for a valid token, always',
    on: playlistAndItems,
    times: null,
    reply: createErrorReply(401, 'Invalid access token'),
  },
  empty_body: { about: '200 with an empty body, once', on: playlistAndItems, times: 1, bytes: 'none' },
  truncated_body: {
    about: '200 with the first half of the body, once',
    on: playlistAndItems,
    times: 1,
    bytes: 'half',
  },
  html: {
    about: '200 with a web page instead of JSON, always',
    on: playlistAndItems,
    times: null,
    bytes: 'html',
  },
  server_error: {
    about: '502 with an empty body, once',
    on: playlistAndItems,
    times: 1,
    reply: { status: 502, body: null },
  },
  server_down: {
    about: '503, always',
    on: playlistAndItems,
    times: null,
    reply: createErrorReply(503, 'Service temporarily unavailable'),
  },
  total_disagrees: {
    about: 'the total is seven higher than the number of items',
    on: playlistAndItems,
    times: null,
    content: 'total_disagrees',
  },
  ends_early: {
    about: 'a page has half of its items, and there is no next page',
    on: playlistAndItems,
    times: null,
    content: 'ends_early',
  },
  empty_playlist: { about: 'the playlist has no items', on: playlistAndItems, times: null, chart: 'empty' },
  too_short: {
    about: 'the chart has a tenth of its songs',
    on: playlistAndItems,
    times: null,
    chart: 'shorten',
  },
} as const satisfies Record<string, FaultDefinition>

export type FaultKind = keyof typeof faultKinds

/** A fault to start the simulator with. */
export interface Fault {
  kind: FaultKind
  /** Default: every playlist. Token faults have no playlist. */
  playlist?: string
  /** Default: every endpoint of the kind. */
  on?: Endpoint
  /** Default: that of the kind. Counted per endpoint, playlist and simulated instant. */
  times?: number
  /** Only for the page with this offset. */
  offset?: number
  /** Seconds; default: that of the kind. */
  retry_after?: number
}

/** The playlist that always shows a fault: the global chart with the fault. */
export function faultPlaylist(kind: FaultKind): string {
  return `sim-fault-${kind.replaceAll('_', '-')}`
}

interface RequestContext {
  endpoint: Endpoint
  /** Null at the token endpoint. */
  playlist: string | null
  instant: string
  offset: number
}

/** Returns a function that finds the fault of a request and counts it; null if the request succeeds. */
export function createFaultFinder(faults: readonly Fault[]): (request: RequestContext) => FaultEffect | null {
  const counts = new Map<string, number>()
  const named = (Object.keys(faultKinds) as FaultKind[]).map((kind) => ({
    kind,
    playlist: faultPlaylist(kind),
  }))
  const all: Fault[] = [...faults, ...named]
  return (request) => {
    for (const [index, fault] of all.entries()) {
      const entry: FaultDefinition = faultKinds[fault.kind]
      if (!applies(fault, entry, request)) continue
      const key = [index, request.endpoint, request.playlist, request.instant].join()
      const times = counts.get(key) ?? 0
      if (times >= (fault.times ?? entry.times ?? Number.POSITIVE_INFINITY)) continue
      counts.set(key, times + 1)
      return toEffect(entry, fault, request)
    }
    return null
  }
}

function applies(
  fault: Fault,
  { on, content }: FaultDefinition,
  { endpoint, playlist, offset }: RequestContext,
): boolean {
  const endpoints = fault.on === undefined ? on : [fault.on]
  // A user who may not read the items gets the playlist without them.
  const isEndpoint = endpoints.includes(endpoint) || (endpoint === 'playlist' && content === 'no_items')
  return isEndpoint && (fault.playlist ?? playlist) === playlist && (fault.offset ?? offset) === offset
}

function toEffect(entry: FaultDefinition, { retry_after }: Fault, { endpoint }: RequestContext): FaultEffect {
  const { reply, content, chart, bytes } = entry
  if (content === 'no_items') return endpoint === 'playlist' ? { content } : { ...(reply && { reply }) }
  if (reply !== undefined) return { reply: retry_after === undefined ? reply : { ...reply, retry_after } }
  return { ...(content && { content }), ...(chart && { chart }), ...(bytes && { bytes }) }
}
