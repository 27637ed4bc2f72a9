import type { ObjectStore } from './store.ts'

/** For messages: the path of an object in a folder, its address in a bucket. */
export function locateObject(store: ObjectStore, key: string): string {
  return store.localPath?.(key) ?? `${store.address}/${key}`
}
