import type { App } from '../app.ts'
import { parseInstant } from '../domain/calendar.ts'
import { formatChartName } from '../domain/chart-name.ts'
import { HitparadeError, UsageError } from '../domain/errors.ts'
import type { Clock } from '../schedule/clock.ts'
import { pluralize, printNote } from '../terminal/print.ts'
import { choiceOption, type EmptyCommand, examples, type GlobalOptions } from './shared-options.ts'

export function defineCommand(empty: EmptyCommand) {
  empty
    .option('--source <name>', 'only the charts of this source')
    .option('--chart <chart>', 'only this chart')
    .option('--once', 'run what is due now, then exit; exit code 1 if a chart failed')
    .addOption(
      choiceOption(
        '--install <form>',
        'write a systemd unit or a launchd plist that runs it from the next login on, or print a line for crontab',
        ['systemd', 'launchd', 'crontab'],
      ),
    )
    .option('--from <instant>', 'simulator only: begin at this time, and jump over every pause')
    .option('--until <instant>', 'with --from: end at this time')
    .addHelpText('after', examples('schedule', 'schedule --once', 'schedule --install systemd'))
    .addHelpText('after', '\nIt runs until SIGTERM or Ctrl+C, and ends after the run in progress.')
    .action((options, command) => schedule(options, command.optsWithGlobals()))
}

interface ScheduleOptions {
  source?: string | undefined
  chart?: string | undefined
  once?: true | undefined
  install?: 'systemd' | 'launchd' | 'crontab' | undefined
  from?: string | undefined
  until?: string | undefined
}

async function schedule(options: ScheduleOptions, globals: GlobalOptions): Promise<void> {
  if ((options.from === undefined) !== (options.until === undefined))
    throw new UsageError('expected both --from and --until, or neither of them')
  if (options.install !== undefined) {
    const { installSchedule } = await import('./setup/install-schedule.ts')
    return installSchedule(options.install, options, globals)
  }
  const { prepareLoading, withApp } = await import('./with-app.ts')
  const { jumpingClock, systemClock } = await import('../schedule/clock.ts')
  const { asSingleSchedule } = await import('../schedule/single-schedule.ts')
  const ending = new AbortController()
  const stop = () => ending.abort()
  const [from, until] = [options.from, options.until].map((text) => text && parseInstant(text))
  if (from && until && from > until)
    throw new UsageError(`--from ${options.from} is after --until ${options.until}`)
  const clock = from && until ? jumpingClock(from, until, stop) : systemClock
  const run = async (app: App) => {
    await prepareLoading(app)
    await runUntilStopped(app, options, { clock, ending })
  }
  await withApp(globals, (app) => asSingleSchedule(app.config.data_dir, () => run(app)), { now: clock.now })
}

async function runUntilStopped(
  app: App,
  { source, chart, once, from }: ScheduleOptions,
  { clock, ending }: { clock: Clock; ending: AbortController },
): Promise<void> {
  const { selectCharts } = await import('../app.ts')
  const { listRefused } = await import('../config/editorial-playlist.ts')
  const { deleteExpired } = await import('../decisions/purges/delete-expired.ts')
  const { runSchedule } = await import('../schedule/run-schedule.ts')
  const { notifyAbout, notifyStale } = await import('./notify-about.ts')
  const { formatReport } = await import('./print-report.ts')
  const { printTerms } = await import('./source-terms.ts')
  const selected = await selectCharts(app, { source, chart })
  const refused = listRefused(selected, app.config.sources)
  const charts = selected.filter((each) => refused.every((other) => other.chart !== each))
  if (charts.length === 0 && refused[0] !== undefined) throw refused[0].refusal
  for (const { chart: each, refusal } of refused)
    printNote(`refused: ${formatChartName(each)}: ${refusal.message}`)
  const real = charts.find((each) => each.source !== 'simulator')
  if (from !== undefined && real !== undefined) {
    throw new UsageError(`--from: ${real.source} knows only the time of now`, {
      advice: 'it is for charts of the simulator: add --source simulator',
    })
  }
  await printTerms(app, charts)
  const log = (line: string) => printNote(`${clock.now()} ${line}`)
  const stop = (signal: string) => {
    log(`${signal}: ending after the run in progress`)
    ending.abort()
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop)
  const { signal } = ending
  const unfinished = await runSchedule(app, {
    charts,
    clock,
    signal,
    isOnce: once === true,
    log,
    async onReport(report, news) {
      for (const line of formatReport(app, report)) log(line)
      await notifyAbout(app, news, log)
    },
    ...(app.config.notify.hooks.length > 0 && { onStale: (stale) => notifyStale(app, stale, log) }),
    async deleteExpired() {
      for (const { source, days, scopes } of await deleteExpired(app))
        log(
          `deleted ${pluralize(scopes.length, 'snapshot')} of ${source} stored for more than ${pluralize(days, 'day')}`,
        )
    },
  })
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.removeListener(name, stop)
  if (!once) return
  if (unfinished.hasFailedRun) throw new HitparadeError('Failed', 'the run failed')
  const missing = [...unfinished.charts, ...refused.map((each) => formatChartName(each.chart))]
  if (missing.length > 0) throw new HitparadeError('Failed', `not up to date: ${missing.join(', ')}`)
}
