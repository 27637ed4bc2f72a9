import { readFile } from 'node:fs/promises'
import { Logger } from '@aws-lambda-powertools/logger'
import type { Context } from 'aws-lambda'
import { readLambdaConfig } from '../../../config/lambda-config.ts'
import { getChartDate } from '../../../domain/calendar.ts'
import { planRun, type StoredDatesReader } from '../../../extract/due.ts'
import { extractAll, failedAttempt } from '../../../extract/extract-all.ts'
import type { Outcome } from '../../../extract/extract-chart.ts'
import { newRunId, writeLedger } from '../../../extract/run-ledger.ts'
import { openSource } from '../../../sources/registry.ts'
import type { ChartSource } from '../../../sources/source.ts'
import { s3Client } from '../../../storage/s3/s3-client.ts'
import { s3Store } from '../../../storage/s3/s3-store.ts'
import { chartName, metrics } from '../aws-names.ts'
import type { ExtractConfig } from '../bundle/bundle.ts'
import { getCredentials } from './get-credentials.ts'
import { chartIn, type ScheduleEvent, scheduleEvent } from './lambda-events.ts'
import { formatMeasurement } from './lambda-metrics.ts'

export interface Extracted extends ScheduleEvent {
  run_id: string
  chart_date: string
  outcome: Outcome
  snapshot_id: string | null
}

const logger = new Logger()
const now = () => new Date().toISOString()

/** Extracts one chart for the instant of its schedule. Throws where that fails, so that Lambda tries again. */
export async function handler(event: unknown, context?: Context): Promise<Extracted> {
  const run_id = newRunId(now())
  logger.resetKeys()
  if (context !== undefined) logger.addContext(context)
  logger.appendKeys({ run_id })
  try {
    const asked = scheduleEvent(event)
    logger.appendKeys({ ...asked })
    return await extract(asked, run_id)
  } catch (error) {
    logger.error('the chart was not extracted', error as Error)
    throw error
  }
}

async function extract(asked: ScheduleEvent, run_id: string): Promise<Extracted> {
  const settings = readLambdaConfig()
  const config = await readConfig()
  const client = s3Client(settings.s3)
  const raw = s3Store(settings.raw, settings.s3, client)
  const curated = s3Store(settings.curated, settings.s3, client)
  const sources: ChartSource[] = []
  const asking: StoredDatesReader = {
    raw,
    now,
    // An import into the raw bucket has no day of its own: only the warehouse knows what it holds.
    importedDates: async () => [],
    async source(name) {
      const credentials = await getCredentials(settings.environment, name)
      const source = await openSource(name, { sources: config.sources, credentials })
      sources.push(source)
      return source
    },
  }
  try {
    const chart = chartIn(config.charts, asked.chart)
    const chart_date = getChartDate(chart, asked.scheduled_time)
    const request = { charts: [chart], date: chart_date, at: null, again: false }
    const wanted = await planRun(asking, request).catch(async (error: unknown) => {
      const attempt = failedAttempt(chart, { chart_date, at: now(), error })
      await writeLedger(curated, run_id, [attempt]).catch((fault: unknown) => {
        logger.error('the attempt is not in the run ledger', fault as Error)
      })
      throw error
    })
    const [attempt] = await extractAll({ raw, curated, now }, wanted, { run_id })
    if (attempt === undefined) throw new TypeError(`no attempt was made for ${asked.chart}`)
    const { outcome, snapshot_id, error, requests, bytes } = attempt
    if (error !== null) throw error
    logger.info('extracted', { chart_date, outcome, snapshot_id, requests, bytes })
    formatMeasurement({
      namespace: settings.metrics,
      name: metrics.snapshotsStored,
      value: 1,
      unit: 'Count',
      dimensions: { Chart: chartName(chart) },
    })
    return { ...asked, run_id, chart_date, outcome, snapshot_id }
  } finally {
    for (const source of sources) await source.close?.()
  }
}

/** Lies beside the code: it changes with it, needs no right and no request, and has room for any number of charts. */
async function readConfig(): Promise<ExtractConfig> {
  return JSON.parse(await readFile(new URL('config.json', import.meta.url), 'utf8')) as ExtractConfig
}
