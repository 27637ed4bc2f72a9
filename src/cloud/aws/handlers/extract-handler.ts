import { readFile } from 'node:fs/promises'
import { Logger } from '@aws-lambda-powertools/logger'
import type { Context } from 'aws-lambda'
import { readLambdaConfig } from '../../../config/lambda-config.ts'
import { getChartDate } from '../../../domain/calendar.ts'
import { formatChartName } from '../../../domain/chart-name.ts'
import { extractAll, failedAttempt } from '../../../extract/extract-all.ts'
import type { Outcome } from '../../../extract/extract-chart.ts'
import { planRun, type StoredDatesReader } from '../../../extract/plan-run.ts'
import { newRunId, writeLedger } from '../../../extract/run-ledger.ts'
import { readAge } from '../../../sources/oauth/authorisation.ts'
import { openSource } from '../../../sources/registry.ts'
import type { ChartSource } from '../../../sources/source.ts'
import { s3Client } from '../../../storage/s3/s3-client.ts'
import { s3Store } from '../../../storage/s3/s3-store.ts'
import { metrics } from '../aws-names.ts'
import type { ExtractConfig } from '../bundle/bundle.ts'
import { getCredentials } from './get-credentials.ts'
import { findChart, parseScheduleEvent, type ScheduleEvent } from './lambda-events.ts'
import { writeMeasurement } from './lambda-metrics.ts'

export interface ExtractResult extends ScheduleEvent {
  run_id: string
  chart_date: string
  outcome: Outcome
  snapshot_id: string | null
}

const logger = new Logger()
const now = () => new Date().toISOString()

/** Extracts one chart for the instant of its schedule. Throws if that fails, so that Lambda retries. */
export async function handler(event: unknown, context?: Context): Promise<ExtractResult> {
  const run_id = newRunId(now())
  logger.resetKeys()
  if (context !== undefined) logger.addContext(context)
  logger.appendKeys({ run_id })
  try {
    const scheduled = parseScheduleEvent(event)
    logger.appendKeys({ ...scheduled })
    return await extract(scheduled, run_id)
  } catch (error) {
    logger.error('could not extract the chart', error as Error)
    throw error
  }
}

async function extract(scheduled: ScheduleEvent, run_id: string): Promise<ExtractResult> {
  const lambda = readLambdaConfig()
  const config = await readConfig()
  const client = s3Client(lambda.s3)
  const raw = s3Store(lambda.raw, lambda.s3, client)
  const curated = s3Store(lambda.curated, lambda.s3, client)
  const sources: ChartSource[] = []
  const storedDates: StoredDatesReader = {
    raw,
    now,
    // Only the warehouse knows the dates of imported files, which are in one raw object each.
    importedDates: async () => [],
    async source(name) {
      const { credentials, authorisation, authorized_at } = await getCredentials({ ...lambda, client }, name)
      if (authorized_at !== null) measureConsent(lambda.metrics, { source: name, authorized_at })
      const auth = authorisation === null ? 'client' : 'user'
      const spotify = { ...config.sources.spotify, auth } as const
      const source = await openSource(name, {
        sources: { ...config.sources, spotify },
        credentials,
        authorisation,
      })
      sources.push(source)
      return source
    },
  }
  try {
    const chart = findChart(config.charts, scheduled.chart)
    const chart_date = getChartDate(chart, scheduled.scheduled_time)
    const request = { charts: [chart], date: chart_date, at: null, again: false }
    const wanted = await planRun(storedDates, request).catch(async (error: unknown) => {
      const attempt = failedAttempt(chart, { chart_date, at: now(), error })
      await writeLedger(curated, run_id, [attempt]).catch((ledgerError: unknown) => {
        logger.error('could not write the attempt to the run ledger', ledgerError as Error)
      })
      throw error
    })
    const [attempt] = await extractAll({ raw, curated, now }, wanted, { run_id })
    if (attempt === undefined) throw new TypeError(`no attempt was made for ${scheduled.chart}`)
    const { outcome, snapshot_id, error, requests, bytes } = attempt
    if (error !== null) throw error
    logger.info('extracted', { chart_date, outcome, snapshot_id, requests, bytes })
    writeMeasurement({
      namespace: lambda.metrics,
      name: metrics.snapshotsStored,
      value: 1,
      unit: 'Count',
      dimensions: { Chart: formatChartName(chart) },
    })
    return { ...scheduled, run_id, chart_date, outcome, snapshot_id }
  } finally {
    for (const source of sources) await source.close?.()
  }
}

/** An alarm watches the age: only the user can renew the consent. */
function measureConsent(
  namespace: string,
  { source, authorized_at }: { source: string; authorized_at: string },
): void {
  const { days } = readAge({ authorized_at }, now())
  const dimensions = { Source: source }
  writeMeasurement({ namespace, name: metrics.consentAge, value: days, unit: 'Count', dimensions })
}

/** The configuration is a file next to the code: it needs no request and no permission, and any number of charts fits. */
async function readConfig(): Promise<ExtractConfig> {
  return JSON.parse(await readFile(new URL('config.json', import.meta.url), 'utf8')) as ExtractConfig
}
