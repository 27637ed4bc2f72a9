import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { temporaryFolder } from '../../domain/keys.ts'
import { hasEnded } from '../folder/temporary-files.ts'
import type { ObjectStore, StoredObject } from '../store.ts'

/** The objects under a prefix, in a store that keeps former versions also those of which only such a version is left. */
export function listVersions(store: ObjectStore, prefix: string): AsyncIterable<StoredObject> {
  return store.versions === undefined ? store.list(prefix) : store.versions.list(prefix)
}

/** Deletes an object with all its versions. An object that does not exist is not an error. */
export async function eraseObject(store: ObjectStore, key: string): Promise<void> {
  if (store.versions === undefined) await store.delete(key)
  else await store.versions.erase(key)
}

/** Deletes the unfinished files of killed processes, if the store is a folder. */
export async function eraseTemporary({ address, localPath }: ObjectStore): Promise<void> {
  if (localPath === undefined) return
  const folder = join(address, temporaryFolder)
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name)
    const written = (await stat(path).catch(() => null))?.mtime
    const pid = Number(/^(\d+)-/.exec(name)?.[1])
    if (written !== undefined && pid > 0 && hasEnded(pid, written)) await rm(path, { force: true })
  }
}
