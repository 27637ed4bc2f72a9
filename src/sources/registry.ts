import { UnreadableError, UsageError } from '../domain/errors.ts'
import { getOwn } from '../domain/own-value.ts'
import { didYouMean } from '../domain/text/did-you-mean.ts'
import { decodeText } from './decode-text.ts'
import type { FileFormat } from './file-format.ts'
import type { Authorisation } from './oauth/authorisation.ts'
import type { ChartSource, SignInRequest, SourceConfig } from './source.ts'
import { spotifyScopes } from './spotify/spotify-addresses.ts'

/** Sources of charts. The code of each is loaded when it is opened. */
const sources: Record<string, (config: SourceConfig) => Promise<ChartSource>> = {
  'apple-music': async (config) =>
    (await import('./apple-music/fetch-apple-music.ts')).openAppleMusic(config),
  deezer: async (config) => (await import('./deezer/fetch-deezer.ts')).openDeezer(config),
  listenbrainz: async (config) =>
    (await import('./listenbrainz/fetch-listenbrainz.ts')).openListenbrainz(config),
  simulator: async (config) => (await import('./simulator/fetch-simulator.ts')).openSimulator(config),
  spotify: async (config) => (await import('./spotify/fetch-spotify.ts')).openSpotify(config),
}

/** Sources to which users sign in. */
const signIns: Record<string, (request: SignInRequest) => Promise<Authorisation>> = {
  spotify: async (request) => (await import('./spotify/sign-in-spotify.ts')).signInToSpotify(request),
}

/** The scopes of these sources. */
const scopes: Record<string, readonly string[]> = { spotify: spotifyScopes }

/** Formats of files and answers, by the `reader` in the header of a raw object. Also loaded when opened. */
const formats: Record<string, () => Promise<FileFormat>> = {
  'chart-csv': async () => (await import('./chart-csv/recognise-chart-csv.ts')).chartCsvFormat,
  'chart-ndjson': async () => (await import('./chart-ndjson/recognise-chart-ndjson.ts')).chartNdjsonFormat,
  listens: async () => (await import('./listens/listens-format.ts')).listensFormat,
  deezer: async () => (await import('./deezer/recognise-deezer.ts')).deezerFormat,
  listenbrainz: async () => (await import('./listenbrainz/recognise-listenbrainz.ts')).listenbrainzFormat,
  spotify: async () => (await import('./spotify/recognise-spotify.ts')).spotifyFormat,
  // After the sources, whose answers it would read as rows.
  'chart-json': async () => (await import('./chart-json/recognise-chart-json.ts')).chartJsonFormat,
}

/** Names of the sources that hitparade can fetch from. */
// Marked for bundlers: a function that only reads formats contains no source.
export const sourceNames = /* @__PURE__ */ Object.keys(sources)

/** Opens a source by its name. Throws `UsageError` for an unknown one. */
export async function openSource(name: string, config: SourceConfig): Promise<ChartSource> {
  const open = getOwn(sources, name)
  if (open !== undefined) return open(config)
  throw new UsageError(`there is no source ${name}`, { advice: didYouMean(name, sourceNames) })
}

/** Signs a user in to a source. Throws `UsageError` for a source without users. */
export async function signInToSource(name: string, request: SignInRequest): Promise<Authorisation> {
  const signIn = getOwn(signIns, name)
  if (signIn !== undefined) return signIn(request)
  throw new UsageError(`expected a source to which users sign in, got ${name}`, {
    advice: `use ${Object.keys(signIns).join(' or ')}`,
  })
}

/** What a user of a source has to consent to. */
export function listScopes(name: string): readonly string[] {
  return getOwn(scopes, name) ?? []
}

/** Opens the format of a raw object. Throws `UnreadableError` for an unknown one. */
export async function openFormat(name: string): Promise<FileFormat> {
  const open = getOwn(formats, name)
  if (open !== undefined) return readDecoded(await open())
  throw new UnreadableError(`raw object of an unknown reader ${name}`)
}

/** All formats, in the order in which `import` tries them. */
export function openFormats(): Promise<FileFormat[]> {
  return Promise.all(Object.values(formats).map((open) => open()))
}

/** What `import` needs to turn exports of own listening into a raw object. */
export async function openListens() {
  const { findParts } = await import('./listens/exports/open-parts.ts')
  const { createPlaySet, toSortedSet } = await import('./listens/play-set.ts')
  const { decodeFiles, decodePlays, encodePlays } = await import('./listens/plays-body.ts')
  const { countHeaderPlays, createIssues } = await import('./listens/read-listens.ts')
  const { addCount, leftOutReasons } = await import('./listens/play.ts')
  return {
    findParts,
    ...{ createPlaySet, toSortedSet },
    ...{ decodeFiles, decodePlays, encodePlays },
    ...{ countHeaderPlays, createIssues },
    ...{ addCount, leftOutReasons },
  }
}

export type Listens = Awaited<ReturnType<typeof openListens>>

/** Bodies are stored as they came, and read as UTF-8. */
function readDecoded(format: FileFormat): FileFormat {
  return {
    ...format,
    read: ({ header, bodies }) => format.read({ header, bodies: bodies.map(decodeText) }),
  }
}
