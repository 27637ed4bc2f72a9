import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { copyMissing } from '../../src/storage/copy-objects.ts'
import { memoryStore } from '../../src/storage/memory-store.ts'
import { openStore } from '../../src/storage/open-store.ts'
import type { ObjectStore } from '../../src/storage/store.ts'
import { keys } from './store-suite.ts'

let folder: string
let cloud: ObjectStore
let here: ObjectStore
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hitparade-copy-'))
  cloud = memoryStore()
  here = await openStore(folder)
  for (const key of ['songs/a', 'songs/b', 'issues/a', 'issues/b', 'other/a'])
    await cloud.put(key, bytes(key))
})
afterEach(() => rm(folder, { recursive: true }))

const bytes = (text: string) => Buffer.from(text)
const prefixes = ['songs/', 'issues/']
const copy = (from = cloud, to = here) => copyMissing({ from, to, prefixes })

/** A store whose lists have a hash of each object, as S3 does. */
function withHashes(store: ObjectStore, hash: (bytes: Uint8Array) => string): ObjectStore {
  return {
    ...store,
    async *list(prefix) {
      for await (const object of store.list(prefix))
        yield { ...object, md5: hash(await store.get(object.key)) }
    },
  }
}
const md5 = (content: Uint8Array) => createHash('md5').update(content).digest('hex')

test('objects under the prefixes are copied, and no others', async () => {
  expect(await copy()).toEqual({ copied: 4, bytes: 30, there: 0, collisions: [] })
  expect(await keys(here, '')).toEqual(['issues/a', 'issues/b', 'songs/a', 'songs/b'])
  expect(Buffer.from(await here.get('songs/b')).toString()).toBe('songs/b')
})

test('a second copy copies only new objects', async () => {
  await copy()
  await cloud.put('songs/aa', bytes('new'))
  expect(await copy()).toEqual({ copied: 1, bytes: 3, there: 4, collisions: [] })
})

test('while another process writes, objects of the last prefix have their objects under the earlier prefixes', async () => {
  const writing: ObjectStore = {
    ...cloud,
    async *list(prefix) {
      yield* cloud.list(prefix)
      // Another process stores a song and then its issue after each list.
      const name = `new-after-${prefix.slice(0, -1)}`
      for (const folder of prefixes) await cloud.put(`${folder}${name}`, bytes(name))
    },
  }
  await copy(writing)
  const issues = await keys(here, 'issues/')
  const songs = await keys(here, 'songs/')
  expect(songs).toEqual(expect.arrayContaining(issues.map((key) => key.replace('issues/', 'songs/'))))
  expect(issues).toEqual(['issues/a', 'issues/b'])
})

test('objects that only the target has are kept and not read', async () => {
  for (const key of ['songs/0', 'songs/aa', 'songs/z']) await here.put(key, bytes('own'))
  expect(await copy()).toMatchObject({ copied: 4, there: 0 })
  expect(await keys(here, 'songs/')).toEqual(['songs/0', 'songs/a', 'songs/aa', 'songs/b', 'songs/z'])
})

test('progress counts the copied objects', async () => {
  await here.put('songs/a', bytes('songs/a'))
  const calls: [number, number][] = []
  await copyMissing({ from: cloud, to: here, prefixes, on: (...step) => calls.push(step) })
  expect(calls).toEqual([1, 2, 3].map((done) => [done, 3]))
})

test('a prefix is complete before the next begins', async () => {
  const written: string[] = []
  const noting: ObjectStore = {
    ...here,
    put(key, content) {
      written.push(key)
      return here.put(key, content)
    },
  }
  await copy(cloud, noting)
  expect(written.map((key) => key.split('/')[0])).toEqual(['songs', 'songs', 'issues', 'issues'])
})

test('a copy that failed continues where it ended', async () => {
  const breaking: ObjectStore = {
    ...cloud,
    get: async (key) => (key === 'issues/a' ? Promise.reject(new Error('gone')) : cloud.get(key)),
  }
  await expect(copy(breaking)).rejects.toThrow('gone')
  const before = await keys(here, '')
  expect(before).toEqual(['issues/b', 'songs/a', 'songs/b'])
  expect(await copy()).toMatchObject({ copied: 1, there: 3 })
})

test('another size under the same key is a collision: the target is kept and other objects are copied', async () => {
  await here.put('songs/a', bytes('mine'))
  expect(await copy()).toMatchObject({ copied: 3, collisions: ['songs/a'] })
  expect(Buffer.from(await here.get('songs/a')).toString()).toBe('mine')
})

test('other bytes of the same size are a collision if the list has the MD5', async () => {
  await here.put('songs/a', bytes('songs/!'))
  await here.put('songs/b', bytes('songs/b'))
  expect(await copy(withHashes(cloud, md5))).toMatchObject({ copied: 2, there: 1, collisions: ['songs/a'] })
})

test('a hash that is not an MD5 is not a collision, and few objects are read to find out', async () => {
  for (let index = 100; index < 150; index += 1) await cloud.put(`songs/${index}`, bytes(`${index}`))
  await copy()
  let read = 0
  const hashing = withHashes(cloud, (content) => md5(Buffer.concat([content, content])))
  const counting: ObjectStore = {
    ...hashing,
    get(key) {
      read += 1
      return cloud.get(key)
    },
  }
  expect(await copy(counting)).toMatchObject({ copied: 0, there: 54, collisions: [] })
  expect(read).toBeLessThan(20)
})

test('an object that another process puts meanwhile is compared by its bytes', async () => {
  const racing: ObjectStore = {
    ...cloud,
    async get(key) {
      if (key === 'songs/a') await here.put(key, bytes('songs/a'))
      if (key === 'songs/b') await here.put(key, bytes('other'))
      return cloud.get(key)
    },
  }
  expect(await copy(racing)).toMatchObject({ copied: 2, there: 1, collisions: ['songs/b'] })
})

test('the bytes in flight are limited, and a large object is copied alone', async () => {
  const large = 40 * 2 ** 20
  let [inFlight, most, count] = [0, 0, 0]
  const heavy: ObjectStore = {
    ...cloud,
    async *list(prefix) {
      for (let index = 10; prefix === 'songs/' && index < 15; index += 1) {
        yield {
          key: `songs/${index}`,
          size: index === 12 ? 3 * large : large / 2,
          last_modified: new Date(0),
        }
      }
    },
    async get(key) {
      inFlight += key === 'songs/12' ? 3 * large : large / 2
      most = Math.max(most, inFlight)
      count += 1
      await new Promise((resolve) => setImmediate(resolve))
      inFlight -= key === 'songs/12' ? 3 * large : large / 2
      return bytes(key)
    },
  }
  await copy(heavy)
  expect(count).toBe(5)
  expect(most).toBe(3 * large)
})
