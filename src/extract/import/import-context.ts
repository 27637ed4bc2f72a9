import type { Config } from '../../config/config.ts'
import { daysBetween } from '../../domain/calendar.ts'
import type { DayOrder } from '../../sources/chart-rows/read-days.ts'
import type { RecognisedFile } from '../../sources/file-format.ts'
import type { IssueSettings } from '../../sources/raw/raw-object.ts'
import type { ImportOptions } from './import-report.ts'
import type { KnownPlaylists } from './known-playlists.ts'

/** What decides how a file is read. */
export interface ImportContext {
  /** The file's name, without folders and without `.gz`. */
  name: string
  /** Its path or address, as it was given. */
  path: string
  file: RecognisedFile
  /** What the rows are called. */
  source: string
  options: ImportOptions
  config: Pick<Config, 'charts' | 'unsplit_artists'>
  known: KnownPlaylists
  /** The order of day and month that the files of the command share. */
  order: DayOrder | null
  /** ISO date. */
  tomorrow: string
}

/** What states the cadence of a chart. */
export type Stated = Pick<ImportContext, 'options' | 'config' | 'name'> & {
  file: Pick<RecognisedFile, 'cadence'>
}

/** The cadence that options, configuration, the file or its name state; null: the dates decide. */
export function findStatedCadence(
  { options, config, file, name }: Stated,
  chart: string,
): IssueSettings['cadence'] | null {
  const configured = config.charts.find((each) => each.chart === chart)
  return options.cadence ?? configured?.cadence ?? file.cadence ?? findCadenceInName(name)
}

/** The settings of a chart: the options, else its configuration, else what its name shows, and the cadence of its dates. */
export function settingsFor(context: Stated, chart: string, inferred: Cadence): IssueSettings {
  const { options, config } = context
  const configured = config.charts.find((each) => each.chart === chart)
  const cadence = findStatedCadence(context, chart) ?? inferred
  return {
    chart_name: options.name ?? configured?.name ?? null,
    expected_size: configured?.expected_size ?? null,
    scope: configured?.scope ?? 'other',
    market: configured?.market ?? null,
    cadence,
    weekdays: configured?.cadence === cadence ? configured.weekdays : null,
  }
}

export type Cadence = IssueSettings['cadence']

/** Weekly where the commonest distance of two neighbouring dates is a week. */
export function inferCadence(dates: string[]): Cadence {
  const sorted = [...new Set(dates)].sort()
  const counts = new Map<number, number>()
  for (const [index, date] of sorted.slice(1).entries()) {
    const distance = daysBetween(sorted[index] as string, date)
    counts.set(distance, (counts.get(distance) ?? 0) + 1)
  }
  const [commonest] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])
  return commonest?.[0] === 7 ? 'weekly' : 'daily'
}

function findCadenceInName(name: string): Cadence | null {
  const words = new Set(name.toLowerCase().match(/(?<![a-z])(daily|weekly)(?![a-z])/g))
  const [cadence] = words
  return words.size === 1 ? (cadence as Cadence) : null
}
