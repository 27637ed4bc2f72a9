import { checkFolder, checkKey, checkPrefix } from '../domain/keys.ts'
import type { ObjectStore } from './store.ts'
import { conflictingObject, missingMove, missingObject } from './store-errors.ts'

const address = 'memory:'

/** An object store in memory, for tests and experiments. */
export function memoryStore(): ObjectStore {
  const objects = new Map<string, { bytes: Uint8Array; last_modified: Date }>()
  /** The number of the last change in each folder: greater than those of earlier stores, and never in the future. */
  const times = new Map<string, number>()
  let changes = Date.now() - 10 ** 9
  const noteChange = (key: string) => times.set(key.slice(0, key.lastIndexOf('/') + 1), ++changes)
  const find = (key: string) => {
    checkKey(key)
    const object = objects.get(key)
    if (object === undefined) throw missingObject(key, address)
    return object
  }
  return {
    address,
    get: async (key) => find(key).bytes.slice(),
    async put(key, bytes) {
      checkKey(key)
      if (objects.has(key)) return 'exists'
      objects.set(key, { bytes: bytes.slice(), last_modified: new Date() })
      noteChange(key)
      return 'stored'
    },
    async replace(key, bytes) {
      checkKey(key)
      objects.set(key, { bytes: bytes.slice(), last_modified: new Date() })
      noteChange(key)
    },
    async *list(prefix, { after = '' } = {}) {
      checkPrefix(prefix)
      // Keys are ASCII, so sorting by character sorts by byte.
      for (const key of [...objects.keys()]
        .filter((each) => each.startsWith(prefix) && each > after)
        .sort()) {
        const object = objects.get(key)
        if (object === undefined) continue
        yield { key, size: object.bytes.length, last_modified: object.last_modified }
      }
    },
    async listFolders(folder) {
      checkFolder(folder)
      const below = [...objects.keys()].filter((key) => key.startsWith(folder))
      const ends = below.map((key) => key.indexOf('/', folder.length) + 1)
      return [...new Set(below.map((key, index) => key.slice(0, ends[index])))].filter(Boolean).sort()
    },
    async listTimes(folder) {
      checkFolder(folder)
      const found = [...times].filter(([each]) => each.startsWith(folder))
      return { times: new Map(found), now: changes + 1 }
    },
    async move(from, to) {
      checkKey(from)
      checkKey(to)
      const [source, target] = [objects.get(from), objects.get(to)]
      if (source === undefined && target === undefined) throw missingMove(from, to, address)
      if (source === undefined) return 'done'
      if (target !== undefined && Buffer.compare(source.bytes, target.bytes) !== 0)
        throw conflictingObject(from, to, address)
      if (target === undefined) objects.set(to, { ...source, last_modified: new Date() })
      if (from !== to) objects.delete(from)
      for (const key of [from, to]) noteChange(key)
      return target === undefined ? 'moved' : 'done'
    },
    async delete(key) {
      checkKey(key)
      if (objects.delete(key)) noteChange(key)
    },
  }
}
