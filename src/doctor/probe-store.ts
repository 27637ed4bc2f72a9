import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { getMessage } from '../domain/errors.ts'
import type { Finding } from '../domain/finding.ts'
import type { ObjectStore } from '../storage/store.ts'

/**
 * Writes an object twice, lists, reads and deletes it. A folder that does not exist is left alone: the first run creates
 * it.
 */
export async function probeStore(store: ObjectStore, name: 'raw' | 'curated'): Promise<Finding[]> {
  if (store.localPath !== undefined && !existsSync(store.address)) return []
  const key = `doctor/${randomBytes(6).toString('hex')}`
  const bytes = Buffer.from('written by hitparade doctor')
  try {
    await store.put(key, bytes)
  } catch (error) {
    const finding = `the ${name} store cannot be written: ${getMessage(error)}`
    return [{ finding, next: `give this user write access to ${store.address}` }]
  }
  try {
    const problem = await findProblem(store, key, bytes)
    if (problem === null) return []
    const next = `use another "${name}": two runs at once could overwrite each other there`
    return [{ finding: `the ${name} store ${problem}`, next }]
  } finally {
    await store.delete(key)
  }
}

async function findProblem(store: ObjectStore, key: string, bytes: Uint8Array): Promise<string | null> {
  if ((await store.put(key, Buffer.from('again'))) !== 'exists')
    return 'overwrites objects: it ignores If-None-Match'
  const keys: string[] = []
  for await (const object of store.list('doctor/')) keys.push(object.key)
  if (!keys.includes(key)) return 'does not list a new object'
  return Buffer.compare(await store.get(key), bytes) === 0 ? null : 'returns other bytes than were written'
}
