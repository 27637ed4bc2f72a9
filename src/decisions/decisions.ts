import type { Config } from '../config/config.ts'
import { UsageError } from '../domain/errors.ts'
import type { ObjectStore } from '../storage/store.ts'
import { readRows } from '../warehouse/read-rows.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import { type Decision, readDecisions, writeDecisions } from './decision-file.ts'

/** What decisions are read from and written to. */
interface DecisionContext {
  config: Config
  curated: ObjectStore
  /** ISO instant of the clock. */
  now(): string
}

type Kind = 'join' | 'split' | 'withdrawn'

/** What is decided on two songs of a source. */
export interface PairDecision {
  kind: Kind
  source: string
  songs: [string, string]
}

/**
 * Writes what the configuration decides on songs and the newest decisions do not say yet: a pair that is new or
 * is decided otherwise, and as `withdrawn` one that the file no longer lists. Without a configuration file
 * nothing is decided and nothing withdrawn. Returns what was written.
 */
export async function decideAsConfigured({ config, curated, now }: DecisionContext): Promise<PairDecision[]> {
  if (config.file === null) return []
  const standing = newestOfPairs(await readDecisions(curated))
  const wanted = new Map<string, PairDecision>()
  for (const kind of ['join', 'split'] as const) {
    for (const { source, songs } of config[kind]) wanted.set(pairKey(source, songs), { kind, source, songs })
  }
  const fresh = [...wanted]
    .filter(([key, decision]) => !isSame(standing.get(key), decision))
    .map(([, decision]) => decision)
  for (const [key, decision] of standing) {
    if (!wanted.has(key) && decision.kind !== 'withdrawn') fresh.push({ ...decision, kind: 'withdrawn' })
  }
  const decided_at = now()
  await writeDecisions(
    curated,
    fresh.map(({ kind, source, songs: [song_id, other_song_id] }) => ({
      ...nothingSaid,
      kind,
      source,
      song_id,
      other_song_id,
      decided_at,
    })),
  )
  return fresh
}

/** A snapshot that a check keeps out. */
export interface Withheld {
  source: string
  chart: string
  chart_date: string
  snapshot_id: string
  /** When it was fetched, UTC. */
  fetched_at: string
  /** Names of the checks that it fails. */
  checks: string
  /** Rows that break them. */
  failures: number
  /** One of these, in words. */
  example: string
  /** The older snapshot that stands in; null where the date is unobserved instead. */
  published_snapshot_id: string | null
}

/** The best snapshot of each chart date that a check keeps out, oldest first. */
export async function withheldIssues(warehouse: Warehouse): Promise<Withheld[]> {
  const result = await warehouse.query(
    `select * from core.withheld_issues
    order by source asc nulls last, chart asc nulls last, chart_date asc nulls last`,
  )
  return readRows(result, withheldColumns)
}

const candidateColumns = { source: 'text', chart: 'text', chart_date: 'text', snapshot_id: 'text' } as const

const withheldColumns = {
  ...candidateColumns,
  fetched_at: 'text',
  checks: 'text',
  failures: 'number',
  example: 'text',
  published_snapshot_id: 'text?',
} as const

/**
 * Writes that a withheld snapshot may be published after all: the best of its date, or the one that is named.
 * Whoever calls this loads next. Throws a `UsageError` that lists what is withheld where it is none of these.
 */
export async function approve(
  { warehouse, curated, now }: Omit<DecisionContext, 'config'> & { warehouse: Warehouse },
  { chart, chart_date, snapshot_id }: { chart: string; chart_date: string; snapshot_id?: string | undefined },
): Promise<Decision> {
  const failing = await failingSnapshots(warehouse)
  const best = await withheldIssues(warehouse)
  const isMeant = (one: Candidate) => formatCandidate(one) === chart && one.chart_date === chart_date
  const found =
    snapshot_id === undefined
      ? best.find(isMeant)
      : failing.find((one) => isMeant(one) && one.snapshot_id === snapshot_id)
  if (found === undefined) {
    const what = snapshot_id === undefined ? 'no snapshot' : `no snapshot ${snapshot_id}`
    throw new UsageError(`${what} of ${chart} ${chart_date} is withheld`, { advice: `${listed(failing)}` })
  }
  const approval = {
    ...nothingSaid,
    kind: 'approval',
    source: found.source,
    chart: found.chart,
    chart_date: found.chart_date,
    snapshot_id: found.snapshot_id,
    decided_at: now(),
  }
  await writeDecisions(curated, [approval])
  return approval
}

type Candidate = Pick<Withheld, 'source' | 'chart' | 'chart_date' | 'snapshot_id'>

/** Snapshots that an approval would concern, also those that a better one of their date hides. */
async function failingSnapshots(warehouse: Warehouse): Promise<Candidate[]> {
  const result = await warehouse.query(
    `select distinct f.source, f.chart, f.chart_date, f.snapshot_id
    from core.failed_checks as f
    where not exists (
        select 1 from landing.settings as a
        where a.kind = 'approval' and a.source = f.source and a.chart = f.chart
            and a.chart_date = f.chart_date and a.snapshot_id = f.snapshot_id
    )
    order by f.source asc nulls last, f.chart asc nulls last, f.chart_date asc nulls last, f.snapshot_id asc nulls last`,
  )
  return readRows(result, candidateColumns)
}

/** Withheld snapshots that an error lists. */
const LISTED = 10

function listed(candidates: Candidate[]): string {
  if (candidates.length === 0) return 'nothing is withheld at all'
  const lines = candidates
    .slice(0, LISTED)
    .map((one) => `  ${formatCandidate(one)} ${one.chart_date} --snapshot ${one.snapshot_id}`)
  const more = candidates.length > LISTED ? [`  and ${candidates.length - LISTED} more`] : []
  return ['withheld are:', ...lines, ...more].join('\n')
}

function formatCandidate({ source, chart }: Candidate): string {
  return `${source}/${chart}`
}

const nothingSaid = {
  chart: null,
  chart_date: null,
  snapshot_id: null,
  song_id: null,
  other_song_id: null,
}

function newestOfPairs(settings: Decision[]): Map<string, PairDecision> {
  const newest = new Map<string, PairDecision>()
  // The same order as in `core.decisions`.
  const rank = ({ decided_at, kind }: Decision) => `${decided_at} ${kind}`
  for (const setting of [...settings].sort((a, b) => (rank(a) < rank(b) ? -1 : 1))) {
    const { kind, source, song_id, other_song_id } = setting
    if (song_id === null || other_song_id === null) continue
    const songs: [string, string] = [song_id, other_song_id]
    newest.set(pairKey(source, songs), { kind: kind as Kind, source, songs })
  }
  return newest
}

function pairKey(source: string, songs: [string, string]): string {
  return JSON.stringify([source, ...[...songs].sort()])
}

/** Of a split the second song loses its links, so there the order counts. */
function isSame(standing: PairDecision | undefined, { kind, songs }: PairDecision): boolean {
  if (standing === undefined || standing.kind !== kind) return false
  return kind === 'join' || standing.songs[0] === songs[0]
}
