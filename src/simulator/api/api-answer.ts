import { formatStamp } from '../../domain/time.ts'
import {
  applyCorrection,
  type Correction,
  type CorrectionKind,
  findCorrection,
} from '../world/corrections.ts'
import { toDay } from '../world/days.ts'
import { type Defect, drawDefect } from '../world/defects.ts'
import { drawHex } from '../world/random.ts'
import { createTrack } from '../world/tracks.ts'
import { getStrength } from '../world/trajectory.ts'
import { getWorld } from '../world/world.ts'
import * as objects from './api-objects.ts'
import type { ContentFault } from './faults.ts'
import { type ApiWorld, findPlaylist, type SimulatedPlaylist } from './world-playlists.ts'

/** The largest page, which is also the first page within a playlist. */
export const maxItems = { tracks: 100, items: 50 } as const

/** The seed of the world, unless another is given. */
export const defaultSeed = 1

/** A playlist with its first page, or a page of items at `/tracks` or `/items`. */
export type Shape = 'playlist' | 'tracks' | 'items'

export interface AnswerRequest {
  playlist: string
  /** ISO instant; the chart is that of its UTC day. */
  instant: string
  seed?: number
  /** Default: `tracks`. */
  shape?: Shape
  /** Default: `extended`. */
  world?: ApiWorld
  /** Items of the page; default: 100. */
  limit?: number
  offset?: number
  /** The address of `/v1` in the links of the response. */
  base?: string
  corrections?: readonly Correction[]
  /** How a fault changes the chart, and the response. */
  chart?: CorrectionKind
  content?: ContentFault
}

/** The body of a response, without HTTP. Equal requests give equal bytes. Throws a `RangeError` for an unknown playlist. */
export function answerBytes(request: AnswerRequest): Uint8Array {
  return Buffer.from(JSON.stringify(buildAnswer(request)))
}

function buildAnswer(request: AnswerRequest): Record<string, unknown> {
  const playlist = findPlaylist(request.playlist)
  if (playlist === null)
    throw new RangeError(`there is no simulated playlist ${JSON.stringify(request.playlist)}`)
  const context = createContext(request, playlist)
  const { shape = 'tracks', limit = 100, offset = 0 } = request
  return shape === 'playlist' ? buildPlaylist(context) : buildPage(context, { path: shape, limit, offset })
}

/** A request with all defaults. */
interface Context extends SimulatedPlaylist {
  seed: number
  date: string
  world: ApiWorld
  base: string
  correction: CorrectionKind
  content: ContentFault | null
}

function createContext(request: AnswerRequest, playlist: SimulatedPlaylist): Context {
  const { instant, seed = defaultSeed, world = 'extended', corrections = [], content = null } = request
  const stamp = formatStamp(new Date(instant).toISOString())
  const selected = { seed, chart: playlist.chart.chart, playlist: playlist.playlist, instant }
  return {
    ...playlist,
    seed,
    date: instant.slice(0, 10),
    world: playlist.world ?? world,
    base: request.base ?? `http://127.0.0.1/${stamp}/v1`,
    correction: request.chart ?? findCorrection(selected, corrections),
    content,
  }
}

function buildPlaylist(context: Context) {
  const { base, seed, chart, playlist, date, correction, world, content } = context
  const shapes = { extended: ['tracks'], development: ['items'], both: ['tracks', 'items'] } as const
  const pages = content === 'no_items' ? [] : shapes[world]
  const owner = { display_name: 'Hitparade Simulator', ...objects.referenceTo('user', 'simulator') }
  return {
    collaborative: false,
    description: `${chart.name}, every day anew. Songs and artists are invented.`,
    ...objects.referenceTo('playlist', playlist),
    followers: { href: null, total: chart.expected_size * 1234 },
    href: `${base}/playlists/${playlist}`,
    images: objects.imageObjects(drawHex(24, playlist)).slice(0, 1),
    name: chart.name,
    owner,
    primary_color: null,
    public: true,
    snapshot_id: Buffer.from(drawHex(48, seed, chart.chart, date, correction), 'hex').toString('base64'),
    ...Object.fromEntries(
      pages.map((path) => [path, buildPage(context, { path, limit: maxItems[path], offset: 0 })]),
    ),
  }
}

function buildPage(
  context: Context,
  { path, limit, offset }: { path: 'tracks' | 'items'; limit: number; offset: number },
) {
  const { base, playlist, content } = context
  const chart = applyCorrection(listSongs(context), context.correction)
  const page = chart.slice(offset, offset + limit)
  const shown = content === 'ends_early' ? page.slice(0, Math.ceil(page.length / 2)) : page
  const url = (from: number) => `${base}/playlists/${playlist}/${path}?offset=${from}&limit=${limit}`
  const isLast = content === 'ends_early' || offset + limit >= chart.length
  return {
    href: url(offset),
    items: shown.map((item) => buildItem(item(), path, context)),
    limit,
    next: isLast ? null : url(offset + limit),
    offset,
    previous: offset === 0 ? null : url(Math.max(0, offset - limit)),
    total: chart.length + (content === 'total_disagrees' ? 7 : 0),
  }
}

/** The item at each position, built when a page needs it. */
function listSongs({ seed, chart, number, date }: Context): (() => Item)[] {
  const day = toDay(date)
  const defect = drawDefect(seed, chart, date)
  return getWorld(seed)
    .ranking(number, day)
    .map(({ song }, index) => () => {
      const track = createTrack(seed, song, { day, market: chart.market })
      const object = objects.trackObject(track, toPopularity(getStrength(song, day)))
      return defect?.index === index ? buildDefectiveItem(defect, object) : { content: object }
    })
}

/** Near 100 for the strongest songs, about 50 for the weakest of a chart. */
function toPopularity(strength: number): number {
  return Math.floor((100 * strength) / (strength + 0.7))
}

interface Item {
  content: object | null
  is_local?: boolean
}

function buildDefectiveItem({ kind }: Defect, track: objects.TrackObject): Item {
  if (kind === 'null_item') return { content: null }
  if (kind === 'local_file') return { content: objects.localTrackObject(track), is_local: true }
  return { content: kind === 'episode' ? objects.episodeObject(track) : objects.removedTrackObject(track) }
}

function buildItem({ content, is_local = false }: Item, path: 'tracks' | 'items', { date, world }: Context) {
  const keys =
    world === 'both' ? ['track', 'item'] : [world === 'development' || path === 'items' ? 'item' : 'track']
  const shown =
    world === 'development' && content !== null ? objects.withoutExtendedFields({ ...content }) : content
  return {
    added_at: `${date}T00:00:00Z`,
    added_by: objects.referenceTo('user', 'simulator'),
    is_local,
    primary_color: null,
    ...Object.fromEntries(keys.map((key) => [key, shown])),
    video_thumbnail: { url: null },
  }
}
