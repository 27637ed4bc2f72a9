import { loadConfig } from '../../config/config.ts'
import { findValueMistake } from '../../config/config-mistakes.ts'
import { chartSchema, fileSchema } from '../../config/config-schema.ts'
import type { Setup, SetupChart } from '../../config/format-config-file.ts'
import { describePlaylistForms, isService, parsePlaylistId } from '../../config/playlist.ts'
import { UsageError } from '../../domain/errors.ts'
import { didYouMean } from '../../domain/text/did-you-mean.ts'
import { openSource, sourceNames } from '../../sources/registry.ts'

/** The options of `init`. */
export interface InitOptions {
  source?: string | undefined
  chart?: string[] | undefined
  store?: string | undefined
  runAt?: string | undefined
  timeZone?: string | undefined
  yes?: true | undefined
}

/** What `init` can write about one source. */
export interface Offer {
  source: string
  /** Its terms in a sentence or two. */
  summary: string
  charts: SetupChart[]
  /** What it accepts as a playlist; null if it reads no playlists. */
  playlists: string | null
}

/** Puts questions to a person. */
export interface Asker {
  chooseSource(offers: Offer[]): Promise<string>
  chooseCharts(offer: Offer): Promise<SetupChart[]>
  askText(question: Question): Promise<string>
}

export interface Question {
  message: string
  initial: string
  /** What is wrong with an answer; undefined if it is valid. */
  findMistake(answer: string): string | undefined
}

/**
 * The answers of the options. The asker gives the missing ones; without one they have their defaults. Throws a
 * `UsageError` for an answer that the configuration would reject.
 */
export async function collectSetup(
  options: InitOptions,
  asker: Asker | null,
): Promise<Omit<Setup, 'schema'>> {
  const offer = await collectOffer(options, asker)
  const charts = options.chart?.map((text) => parseChart(text, offer))
  const complete = charts ?? (await asker?.chooseCharts(offer)) ?? takeFirst(offer)
  requireUnique(complete)
  const answers: Partial<Record<keyof typeof questions, string>> = {}
  for (const [key, { option, ...question }] of Object.entries(questions)) {
    const name = key as keyof typeof questions
    const given = options[option]
    const mistake = given === undefined ? undefined : question.findMistake(given)
    if (mistake !== undefined) throw new UsageError(`${flags[option]}: ${mistake}`)
    answers[name] = given ?? (await asker?.askText(question)) ?? question.initial
  }
  const { store = '', run_at = '', time_zone = '' } = answers
  return { charts: complete, store, run_at, time_zone }
}

const flags = { store: '--store', runAt: '--run-at', timeZone: '--time-zone' } as const

const questions = {
  store: {
    option: 'store',
    message: 'Where should everything be stored? A folder, or s3://<bucket>/<prefix>',
    initial: './hitparade-data',
    findMistake: (answer) => findValueMistake(fileSchema.shape.raw, answer),
  },
  run_at: {
    option: 'runAt',
    message: 'When should the charts be fetched? HH:MM for every day, "5 12:00" for Fridays',
    initial: '12:00',
    findMistake: (answer) => findValueMistake(chartSchema.shape.run_at, answer),
  },
  time_zone: {
    option: 'timeZone',
    message: 'In which time zone?',
    initial: findTimeZone(),
    findMistake: (answer) => findValueMistake(chartSchema.shape.time_zone, answer),
  },
} as const satisfies Record<string, Question & { option: keyof typeof flags }>

/** The time zone of this machine; UTC if it has none that the configuration accepts. */
function findTimeZone(): string {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
  return findValueMistake(chartSchema.shape.time_zone, timeZone) === undefined ? timeZone : 'UTC'
}

async function collectOffer({ source, chart }: InitOptions, asker: Asker | null): Promise<Offer> {
  if (source === undefined && chart !== undefined) {
    throw new UsageError('--chart: expected the source of the charts', { advice: 'add --source' })
  }
  const named = source ?? (await asker?.chooseSource(await listOffers(sourceNames)))
  if (named === undefined) {
    const advice = `pass --source ${sourceNames.join('|')}`
    throw new UsageError('expected a source: this is not an interactive terminal', { advice })
  }
  const [offer] = sourceNames.includes(named) ? await listOffers([named]) : []
  if (offer !== undefined) return offer
  throw new UsageError(`there is no source ${named}`, { advice: didYouMean(named, sourceNames) })
}

/** What sources offer, independent of any configuration file. */
async function listOffers(names: readonly string[]): Promise<Offer[]> {
  const config = loadConfig({ ignoresFile: true })
  const offers: Offer[] = []
  for (const name of names) {
    const source = await openSource(name, config)
    const charts = source.offers?.() ?? source.charts()
    const playlists = isService(name) ? describePlaylistForms(name) : null
    offers.push({ source: name, summary: source.terms.summary, charts, playlists })
  }
  return offers
}

/** An offered chart by its slug, or `<slug>=<playlist>`. */
function parseChart(text: string, offer: Offer): SetupChart {
  const [, slug, playlist] = /^([^=]*)=(.*)$/.exec(text) ?? []
  if (slug !== undefined && playlist !== undefined) return describePlaylist({ slug, playlist }, offer)
  const found = offer.charts.find(({ chart }) => chart === text)
  if (found !== undefined) return found
  const advice =
    offer.charts.length > 0
      ? didYouMean(
          text,
          offer.charts.map(({ chart }) => chart),
        )
      : 'name a playlist: --chart <slug>=<playlist>'
  throw new UsageError(`${offer.source} offers no chart ${text}`, { advice })
}

/** A chart of a playlist that a person has chosen. The name is that of the slug if none is given. */
export function describePlaylist(
  { slug, playlist, name }: { slug: string; playlist: string; name?: string },
  { source, playlists }: Offer,
): SetupChart {
  const mistake = findValueMistake(chartSchema.shape.chart, slug)
  if (mistake !== undefined) throw new UsageError(`--chart: ${mistake}`)
  if (parsePlaylistId(source, playlist) === null) {
    const expected = playlists === null ? `one of the charts that ${source} offers` : playlists
    throw new UsageError(`--chart: expected ${expected}, got ${JSON.stringify(playlist)}`)
  }
  const words = slug.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1))
  return { chart: slug, source, playlist, name: name ?? words.join(' ') }
}

function takeFirst({ source, charts }: Offer): SetupChart[] {
  if (charts.length > 0) return charts.slice(0, 1)
  throw new UsageError(`${source} has no charts of its own`, {
    advice: 'name a playlist: --chart <slug>=<playlist>',
  })
}

function requireUnique(charts: SetupChart[]): void {
  const slugs = charts.map(({ chart }) => chart)
  const repeated = slugs.find((each, index) => slugs.indexOf(each) < index)
  if (repeated !== undefined) throw new UsageError(`--chart: ${repeated} is named twice`)
}
