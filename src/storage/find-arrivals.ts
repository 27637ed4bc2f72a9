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
  const add = async (prefix: string, after?: string) => {
    for await (const object of store.list(prefix, after === undefined ? {} : { after })) objects.push(object)
  }
  if (store.listTimes === undefined) {
    for (const source of await store.listFolders(folder)) {
      for (const chart of await store.listFolders(source)) {
        const from = horizon.from(chart.slice(folder.length))
        await add(chart, from === null ? undefined : `${chart}${from}`)
      }
    }
    return { objects, now: null }
  }
  const { times, now } = await store.listTimes(folder)
  if (since === null) await add(folder)
  else for (const [changed, time] of times) if (time >= since) await add(changed)
  return { objects, now }
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
  let noted: Promise<void> | null = null
  return {
    ...store,
    async put(key, bytes) {
      const [, date] = /^chart_issues\/[^/]+\/[^/]+\/(\d{4}-\d{2}-\d{2})\//.exec(key) ?? []
      if (date !== undefined && date < first) await (noted ??= note())
      return store.put(key, bytes)
    },
  }
}

/** The chart date that is `days` before an ISO day or instant. */
export function daysBefore(instant: string, days: number): string {
  return new Date(Date.parse(instant) - days * 86_400_000).toISOString().slice(0, 10)
}
