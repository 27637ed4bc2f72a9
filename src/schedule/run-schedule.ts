import type { App } from '../app.ts'
import type { ChartConfig } from '../config/config.ts'
import { formatChartName } from '../domain/chart-name.ts'
import { getMessage, HitparadeError, SourceError, UsageError } from '../domain/errors.ts'
import { explainSystemError, readErrno } from '../domain/system-failure.ts'
import type { WantedIssue } from '../extract/extract-all.ts'
import type { Attempt } from '../extract/extract-chart.ts'
import { type PipelineReport, runPipeline } from '../pipeline.ts'
import { createHttpSession } from '../sources/http/http-session.ts'
import type { Clock } from './clock.ts'
import { type Freshness, readFreshness } from './freshness.ts'
import { readLastRounds, writeLastRounds } from './last-rounds.ts'
import { nextRun } from './next-run.ts'
import { planDue } from './plan-due.ts'
import { createRetries } from './retries.ts'

export interface ScheduleOptions {
  charts: ChartConfig[]
  clock: Clock
  /** Ends the schedule: at once while it waits, else after the current run. */
  signal: AbortSignal
  /** Ends it after the first round. */
  isOnce?: boolean
  /** Receives a line for each event. */
  log(line: string): void
  /** Receives the report of each run. `news`: its attempts, without those of charts that the run before failed to fetch. */
  onReport?(report: PipelineReport, news: Attempt[]): Promise<void>
  /** Receives the charts that have become stale since the last time. */
  onStale?(stale: Freshness[]): Promise<void>
  /** Deletes what is stored for longer than allowed; called in each round. */
  deleteExpired?(): Promise<void>
}

/** What waits for another try at the end of a schedule. */
export interface Unfinished {
  /** Names of charts. */
  charts: string[]
  /** True if the run as a whole failed, e.g. because a store could not be reached. */
  hasFailedRun: boolean
}

/**
 * What a person must repair, or what Spotify does not allow: another try before the next regular run cannot help. Any
 * other refusal may pass: a proxy answered, or the accounts service rejected a valid token for a while.
 */
const LASTING = new Set([
  'BadCredentials',
  'EditorialPlaylist',
  'NotOwnerOrCollaborator',
  'PlaylistNotFound',
  'PremiumRequired',
  'SignInRequired',
  'TooLarge',
  'UserNotRegistered',
])

/** The name of the pipeline as a whole, beside those of the charts, which contain a slash. */
const pipeline = 'pipeline'

/**
 * Runs what is due, waits for the next time, and so on until the signal aborts. Each round plans from what is stored, so
 * that a restart, a late start and a second process neither miss nor repeat anything. Failures are tried again after 5
 * minutes, 10, 20, 40 and then every hour; a single round keeps that for the next one. One run at a time.
 */
export async function runSchedule(app: App, options: ScheduleOptions): Promise<Unfinished> {
  const { charts, clock, signal, log, isOnce = false } = options
  const known = [pipeline, ...charts.map(formatChartName)]
  const last = isOnce ? await readLastRounds(app.config.data_dir, clock.now()) : { waiting: {}, stale: [] }
  const before = Object.entries(last.waiting).filter(([name]) => known.includes(name))
  const retries = createRetries(Object.fromEntries(before))
  // A process that was killed may have left raw objects and curated files.
  let isUnfinished = true
  let staleBefore = new Set(last.stale)
  while (!signal.aborted) {
    const start = clock.now()
    if (retries.isReady(pipeline, start)) {
      try {
        const due = await listDue(start)
        if (due.length > 0 || isUnfinished) await runDue(due)
        isUnfinished = false
        retries.succeed(pipeline)
      } catch (error) {
        isUnfinished = true
        logFailure(`the run failed: ${explainFailure(error)}`, retries.fail(pipeline, clock.now()))
      }
    } else if (isOnce) logWaiting('the run', pipeline)
    await attempt('what has expired could not be deleted', options.deleteExpired)
    if (options.onStale !== undefined) await noteStale(options.onStale)
    if (signal.aborted || isOnce) break
    const times = [...charts.map((chart) => nextRun(chart, start)), retries.next(start) ?? '9999']
    await clock.sleepUntil(times.sort()[0] ?? start, signal)
  }
  const names = retries.names()
  if (isOnce) {
    const stale = [...staleBefore].filter((name) => known.includes(name))
    const own = { waiting: retries.waiting(), stale }
    await writeLastRounds(app.config.data_dir, known, { own, now: clock.now() })
  }
  return { charts: names.filter((name) => name !== pipeline), hasFailedRun: names.includes(pipeline) }

  function logFailure(failure: string, next: string): void {
    log(isOnce ? failure : `${failure}; next try at ${next}`)
  }

  function logWaiting(what: string, name: string): void {
    const { at } = retries.waiting()[name] ?? {}
    log(`${what} waits until ${at} after a failure; \`hitparade run\` tries at once`)
  }

  /** A failure is logged, and the next round tries again. */
  async function attempt(failure: string, work: (() => Promise<void>) | undefined): Promise<void> {
    try {
      await work?.()
    } catch (error) {
      log(`${failure}: ${explainFailure(error)}`)
    }
  }

  async function noteStale(report: NonNullable<ScheduleOptions['onStale']>): Promise<void> {
    await attempt('freshness is not known', async () => {
      const stale = (await readFreshness(app, charts)).filter(({ is_stale }) => is_stale)
      const news = stale.filter((chart) => !staleBefore.has(formatChartName(chart)))
      staleBefore = new Set(stale.map(formatChartName))
      if (news.length > 0) await report(news)
    })
  }

  async function listDue(now: string): Promise<WantedIssue[]> {
    const due: WantedIssue[] = []
    for (const chart of charts) {
      const name = formatChartName(chart)
      const isReady = retries.isReady(name, now)
      try {
        const own = await planDue(app, chart)
        // Another command may have fetched it, or its date has passed.
        if (own.length === 0) retries.succeed(name)
        else if (isReady) due.push(...own)
        else if (isOnce) logWaiting(name, name)
      } catch (error) {
        if (!isReady) continue
        // Without its source, one chart fails; without the store, the whole run does.
        if (!(error instanceof SourceError || error instanceof UsageError)) throw error
        const next = retries.fail(name, now, nextRun(chart, now))
        logFailure(`failed: ${name}: ${error.message}`, next)
      }
    }
    return due
  }

  async function runDue(due: WantedIssue[]): Promise<void> {
    if (due.length > 0) log(`fetching ${due.map(formatIssue).join(', ')}`)
    const http = createHttpSession({ now: () => Date.parse(clock.now()) })
    const report = await runPipeline({ ...app, http }, due)
    const failedBefore = new Set(retries.names())
    for (const chart of charts) noteResult(chart, report.attempts)
    const isNews = (attempt: Attempt) => attempt.error === null || !failedBefore.has(formatChartName(attempt))
    await options.onReport?.(report, report.attempts.filter(isNews))
    const { length } = report.transform.pending
    if (length > 0) throw new HitparadeError('Failed', `${length} raw objects could not be transformed`)
  }

  function noteResult(chart: ChartConfig, attempts: Attempt[]): void {
    const name = formatChartName(chart)
    const own = attempts.filter((attempt) => formatChartName(attempt) === name)
    if (own.length === 0) return
    const failed = own.filter(({ error }) => error !== null)
    if (failed.length === 0) {
      retries.succeed(name)
      return
    }
    const now = clock.now()
    const isLasting = failed.every(({ error }) => LASTING.has(error?.code ?? ''))
    const stated = failed
      .map(({ error }) => error?.details.until)
      .filter((until) => typeof until === 'string')
    const next = retries.fail(name, now, isLasting ? nextRun(chart, now) : (stated.sort().at(-1) ?? null))
    for (const { outcome, chart_date, error } of failed)
      logFailure(`${outcome}: ${name} ${chart_date}: ${error?.message}`, next)
  }
}

const formatIssue = ({ chart, chart_date }: WantedIssue) => `${formatChartName(chart)} ${chart_date}`

/** What went wrong outside of hitparade, such as a store that cannot be reached. Throws any other error again. */
function explainFailure(error: unknown): string {
  if (error instanceof HitparadeError) return error.message
  const system = explainSystemError(readErrno(error) ?? '', 'the file')
  if (system === null) throw error
  return `${getMessage(error)}: ${system.problem}`
}
