import type { ChartConfig } from '../config/config.ts'
import { mapConcurrent } from '../domain/concurrency.ts'
import { createHttpSession } from '../sources/http/http-session.ts'
import type { ChartSource } from '../sources/source.ts'
import type { ObjectStore } from '../storage/store.ts'
import { type Attempt, extractChart, knownError } from './extract-chart.ts'
import { writeLedger } from './run-ledger.ts'

/** A chart on a day that somebody wants. */
export interface WantedIssue {
  source: ChartSource
  chart: ChartConfig
  chart_date: string
  /** ISO instant that a source which can look back is asked for; null: its default for the day. */
  at: string | null
  /** A usable snapshot is there already, so that asking would only repeat it. */
  isStored: boolean
}

interface Places {
  raw: ObjectStore
  curated: ObjectStore
  /** ISO instant of the clock. */
  now(): string
}

interface Run {
  run_id: string
  onProgress?(done: number, total: number, what: string): void
}

/** Charts that are asked for at the same time. */
const AT_ONCE = 4

/** Extracts each wanted chart date once and writes the ledger; an attempt that fails never costs the others. */
export async function extractAll(places: Places, wanted: WantedIssue[], run: Run): Promise<Attempt[]> {
  const { raw, curated, now } = places
  const http = createHttpSession()
  const attempts: Attempt[] = []
  try {
    await mapConcurrent(wanted, AT_ONCE, async (next) => {
      attempts.push(next.isStored ? skipped(next, now()) : await extractChart({ ...next, http, raw, now }))
      run.onProgress?.(attempts.length, wanted.length, `${next.chart.chart} ${next.chart_date}`)
    })
  } finally {
    await writeLedger(curated, run.run_id, attempts)
  }
  return attempts
}

/** A chart that could not even be asked for: the ledger tells of it like of any attempt. */
export function failedAttempt(
  { source, chart }: ChartConfig,
  { chart_date, at, error }: { chart_date: string; at: string; error: unknown },
): Attempt {
  const known = knownError(error)
  const outcome = { outcome: 'failed', error_code: known.code, error: known } as const
  return { source, chart, chart_date, ...askingNothing(at), ...outcome }
}

function skipped({ source, chart, chart_date }: WantedIssue, at: string): Attempt {
  const outcome = { outcome: 'skipped', error_code: null, error: null } as const
  return { source: source.name, chart: chart.chart, chart_date, ...askingNothing(at), ...outcome }
}

function askingNothing(at: string) {
  return { started_at: at, finished_at: at, snapshot_id: null, requests: 0, bytes: 0 }
}
