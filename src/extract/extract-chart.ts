import type { ChartConfig } from '../config/config.ts'
import { getMessage, HitparadeError, SourceError } from '../domain/errors.ts'
import { parseRawKey, rawKey, rawPrefix, snapshotId } from '../domain/keys.ts'
import { findAfterPurge, type Purge } from '../domain/purge-rule.ts'
import type { Row } from '../domain/tables/tables.ts'
import type { HttpSession } from '../sources/http/http-session.ts'
import { compressRaw, contentHash } from '../sources/raw/raw-object.ts'
import type { ChartSource } from '../sources/source.ts'
import { isStored } from '../storage/is-stored.ts'
import type { ObjectStore } from '../storage/store.ts'

export type Outcome = 'stored' | 'skipped' | 'refused' | 'incomplete' | 'failed'

/** One attempt to extract one chart on one day, as the ledger keeps it, with the error to print. */
export interface Attempt extends Omit<Row<'runs'>, 'run_id'> {
  chart: string
  chart_date: string
  outcome: Outcome
  /** Null where nothing was stored. */
  snapshot_id: string | null
  error: HitparadeError | null
}

export interface ExtractRequest {
  source: ChartSource
  chart: ChartConfig
  chart_date: string
  /** ISO instant to fetch as of, for a source with history; null: its default for the day. */
  at: string | null
  http: HttpSession
  raw: ObjectStore
  /** Those of its source, if they are at hand: a day of the past that is fetched after a purge states this. */
  purges?: readonly Purge[]
  /** ISO; the ledger's clock. */
  now(): string
}

/** Fetches one chart from its source and stores the answer untouched. A failure of the source is an outcome, never an error. */
export async function extractChart(request: ExtractRequest): Promise<Attempt> {
  const { source, chart, chart_date, at, raw, purges = [], now } = request
  const started_at = now()
  // Attempts share the waiting budget of the run and count their own requests.
  const http = request.http.withOwnCounters()
  const end = (outcome: Outcome, snapshot_id: string | null, error: HitparadeError | null): Attempt => ({
    source: source.name,
    chart: chart.chart,
    chart_date,
    started_at,
    finished_at: now(),
    outcome,
    snapshot_id,
    error_code: error?.code ?? null,
    requests: http.requests,
    bytes: http.bytes,
    error,
  })
  try {
    const answer = await source.fetch({ chart, chart_date, at, http })
    const fetched_at = answer.header.fetched_at ?? started_at
    const of = { source: source.name, chart: chart.chart, chart_date }
    const identify = (after_purge: string | null) => ({
      ...of,
      snapshot_id: snapshotId(fetched_at, contentHash(answer), after_purge),
    })
    const after_purge = findAfterPurge(purges, (after) => [
      { ...identify(after), fetched_at, after_purge: after },
    ])
    const identity = identify(after_purge)
    const key = rawKey(identity)
    const header = after_purge === null ? answer.header : { ...answer.header, after_purge }
    if (!(await isStored(raw, key, ['processed'])))
      await raw.put(`to_process/${key}`, await compressRaw({ ...answer, header }))
    return end('stored', identity.snapshot_id, null)
  } catch (error) {
    const known = knownError(error)
    return end(classifyFailure(known), null, known)
  }
}

/** An error with a code for the ledger. */
export function knownError(error: unknown): HitparadeError {
  return error instanceof HitparadeError
    ? error
    : new SourceError('Failed', getMessage(error), { cause: error })
}

/** Whether a chart date has a raw snapshot, pending or processed. */
export async function hasStoredDate(
  raw: ObjectStore,
  { source, chart, chart_date }: { source: string; chart: string; chart_date: string },
): Promise<boolean> {
  for (const prefix of ['to_process', 'processed'] as const) {
    for await (const { key } of raw.list(rawPrefix(prefix, source, chart, chart_date)))
      if (parseRawKey(key) !== null) return true
  }
  return false
}

/** The chart dates that have a raw snapshot, pending or processed. */
export async function storedDates(raw: ObjectStore, source: string, chart: string): Promise<Set<string>> {
  const dates = new Set<string>()
  for (const prefix of ['to_process', 'processed'] as const) {
    for await (const { key } of raw.list(rawPrefix(prefix, source, chart))) {
      const identity = parseRawKey(key)
      if (identity !== null && 'chart_date' in identity) dates.add(identity.chart_date)
    }
  }
  return dates
}

function classifyFailure(error: HitparadeError): Outcome {
  if (error.code === 'Incomplete') return 'incomplete'
  return error instanceof SourceError && !error.retryable ? 'refused' : 'failed'
}
