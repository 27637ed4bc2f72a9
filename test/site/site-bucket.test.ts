import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sha256 } from '../../src/domain/hash.ts'
import type { Address } from '../../src/site/addresses.ts'
import { buildSite } from '../../src/site/build/build-site.ts'
import type { Manifest } from '../../src/site/build/manifest.ts'
import { openSiteBucket } from '../../src/site/build/site-bucket.ts'
import { openSiteFolder } from '../../src/site/build/site-folder.ts'
import { routes } from '../../src/site/routes.ts'
import { openSite } from '../../src/site/site.ts'
import { memoryStore } from '../../src/storage/memory-store.ts'
import type { ObjectStore } from '../../src/storage/store.ts'
import type { Warehouse } from '../../src/warehouse/warehouse.ts'
import { issues, songs } from '../support/fixtures/parade.ts'
import { createWarehouse } from '../support/warehouse/warehouse.ts'
import { createContext, createFolder } from './demo-site.ts'

let warehouse: Warehouse
let own: Awaited<ReturnType<typeof createFolder>>

beforeAll(async () => {
  warehouse = await createWarehouse(songs, issues.slice(0, 4))
  own = await createFolder()
})

afterAll(async () => {
  await Promise.all([warehouse.close(), own.remove()])
})

/** Pages of charts and songs, which change with each issue. */
const kinds = routes.filter(({ name }) => ['issue', 'chart', 'song', 'home'].includes(name))

const build = async (store: ObjectStore) =>
  buildSite(await openSite(createContext(warehouse)), openSiteBucket(store), { kinds })

/** Writes a site with this content by address as a build does: only what differs from the manifest. */
async function publish(store: ObjectStore, site: Record<string, string> = {}): Promise<void> {
  const target = openSiteBucket(store)
  const before = await target.readManifest()
  const pages: Manifest['pages'] = {}
  for (const [address, text] of Object.entries(site)) {
    const page = placePage(address)
    pages[page] ??= { version: '', files: {} }
    const hash = sha256(text)
    pages[page].files[address] = hash
    if (before?.pages[page]?.files[address] !== hash)
      await target.write(address as Address, Buffer.from(text), 'text/plain')
  }
  await target.publish({ made_by: 'test', pages })
}

function placePage(address: string): string {
  return address.replace(/\.json$/, '/')
}

async function readStore(store: ObjectStore): Promise<Record<string, string>> {
  const objects: Record<string, string> = {}
  for await (const { key } of store.list(''))
    objects[key] = Buffer.from(await store.get(key)).toString('latin1')
  return objects
}

/** A store whose connection is lost at one of the calls that change it. */
function losing(store: ObjectStore, atCall: number): ObjectStore {
  let calls = 0
  const orLose = async <T>(call: () => Promise<T>): Promise<T> => {
    calls += 1
    if (calls >= atCall) throw new Error('the connection is lost')
    return call()
  }
  return {
    ...store,
    replace: (...given) => orLose(() => store.replace(...given)),
    delete: (key) => orLose(() => store.delete(key)),
  }
}

describe('a site in a bucket', () => {
  test('has the files of a site in a folder', async () => {
    const store = memoryStore()
    const report = await build(store)
    const folder = join(own.folder, 'site')
    expect(
      await buildSite(await openSite(createContext(warehouse)), openSiteFolder(folder), { kinds }),
    ).toEqual(report)
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    const files = names.filter((name) => statSync(join(folder, name)).isFile()).sort()
    const contents = files.map((name) => [name, readFileSync(join(folder, name), 'latin1')])
    expect(await readStore(store)).toEqual(Object.fromEntries(contents))
  })

  test('names the media type of every file, and the manifest last', async () => {
    const types = new Map<string, string | undefined>()
    const store = memoryStore()
    await build({
      ...store,
      replace: async (key, bytes, type) => {
        types.delete(key)
        types.set(key, type)
        return store.replace(key, bytes, type)
      },
    })
    expect(types.get('index.html')).toBe('text/html; charset=utf-8')
    expect(types.get('assets/site.css')).toBe('text/css; charset=utf-8')
    expect([...types.values()]).not.toContain(undefined)
    expect([...types.keys()].slice(-2)).toEqual(['index.html', '.hitparade-site.json'])
  })

  test('is not touched by a second build of the same data', async () => {
    const store = memoryStore()
    await build(store)
    expect(await build(losing(store, 1))).toMatchObject({ written: 0, removed: 0 })
  })

  test('comes to its content again after a build of other content was interrupted at any change', async () => {
    const sites = [
      { '/': 'home', '/a/': 'page a', '/a.json': 'data a', '/b/': 'page b' },
      {
        '/': 'home',
        '/a/': 'page a, changed',
        '/a.json': 'data a, changed',
        '/c/': 'page c',
        '/c.json': 'c',
      },
    ]
    for (const [first, interrupted, last] of [
      [0, 1, 0],
      [0, 1, 1],
      [1, 0, 1],
    ] as const) {
      const expected = memoryStore()
      await publish(expected, sites[last])
      for (let call = 1; call <= 12; call += 1) {
        const store = memoryStore()
        await publish(store, sites[first])
        await publish(losing(store, call), sites[interrupted]).catch(() => {})
        await publish(store, sites[last])
        expect([call, await readStore(store)]).toEqual([call, await readStore(expected)])
      }
    }
  })

  test('is refused where other objects are', async () => {
    const store = memoryStore()
    await store.put('report.csv', Buffer.from('a'))
    await expect(build(store)).rejects.toThrow('memory: has objects (report.csv) and is not a site')
    expect(Object.keys(await readStore(store))).toEqual(['report.csv'])
  })
})
