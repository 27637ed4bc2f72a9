import type { ChartName } from '../../domain/chart-name.ts'
import type { ObjectStore } from '../../storage/store.ts'
import { storedDates } from '../extract-chart.ts'
import { type Cadence, findStatedCadence, inferCadence } from './import-context.ts'
import type { PlacedFile } from './import-snapshot.ts'
import type { Slot } from './place-files.ts'

/** The dates of the charts in a command: those of all its files, and those that are stored. */
export interface Calendar {
  /** The cadence that the dates of a chart show; daily where others state it. */
  inferCadence(source: string, chart: string): Cadence
  /** A line for each chart of the file whose cadence is a guess from one date. */
  describeGuess(placed: PlacedFile): string[]
  /** Charts that are stored as daily, and that the new dates show to be weekly. */
  weekly: ChartName[]
}

interface ChartDates extends ChartName {
  dates: Set<string>
  stored: Set<string>
}

/** Reads the dates that are stored of one chart. */
export type ReadDates = (source: string, chart: string) => Promise<string[]>

export async function readCalendar(
  { raw, importedDates }: { raw: ObjectStore; importedDates?: ReadDates },
  slots: Slot[],
): Promise<Calendar> {
  const charts = new Map<string, ChartDates>()
  for (const slot of slots) {
    if (typeof slot === 'string') continue
    const { source } = slot.header
    for (const [chart, dates] of slot.dates) {
      if (findStatedCadence(slot.context, chart) !== null) continue
      const key = `${source} ${chart}`
      const found = charts.get(key) ?? { source, chart, dates: new Set(), stored: new Set() }
      charts.set(key, found)
      for (const date of dates) found.dates.add(date)
    }
  }
  for (const { source, chart, stored } of charts.values()) {
    for (const date of await storedDates(raw, source, chart)) stored.add(date)
    for (const date of (await importedDates?.(source, chart)) ?? []) stored.add(date)
  }
  const found = new Map([...charts].map(([key, chart]) => [key, describeDates(chart)]))
  const find = (source: string, chart: string) => found.get(`${source} ${chart}`)
  return {
    inferCadence: (source, chart) => find(source, chart)?.cadence ?? 'daily',
    describeGuess: ({ header: { source }, dates }) =>
      [...dates.keys()].flatMap((chart) =>
        find(source, chart)?.isSingle
          ? [`guessed: ${chart} has one date and is taken as daily; for a weekly chart pass --cadence weekly`]
          : [],
      ),
    weekly: [...charts.values()].filter(
      (each) =>
        each.stored.size > 0 &&
        inferCadence([...each.stored]) === 'daily' &&
        describeDates(each).cadence === 'weekly',
    ),
  }
}

function describeDates({ stored, dates }: ChartDates): { cadence: Cadence; isSingle: boolean } {
  const all = new Set([...stored, ...dates])
  return { cadence: inferCadence([...all]), isSingle: all.size === 1 }
}
