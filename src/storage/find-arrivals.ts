import { once } from '../domain/once.ts'
import type { ObjectStore, StoredObject } from './store.ts'

/** How far a search for new objects goes back. */
export interface Horizon {
  /** `now` of an earlier search in the same folder; null: everything is listed. */
  since: number | null
  /** For a store without times: the first chart date to list of `<source>/<chart>/`; null: all of it. */
  from(chart: string): string | null
}

export interface Arrivals {
  objects: StoredObject[]
  /** `since` of the next search; null for a store without times. */
  now: number | null
}

/** Days before its newest chart date in which a new object of a chart is found in a bucket. */
export const DAYS_BACK = 35

/**
 * The objects of a table, or of a raw prefix, that may be new since an earlier search. In a folder these are all objects of
 * the folders that have changed, so none is missed. In a bucket they are those of the last chart dates, and all imports.
 */
export async function findArrivals(store: ObjectStore, folder: string, horizon: Horizon): Promise<Arrivals> {
  const { since } = horizon
  const objects: StoredObject[] = []
  const add = async (prefix: string) => {
    for await (const object of store.list(prefix)) objects.push(object)
  }
  if (store.listTimes === undefined) {
    for await (const object of listRecent(store, folder, horizon.from)) objects.push(object)
    return { objects, now: null }
  }
  const { times, now } = await store.listTimes(folder)
  if (since === null || isAhead(since)) await add(folder)
  else for (const [changed, time] of times) if (time >= since) await add(changed)
  return { objects, now }
}

/** The objects of each chart from a chart date on, and all imports, in byte order of the keys. */
export async function* listRecent(
  store: ObjectStore,
  folder: string,
  from: Horizon['from'],
): AsyncIterable<StoredObject> {
  for (const source of await store.listFolders(folder)) {
    for (const chart of await store.listFolders(source)) {
      const first = from(chart.slice(folder.length))
      yield* store.list(chart, first === null ? {} : { after: `${chart}${first}` })
    }
  }
}

/** From which chart date on new objects of a chart are looked for in a bucket; null for a new chart: all. */
export function findFirstDate(newest: string | undefined, today: string): string | null {
  if (newest === undefined) return null
  return daysBefore(newest < today ? newest : today, DAYS_BACK)
}

/** The same for runs, whose names begin with their time: a text that is smaller than the first key. */
export function findFirstRun(newest: string): string | null {
  const [, year, month, day] = /^runs\/(\d{4})(\d{2})(\d{2})t/.exec(newest) ?? []
  if (year === undefined) return null
  return `runs/${daysBefore(`${year}-${month}-${day}`, DAYS_BACK).replaceAll('-', '')}`
}

/** Whether `now` of an earlier search is in the future: the clock was set back, and changes since then have smaller times. */
export function isAhead(since: number): boolean {
  return since > Date.now()
}

/** Days by which a file may be late when it is written, so that the next load finds it even a week later. */
const DAYS_LATE = DAYS_BACK - 7

/**
 * The same store. In a bucket, a file of chart issues of a past date is not among those that the next load looks for, so
 * `note` runs before the first one is written.
 */
export function noteLateFiles(store: ObjectStore, today: string, note: () => Promise<void>): ObjectStore {
  if (store.listTimes !== undefined) return store
  const first = daysBefore(today, DAYS_LATE)
  const noteOnce = once(note)
  return {
    ...store,
    async put(key, bytes) {
      const [, date] = /^chart_issues\/[^/]+\/[^/]+\/(\d{4}-\d{2}-\d{2})\//.exec(key) ?? []
      if (date !== undefined && date < first) await noteOnce()
      return store.put(key, bytes)
    },
  }
}

/** The chart date that is `days` before an ISO day or instant. */
export function daysBefore(instant: string, days: number): string {
  return new Date(Date.parse(instant) - days * 86_400_000).toISOString().slice(0, 10)
}
