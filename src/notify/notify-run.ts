import type { Config } from '../config/config.ts'
import { formatChartName } from '../domain/chart-name.ts'
import { getMessage, HitparadeError } from '../domain/errors.ts'
import type { Attempt } from '../extract/extract-chart.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import { findHappenings } from './find-happenings.ts'
import { type Happening, listNotices } from './notice.ts'
import { type SendOptions, sendNotice } from './send-notice.ts'

export interface NotifyContext {
  config: Pick<Config, 'notify' | 'charts'>
  warehouse: Warehouse
  /** True if the terms of a source forbid news about its charts. Failures are reported nevertheless. */
  isRestricted(source: string): Promise<boolean>
  /** Receives a line for each notice that could not be delivered. */
  log(line: string): void
  sleep?: SendOptions['sleep']
}

/** Sends the news of the stored issues and of the failures of a run to the hooks of the configuration. Never throws. */
export async function notifyRun(context: NotifyContext, attempts: Attempt[]): Promise<void> {
  if (context.config.notify.hooks.length === 0) return
  try {
    const happenings = attempts.flatMap((attempt) => describeFailure(context, attempt))
    for (const { outcome, source, chart, chart_date } of attempts) {
      if (outcome !== 'stored' || (await context.isRestricted(source))) continue
      happenings.push(...(await findHappenings(context.warehouse, { source, chart, chart_date })))
    }
    await sendHappenings(context, happenings)
  } catch (error) {
    context.log(`notices could not be sent: ${getMessage(error)}`)
  }
}

/** Sends what happened to each hook that wants it. */
export async function sendHappenings(
  { config, log, sleep }: Pick<NotifyContext, 'config' | 'log' | 'sleep'>,
  happenings: Happening[],
): Promise<void> {
  const { hooks, url: common, secret } = config.notify
  for (const [index, hook] of hooks.entries()) {
    const url = hook.url ?? common
    const notices = listNotices(hook, happenings)
    if (url === null && notices.length > 0) {
      log(`notify[${index}] has no address: set its "url" or HITPARADE_NOTIFY_URL`)
      continue
    }
    for (const notice of notices) {
      const problem = await sendNotice(url ?? '', notice, {
        secret,
        ...(sleep === undefined ? {} : { sleep }),
      })
      if (problem !== null) log(`notify[${index}] did not receive a notice (${notice.event}): ${problem}`)
    }
  }
}

function describeFailure({ config }: NotifyContext, { error, ...attempt }: Attempt): Happening[] {
  if (error === null) return []
  const { source, chart, chart_date } = attempt
  const name = formatChartName(attempt)
  const configured = config.charts.find((each) => formatChartName(each) === name)
  const issue = { source, chart, chart_name: configured?.name ?? chart, chart_date }
  const reason = error instanceof HitparadeError ? error.problem : getMessage(error)
  const sentence = `${name} ${chart_date} could not be fetched: ${reason}`
  return [{ event: 'failure', issue, song: null, metric: null, sentence }]
}
