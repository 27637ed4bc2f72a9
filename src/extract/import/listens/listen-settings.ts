import type { Config } from '../../../config/config.ts'
import { UsageError } from '../../../domain/errors.ts'
import type { IssueSettings, ListenSettings, RawHeader } from '../../../sources/raw/raw-object.ts'
import type { ImportOptions } from '../import-report.ts'

/** Source of the charts that are counted from plays. */
export const LISTENS = 'listens'

const DEFAULTS: ListenSettings = {
  size: 40,
  least_plays: 1,
  min_play_ms: 30_000,
  time_zone: 'UTC',
  week_starts: 1,
}

/** The options that only exports of own listening use. */
const own = ['week_starts', 'time_zone', 'size', 'min_play', 'least_plays'] as const

/** Throws `UsageError` for options of listening in a command without an export; `reasons` say why files are not charts either. */
export function refuseListenOptions(options: ImportOptions, reasons: string[]): void {
  const given = own.find((name) => options[name] !== undefined)
  if (given === undefined) return
  throw new UsageError(
    `--${given.replace('_', '-')} is only for exports of own listening, and no file is one`,
    reasons.length === 0 ? {} : { advice: reasons.join('\n') },
  )
}

/** The options that say how to read files of charts. */
const ofCharts = ['source', 'date', 'identity', 'columns', 'positions', 'dates', 'fetched_at'] as const

/** Throws `UsageError` for options of charts in a command that imports own listening alone. */
export function refuseChartOptions(options: ImportOptions): void {
  const isUnused = (name: (typeof ofCharts)[number]) =>
    options[name] !== undefined && !(name === 'source' && options.source === LISTENS)
  const given = ofCharts.find(isUnused)
  if (given === undefined) return
  throw new UsageError(
    `--${given.replace('_', '-')} is only for files of charts, and every file is an export of own listening`,
    { advice: 'leave it out: exports have the time of each play' },
  )
}

/** The chart that plays are counted into, unless `--chart` names it. */
export function findListenChart({ chart, size = DEFAULTS.size }: ImportOptions): string {
  return chart ?? `my-top-${size}`
}

export interface ChartOfListens {
  settings: IssueSettings
  listens: ListenSettings
}

/** The settings of a chart: the options, else its configuration, else those that it is stored with, else the defaults. */
export function findListenSettings(
  chart: string,
  options: ImportOptions,
  { config, stored }: { config: Pick<Config, 'charts'>; stored: RawHeader | null },
): ChartOfListens {
  const configured = config.charts.find((each) => each.source === LISTENS && each.chart === chart)
  const before = { ...DEFAULTS, ...stored?.listens }
  const zone =
    configured === undefined || configured.time_zone === 'UTC' ? before.time_zone : configured.time_zone
  const listens: ListenSettings = {
    size: options.size ?? configured?.expected_size ?? before.size,
    least_plays: options.least_plays ?? before.least_plays,
    min_play_ms: options.min_play === undefined ? before.min_play_ms : Math.round(options.min_play * 1000),
    time_zone: options.time_zone ?? zone,
    week_starts: options.week_starts ?? before.week_starts,
  }
  const cadence = options.cadence ?? configured?.cadence ?? stored?.settings.cadence ?? 'weekly'
  if (cadence === 'daily' && options.week_starts !== undefined) {
    throw new UsageError('--week-starts is only for weekly charts', {
      advice: 'leave it out, or pass --cadence weekly',
    })
  }
  return {
    listens,
    settings: {
      chart_name: options.name ?? configured?.name ?? stored?.settings.chart_name ?? null,
      expected_size: null,
      scope: configured?.scope ?? 'other',
      market: configured?.market ?? null,
      cadence,
      weekdays: cadence === 'weekly' ? String(((listens.week_starts + 5) % 7) + 1) : null,
    },
  }
}
