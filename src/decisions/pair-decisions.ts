import type { Config } from '../config/config.ts'
import { UsageError } from '../domain/errors.ts'
import { findChain, pairKey } from '../domain/song-pair.ts'
import { quoteForShell } from '../domain/text/quote-for-shell.ts'
import type { ObjectStore } from '../storage/store.ts'
import { type Decision, emptyDecision, readDecisions, writeDecisions } from './decision-file.ts'

/**
 * A decision about two songs of a source: one song, two songs, or neither any more. The configuration says `join` and
 * `split`, a command `joined` and `parted`.
 */
export interface PairDecision {
  kind: 'join' | 'split' | 'joined' | 'parted' | 'withdrawn'
  source: string
  songs: [string, string]
}

/**
 * Writes the joins and splits of the configuration that differ from the newest decisions, and a `withdrawn` for each
 * pair that the configuration no longer lists; decisions of a command stay. Without a configuration file nothing changes. Returns what was written.
 */
export async function recordPairDecisions({
  config,
  curated,
  now,
}: {
  config: Config
  curated: ObjectStore
  /** ISO instant of the clock. */
  now(): string
}): Promise<PairDecision[]> {
  if (config.file === null) return []
  const configured = getConfiguredPairs(config)
  const recorded = getNewestPairs(await readDecisions(curated))
  const changed = [...configured]
    .filter(([key, decision]) => !isSame(recorded.get(key), decision))
    .map(([, decision]) => decision)
  const withdrawn = [...recorded]
    .filter(([key, { kind }]) => !configured.has(key) && (kind === 'join' || kind === 'split'))
    .map(([, decision]) => ({ ...decision, kind: 'withdrawn' as const }))
  const decisions = [...changed, ...withdrawn]
  const decided_at = now()
  await writeDecisions(
    curated,
    decisions.map((decision) => toRow(decision, decided_at)),
  )
  return decisions
}

type CommandDecision = PairDecision & { kind: 'joined' | 'parted' | 'withdrawn' }

/** Writes the decision of a command about two songs, after `checkPairDecision`. */
export async function recordPairDecision(
  app: { config: Config; curated: ObjectStore; now(): string },
  decision: CommandDecision,
): Promise<void> {
  await checkPairDecision(app, decision)
  await writeDecisions(app.curated, [toRow(decision, app.now())])
}

/**
 * Throws a `UsageError` if a command cannot decide so about two songs: the configuration decides about them, and the next
 * run would decide so again; there is nothing to withdraw; or other decisions contradict, and no load would be published.
 */
export async function checkPairDecision(
  { config, curated }: { config: Config; curated: ObjectStore },
  decision: CommandDecision,
): Promise<void> {
  const key = pairKey(decision.source, decision.songs)
  const configured = getConfiguredPairs(config).get(key)
  if (configured !== undefined) {
    throw new UsageError(`${config.file} has the two songs under "${configured.kind}"`, {
      advice: 'change it there',
    })
  }
  const recorded = getNewestPairs(await readDecisions(curated))
  const newest = recorded.get(key)
  if (decision.kind === 'withdrawn') {
    if (newest === undefined || newest.kind === 'withdrawn') throw nothingDecided()
    return
  }
  const others = [...recorded].filter(([other, { source }]) => other !== key && source === decision.source)
  requireNoContradiction(
    decision,
    others.map(([, pair]) => pair),
  )
}

/** The source with a decision about two songs. Throws a `UsageError` unless exactly one has. */
export async function findDecidedSource(curated: ObjectStore, songs: [string, string]): Promise<string> {
  const recorded = getNewestPairs(await readDecisions(curated))
  const sources = [...recorded.values()]
    .filter((pair) => pair.kind !== 'withdrawn' && pairKey('', pair.songs) === pairKey('', songs))
    .map(({ source }) => source)
  const [only] = sources
  if (only === undefined) throw nothingDecided()
  if (sources.length > 1) {
    throw new UsageError('something was decided about two such songs in several sources', {
      advice: `give --source and one of ${sources.join(', ')}`,
    })
  }
  return only
}

function nothingDecided(): UsageError {
  return new UsageError('nothing was decided about the two songs')
}

/** Throws a `UsageError` if, with the decision, joins would connect two songs that a person split. `others` are of its source. */
function requireNoContradiction({ kind, source, songs }: CommandDecision, others: PairDecision[]): void {
  const listSongs = (...kinds: PairDecision['kind'][]) =>
    others.filter((pair) => kinds.includes(pair.kind)).map((pair) => pair.songs)
  const joins = listSongs('join', 'joined')
  if (kind === 'parted') {
    const chain = findChain(joins, ...songs)
    if (chain === null) return
    throw new UsageError(`decisions join the two songs: ${chain.join(' with ')}`, {
      advice: `withdraw one of the joins first: ${formatWithdrawal('join', source, chain.slice(-2))}`,
    })
  }
  const torn = listSongs('split', 'parted').find(
    (pair) => findChain(joins, ...pair) === null && findChain([...joins, songs], ...pair) !== null,
  )
  if (torn === undefined) return
  throw new UsageError(`this would join ${torn.join(' and ')}, which a decision splits`, {
    advice: `withdraw that first: ${formatWithdrawal('split', source, torn)}`,
  })
}

function formatWithdrawal(command: 'join' | 'split', source: string, songs: string[]): string {
  return `\`hitparade ${command} ${songs.map(quoteForShell).join(' ')} --source ${source} --withdraw\``
}

function getConfiguredPairs(config: Config): Map<string, PairDecision> {
  const pairs = new Map<string, PairDecision>()
  for (const kind of ['join', 'split'] as const) {
    for (const { source, songs } of config[kind]) pairs.set(pairKey(source, songs), { kind, source, songs })
  }
  return pairs
}

function getNewestPairs(decisions: Decision[]): Map<string, PairDecision> {
  const newest = new Map<string, PairDecision>()
  // The same order as in `core.decisions`.
  const rank = ({ decided_at, kind }: Decision) => `${decided_at} ${kind}`
  const sorted = [...decisions].sort((a, b) => (rank(a) < rank(b) ? -1 : 1))
  for (const { kind, source, song_id, other_song_id } of sorted) {
    if (song_id === null || other_song_id === null) continue
    const songs: [string, string] = [song_id, other_song_id]
    newest.set(pairKey(source, songs), { kind: kind as PairDecision['kind'], source, songs })
  }
  return newest
}

/** The order of the songs matters for a split only: there the second song loses its links. */
function isSame(recorded: PairDecision | undefined, { kind, songs }: PairDecision): boolean {
  if (recorded === undefined || recorded.kind !== kind) return false
  return kind === 'join' || recorded.songs[0] === songs[0]
}

function toRow(
  { kind, source, songs: [song_id, other_song_id] }: PairDecision,
  decided_at: string,
): Decision {
  return { ...emptyDecision, kind, source, song_id, other_song_id, decided_at }
}
