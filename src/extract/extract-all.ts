import type { ChartConfig } from '../config/config.ts'
import { mapConcurrent } from '../domain/concurrency.ts'
import { rawKey } from '../domain/keys.ts'
import type { Purge } from '../domain/purge-rule.ts'
import { createHttpSession, type HttpSession } from '../sources/http/http-session.ts'
import type { ChartSource } from '../sources/source.ts'
import type { ObjectStore } from '../storage/store.ts'
import { type Attempt, extractChart, knownError } from './extract-chart.ts'
import { writeLedger } from './run-ledger.ts'

/** A chart date to extract. */
export interface WantedIssue {
  source: ChartSource
  chart: ChartConfig
  chart_date: string
  /** ISO instant to fetch as of, for a source with history; null: its default for the day. */
  at: string | null
  /** True: a usable snapshot is stored already, so the chart is skipped. */
  isStored: boolean
}

interface Context {
  raw: ObjectStore
  curated: ObjectStore
  purges?: readonly Purge[]
  /** ISO instant of the clock. */
  now(): string
  /** Sends the requests; left out: a new session, with the waiting budget of one run. */
  http?: HttpSession
}

interface Run {
  run_id: string
  onProgress?(done: number, total: number, what: string): void
  /** Called with the key of each raw object that is stored. */
  onStored?(key: string): void
}

/** Charts that are fetched at the same time. */
const CONCURRENCY = 4

/** Extracts each wanted chart date and writes the ledger. An attempt that fails does not affect the others. */
export async function extractAll(context: Context, wanted: WantedIssue[], run: Run): Promise<Attempt[]> {
  const { raw, curated, purges = [], now, http = createHttpSession() } = context
  const attempts: Attempt[] = []
  try {
    await mapConcurrent(wanted, CONCURRENCY, async (next) => {
      const attempt = next.isStored
        ? skipped(next, now())
        : await extractChart({ ...next, http, raw, purges, now })
      attempts.push(attempt)
      const { snapshot_id } = attempt
      if (snapshot_id !== null) run.onStored?.(`to_process/${rawKey({ ...attempt, snapshot_id })}`)
      run.onProgress?.(attempts.length, wanted.length, `${next.chart.chart} ${next.chart_date}`)
    })
  } finally {
    await writeLedger(curated, run.run_id, attempts)
  }
  return attempts
}

/** The attempt at a chart that failed before any request, for the ledger. */
export function failedAttempt(
  { source, chart }: ChartConfig,
  { chart_date, at, error }: { chart_date: string; at: string; error: unknown },
): Attempt {
  const known = knownError(error)
  const outcome = { outcome: 'failed', error_code: known.code, error: known } as const
  return { source, chart, chart_date, ...emptyCounters(at), ...outcome }
}

function skipped({ source, chart, chart_date }: WantedIssue, at: string): Attempt {
  const outcome = { outcome: 'skipped', error_code: null, error: null } as const
  return { source: source.name, chart: chart.chart, chart_date, ...emptyCounters(at), ...outcome }
}

function emptyCounters(at: string) {
  return { started_at: at, finished_at: at, snapshot_id: null, requests: 0, bytes: 0 }
}
