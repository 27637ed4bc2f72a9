import { checkKey, checkPrefix } from '../domain/keys.ts'
import type { ObjectStore } from './store.ts'
import { conflictingObject, missingMove, missingObject } from './store-errors.ts'

const address = 'memory:'

/** An object store in memory, for tests and experiments. */
export function memoryStore(): ObjectStore {
  const objects = new Map<string, { bytes: Uint8Array; last_modified: Date }>()
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
      return 'stored'
    },
    async replace(key, bytes) {
      checkKey(key)
      objects.set(key, { bytes: bytes.slice(), last_modified: new Date() })
    },
    async *list(prefix) {
      checkPrefix(prefix)
      // Keys are ASCII, so sorting by character sorts by byte.
      for (const key of [...objects.keys()].filter((each) => each.startsWith(prefix)).sort()) {
        const object = objects.get(key)
        if (object === undefined) continue
        yield { key, size: object.bytes.length, last_modified: object.last_modified }
      }
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
      return target === undefined ? 'moved' : 'done'
    },
    async delete(key) {
      checkKey(key)
      objects.delete(key)
    },
  }
}
