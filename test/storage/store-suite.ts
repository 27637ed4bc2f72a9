import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeSegment, maxKeyLength, maxSegmentLength } from '../../src/domain/keys.ts'
import type { ObjectStore } from '../../src/storage/store.ts'

export interface OpenedStore {
  /** Empty. */
  store: ObjectStore
  close(): Promise<void>
}

/** What `store.ts` promises of every driver. Each test has keys of its own in one store. */
export function describeStore(name: string, open: () => Promise<OpenedStore>) {
  describe(`${name} store`, () => {
    let opened: OpenedStore
    let store: ObjectStore
    beforeAll(async () => {
      opened = await open()
      store = opened.store
    })
    afterAll(() => opened?.close())

    describe('holds objects', () => {
      test('and gives back the bytes that were put', async () => {
        expect(await store.put('bytes/a.gz', toBytes('first'))).toBe('stored')
        expect(toText(await store.get('bytes/a.gz'))).toBe('first')
      })

      test('of no bytes at all', async () => {
        await store.put('bytes/empty', new Uint8Array())
        expect((await store.get('bytes/empty')).length).toBe(0)
        expect(await sizes(store, 'bytes/empty')).toEqual({ 'bytes/empty': 0 })
      })

      test('of 5 MB', async () => {
        const large = new Uint8Array(5_000_000).map((_, index) => (index * 31) % 251)
        await store.put('bytes/large', large)
        expect(Buffer.compare(await store.get('bytes/large'), large)).toBe(0)
        expect(await sizes(store, 'bytes/large')).toEqual({ 'bytes/large': large.length })
      })

      test('whose bytes are not changed with those of the caller', async () => {
        const bytes = toBytes('before')
        await store.put('bytes/own', bytes)
        bytes.fill(0)
        expect(toText(await store.get('bytes/own'))).toBe('before')
        const got = await store.get('bytes/own')
        got.fill(0)
        expect(toText(await store.get('bytes/own'))).toBe('before')
      })

      test('and says that one is missing', async () => {
        await expect(store.get('bytes/none')).rejects.toMatchObject({ name: 'StoreError', code: 'Missing' })
        await expect(store.get('bytes/a.gz/below')).rejects.toMatchObject({ code: 'Missing' })
        await expect(store.get('bytes')).rejects.toMatchObject({ code: 'Missing' })
      })
    })

    describe('puts an object only where there is none', () => {
      test('and keeps the first', async () => {
        expect(await store.put('put/once', toBytes('first'))).toBe('stored')
        expect(await store.put('put/once', toBytes('second'))).toBe('exists')
        expect(toText(await store.get('put/once'))).toBe('first')
      })

      test('with 30 writers of one key: one stores, and what it wrote is there', async () => {
        const answers = await Promise.all(
          Array.from({ length: 30 }, (_, writer) => store.put('put/race', toBytes(`writer ${writer}`))),
        )
        expect(answers.filter((answer) => answer === 'stored')).toHaveLength(1)
        expect(answers.filter((answer) => answer === 'exists')).toHaveLength(29)
        expect(toText(await store.get('put/race'))).toBe(`writer ${answers.indexOf('stored')}`)
        expect(await keys(store, 'put/race')).toEqual(['put/race'])
      })

      test('and again after it was deleted', async () => {
        await store.put('put/again', toBytes('old'))
        await store.delete('put/again')
        await expect(store.get('put/again')).rejects.toMatchObject({ code: 'Missing' })
        expect(await store.put('put/again', toBytes('new'))).toBe('stored')
        expect(toText(await store.get('put/again'))).toBe('new')
      })
    })

    describe('replaces an object', () => {
      test('with other bytes, under the same key', async () => {
        await store.put('replace/x', toBytes('first'))
        await store.replace('replace/x', toBytes('second'))
        expect(toText(await store.get('replace/x'))).toBe('second')
        expect(await sizes(store, 'replace/')).toEqual({ 'replace/x': 6 })
      })

      test('that does not exist by writing it', async () => {
        await store.replace('replace-none/x', toBytes('new'))
        expect(toText(await store.get('replace-none/x'))).toBe('new')
        expect(await store.put('replace-none/x', toBytes('other'))).toBe('exists')
      })

      test('as a whole: of ten writers and a reader each sees complete bytes', async () => {
        await store.put('replace/race', new Uint8Array(100_000).fill(0))
        const writes = Array.from({ length: 10 }, (_, writer) =>
          store.replace('replace/race', new Uint8Array(100_000).fill(writer)),
        )
        const reads = Array.from({ length: 10 }, () => store.get('replace/race'))
        await Promise.all(writes)
        for (const bytes of [...(await Promise.all(reads)), await store.get('replace/race')]) {
          expect(bytes.length).toBe(100_000)
          expect(bytes.every((byte) => byte === bytes[0])).toBe(true)
        }
      })
    })

    describe('deletes', () => {
      test('one object and no other', async () => {
        await store.put('delete/a/one', toBytes('1'))
        await store.put('delete/a/two', toBytes('2'))
        await store.delete('delete/a/one')
        expect(await keys(store, 'delete/')).toEqual(['delete/a/two'])
      })

      test('what is not there without an error', async () => {
        await store.delete('delete/none/at/all')
        await store.delete('delete/a/two/below')
        expect(await keys(store, 'delete/none')).toEqual([])
      })
    })

    describe('lists', () => {
      test('nothing under a prefix that nobody used', async () => {
        expect(await keys(store, 'list-nothing/')).toEqual([])
        expect(await keys(store, 'list-nothing/at/all')).toEqual([])
      })

      test('in the order of the whole keys, not folder by folder', async () => {
        const expected = [
          'a-b/1',
          'a.b/1',
          'a/1',
          'a/b-c/2',
          'a/b.c',
          'a/b/1',
          'a/b/c/d',
          'a/b0',
          'a0/1',
          'ab',
          'a_/1',
        ]
          .map((key) => `order/${key}`)
          .sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)))
        await putAll(store, [...expected].reverse())
        expect(await keys(store, 'order/')).toEqual(expected)
        expect(await keys(store, 'order/a')).toEqual(expected)
        expect(await keys(store, 'order/a/')).toEqual(expected.filter((key) => key.startsWith('order/a/')))
      })

      test('under a prefix that ends within a segment', async () => {
        await putAll(store, [
          'part/2026-01-31/x',
          'part/2026-02-01/x',
          'part/2026-02-28/y',
          'part/2026-12-01/x',
        ])
        expect(await keys(store, 'part/2026-02')).toEqual(['part/2026-02-01/x', 'part/2026-02-28/y'])
        expect(await keys(store, 'part/2026-02-28/y')).toEqual(['part/2026-02-28/y'])
        expect(await keys(store, 'part/2026-02-28/y/')).toEqual([])
        expect(await keys(store, 'par')).toEqual(expect.arrayContaining(['part/2026-12-01/x']))
      })

      test('everything under no prefix', async () => {
        await store.put('whole/x', toBytes('x'))
        const all = await keys(store, '')
        expect(all).toContain('whole/x')
        expect(all).toEqual([...all].sort())
      })

      test('only keys after a given text, which need not be a key', async () => {
        const all = ['a/2026-01-31/x', 'a/2026-02-01/x', 'a/2026-02-01/y', 'a/2026-02-02/x', 'b/2026-01-01/x']
        await putAll(
          store,
          all.map((key) => `after/${key}`),
        )
        const list = async (prefix: string, after: string) => {
          const found: string[] = []
          for await (const { key } of store.list(prefix, { after })) found.push(key.replace('after/', ''))
          return found
        }
        expect(await list('after/', 'after/a/2026-02-01')).toEqual(all.slice(1))
        expect(await list('after/a/', 'after/a/2026-02-01/x')).toEqual(all.slice(2, 4))
        expect(await list('after/a/', 'after/b')).toEqual([])
        expect(await list('after/b/', 'after/a')).toEqual(all.slice(4))
      })

      test('the folders of a folder, without those below', async () => {
        await putAll(store, ['folders/b/x', 'folders/a/1/x', 'folders/a/2/x', 'folders/a-b/x', 'folders/x'])
        expect(await store.listFolders('folders/')).toEqual(['folders/a-b/', 'folders/a/', 'folders/b/'])
        expect(await store.listFolders('folders/a/')).toEqual(['folders/a/1/', 'folders/a/2/'])
        expect(await store.listFolders('folders/none/')).toEqual([])
        expect(await store.listFolders('')).toContain('folders/')
        await expect(store.listFolders('folders')).rejects.toMatchObject({ name: 'StoreError' })
      })

      test('the folders that have changed since, where the store knows them', async () => {
        if (store.listTimes === undefined) return
        await putAll(store, ['times-of/s/c/2026-01-01/x', 'times-of/s/c/2026-01-02/x', 'times-of/s/import/x'])
        const before = await store.listTimes('times-of/')
        const folders = ['s/c/2026-01-01/', 's/c/2026-01-02/', 's/import/'].map((key) => `times-of/${key}`)
        expect([...before.times.keys()].sort()).toEqual(folders)
        await putAll(store, ['times-of/s/c/2026-01-02/late'])
        const after = await store.listTimes('times-of/')
        for (const changed of folders.slice(1, 2))
          expect(after.times.get(changed)).toBeGreaterThanOrEqual(before.now)
        expect(after.times.get(folders[0] ?? '')).toBe(before.times.get(folders[0] ?? ''))
      })

      test('when an object was written', async () => {
        await store.put('times/x', toBytes('x'))
        for await (const object of store.list('times/')) {
          expect(object.last_modified.getTime()).toBeGreaterThan(Date.parse('2024-01-01T00:00:00Z'))
        }
      })

      test('more than a page of 1,000, each once and in order', { timeout: 120_000 }, async () => {
        const many = Array.from(
          { length: 1_100 },
          (_, index) => `many/${index % 7}/${String(index).padStart(5, '0')}`,
        )
        await putAll(store, many)
        expect(await keys(store, 'many/')).toEqual([...many].sort())
        expect(await keys(store, 'many/3/')).toEqual(many.filter((key) => key.startsWith('many/3/')).sort())
      })

      test('and lets its reader stop early', async () => {
        await putAll(store, ['early/a/1', 'early/b/1', 'early/c/1'])
        for await (const { key } of store.list('early/')) {
          expect(key).toBe('early/a/1')
          break
        }
      })
    })

    describe('moves', () => {
      test('an object, byte for byte', async () => {
        await store.put('move/to_process/x', toBytes('moved'))
        expect(await store.move('move/to_process/x', 'move/processed/x')).toBe('moved')
        expect(toText(await store.get('move/processed/x'))).toBe('moved')
        expect(await keys(store, 'move/')).toEqual(['move/processed/x'])
      })

      test('and says done where that has happened', async () => {
        await store.put('twice/from/x', toBytes('once'))
        await store.move('twice/from/x', 'twice/to/x')
        expect(await store.move('twice/from/x', 'twice/to/x')).toBe('done')
        expect(toText(await store.get('twice/to/x'))).toBe('once')
      })

      test('and says missing where neither end is there', async () => {
        const move = store.move('nowhere/from/x', 'nowhere/to/x')
        await expect(move).rejects.toMatchObject({ name: 'StoreError', code: 'Missing' })
        await expect(store.move('nowhere/x', 'nowhere/x')).rejects.toMatchObject({ code: 'Missing' })
      })

      test('and finishes a move that was cut off between its two ends', async () => {
        await store.put('half/from/x', toBytes('same'))
        await store.put('half/to/x', toBytes('same'))
        expect(await store.move('half/from/x', 'half/to/x')).toBe('done')
        expect(await keys(store, 'half/')).toEqual(['half/to/x'])
      })

      test('never over another object', async () => {
        await store.put('over/from/x', toBytes('one'))
        await store.put('over/to/x', toBytes('another'))
        await expect(store.move('over/from/x', 'over/to/x')).rejects.toMatchObject({ code: 'Store' })
        expect(toText(await store.get('over/from/x'))).toBe('one')
        expect(toText(await store.get('over/to/x'))).toBe('another')
      })

      test('onto itself without losing the object', async () => {
        await store.put('self/x', toBytes('kept'))
        expect(await store.move('self/x', 'self/x')).toBe('done')
        expect(toText(await store.get('self/x'))).toBe('kept')
      })

      test('back again, and put and move again', async () => {
        await store.put('back/from/x', toBytes('x'))
        await store.move('back/from/x', 'back/to/x')
        expect(await store.move('back/to/x', 'back/from/x')).toBe('moved')
        expect(await store.move('back/from/x', 'back/to/x')).toBe('moved')
        expect(await store.put('back/from/x', toBytes('x'))).toBe('stored')
        expect(await keys(store, 'back/')).toEqual(['back/from/x', 'back/to/x'])
      })

      test('with ten movers of one object: one has moved it, the others are done', async () => {
        await store.put('crowd/from/x', toBytes('wanted'))
        const moves = Array.from({ length: 10 }, () => store.move('crowd/from/x', 'crowd/to/x'))
        expect((await Promise.all(moves)).sort()).toEqual([...Array(9).fill('done'), 'moved'])
        expect(await keys(store, 'crowd/')).toEqual(['crowd/to/x'])
        expect(toText(await store.get('crowd/to/x'))).toBe('wanted')
      })

      test('many objects of one folder at once while others are put there', async () => {
        const names = Array.from({ length: 40 }, (_, index) => `x${index}`)
        const way = async (name: string) => {
          await store.put(`busy/from/${name}`, toBytes(name))
          return store.move(`busy/from/${name}`, `busy/to/${name}`)
        }
        expect(new Set(await Promise.all(names.map(way)))).toEqual(new Set(['moved']))
        expect(await keys(store, 'busy/')).toEqual(names.map((name) => `busy/to/${name}`).sort())
      })
    })

    describe('takes as keys', () => {
      const odd = [
        'Été à Rio',
        '東京 100',
        '100 % + a/b?c=d&e#f',
        '.hidden',
        'a..b',
        'dots...',
        '~tilde',
        '+',
        "it's",
      ]
      test.each(odd)('what encodes %j', async (text) => {
        const key = `odd/${encodeSegment(text)}/x%20y.json.gz`
        await store.put(key, toBytes(text))
        expect(await keys(store, `odd/${encodeSegment(text)}/`)).toEqual([key])
        expect(await store.move(key, key.replace('odd/', 'moved/'))).toBe('moved')
        expect(toText(await store.get(key.replace('odd/', 'moved/')))).toBe(text)
        expect(await keys(store, `odd/${encodeSegment(text)}/`)).toEqual([])
      })

      test('the longest segments and the longest key', async () => {
        const segment = '%c3'.repeat(maxSegmentLength / 3)
        const key = `${segment}/${segment}/${segment}/`.padEnd(maxKeyLength, 'z')
        expect(key.length).toBe(maxKeyLength)
        await store.put(key, toBytes('long'))
        expect(toText(await store.get(key))).toBe('long')
        expect(await keys(store, segment)).toEqual([key])
      })

      const wrong = [
        '',
        '/',
        '/a',
        'a/',
        'a//b',
        '.',
        '..',
        '../a',
        'a/../b',
        'a/./b',
        'a/...',
        'A',
        'a b',
        'a%',
        'a%2',
      ]
      const named = ['a%2F', 'a\\b', 'a\0', 'é', '.tmp/x', ...wrong].map((key) => ({
        name: JSON.stringify(key),
        key,
      }))
      const long = [
        { name: 'a longer segment', key: 'x'.repeat(maxSegmentLength + 1) },
        { name: 'a longer key', key: `${'x/'.repeat(maxKeyLength / 2)}x` },
      ]
      test.each([...named, ...long])('nothing like $name', async ({ key }) => {
        const refusal = { name: 'StoreError', code: 'Store' }
        await expect(store.put(key, toBytes('x'))).rejects.toMatchObject(refusal)
        await expect(store.replace(key, toBytes('x'))).rejects.toMatchObject(refusal)
        await expect(store.get(key)).rejects.toMatchObject(refusal)
        await expect(store.delete(key)).rejects.toMatchObject(refusal)
        await expect(store.move(key, 'wrong/x')).rejects.toMatchObject(refusal)
        await expect(store.move('wrong/x', key)).rejects.toMatchObject(refusal)
      })

      test.each(['../', '/a', 'a//', 'a/../b', '.tmp/', 'A', 'a b'])(
        'nor lists the prefix %j',
        async (prefix) => {
          await expect(keys(store, prefix)).rejects.toMatchObject({ name: 'StoreError', code: 'Store' })
        },
      )
    })
  })
}

const toBytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const toText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

export async function keys(store: ObjectStore, prefix: string): Promise<string[]> {
  const found: string[] = []
  for await (const { key } of store.list(prefix)) found.push(key)
  return found
}

async function sizes(store: ObjectStore, prefix: string): Promise<Record<string, number>> {
  const found: Record<string, number> = {}
  for await (const { key, size } of store.list(prefix)) found[key] = size
  return found
}

/** Twenty at a time. */
async function putAll(store: ObjectStore, all: string[]) {
  const waiting = [...all]
  const work = async () => {
    for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) await store.put(key, toBytes(key))
  }
  await Promise.all(Array.from({ length: 20 }, work))
}
