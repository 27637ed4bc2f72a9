import type { Config } from '../config/config.ts'
import { UsageError } from '../domain/errors.ts'
import { pairKey } from '../domain/song-pair.ts'
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

/**
 * Writes the decision of a command about two songs. Throws a `UsageError` if the configuration decides about them, because
 * the next run would decide so again, and if there is nothing to withdraw.
 */
export async function recordPairDecision(
  { config, curated, now }: { config: Config; curated: ObjectStore; now(): string },
  decision: PairDecision & { kind: 'joined' | 'parted' | 'withdrawn' },
): Promise<void> {
  const key = pairKey(decision.source, decision.songs)
  const configured = getConfiguredPairs(config).get(key)
  if (configured !== undefined) {
    throw new UsageError(`${config.file} has the two songs under "${configured.kind}"`, {
      advice: 'change it there',
    })
  }
  const newest = getNewestPairs(await readDecisions(curated)).get(key)
  if (decision.kind === 'withdrawn' && (newest === undefined || newest.kind === 'withdrawn')) {
    throw new UsageError('nothing was decided about the two songs')
  }
  await writeDecisions(curated, [toRow(decision, now())])
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
