import { checkKey, checkPrefix } from '../domain/keys.ts'
import type { ObjectStore } from './store.ts'
import { conflictingObject, missingObject } from './store-errors.ts'

const address = 'memory:'

/** An object store that lasts as long as it is referred to: for tests and for trying things out. */
export function memoryStore(): ObjectStore {
  const objects = new Map<string, { bytes: Uint8Array; last_modified: Date }>()
  const found = (key: string) => {
    checkKey(key)
    const object = objects.get(key)
    if (object === undefined) throw missingObject(key, address)
    return object
  }
  return {
    address,
    get: async (key) => found(key).bytes.slice(),
    async put(key, bytes) {
      checkKey(key)
      if (objects.has(key)) return 'exists'
      objects.set(key, { bytes: bytes.slice(), last_modified: new Date() })
      return 'stored'
    },
    async *list(prefix) {
      checkPrefix(prefix)
      // Keys are ASCII: the order of their characters is that of their bytes.
      for (const key of [...objects.keys()].filter((each) => each.startsWith(prefix)).sort()) {
        const object = objects.get(key)
        if (object === undefined) continue
        yield { key, size: object.bytes.length, last_modified: object.last_modified }
      }
    },
    async move(from, to) {
      checkKey(from)
      checkKey(to)
      if (!objects.has(from) && objects.has(to)) return 'done'
      const source = found(from)
      const target = objects.get(to)
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
