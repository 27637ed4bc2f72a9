import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mapConcurrent } from '../../domain/concurrency.ts'
import { UsageError } from '../../domain/errors.ts'
import type { ObjectStore } from '../../storage/store.ts'
import { orNull } from '../../storage/store-errors.ts'
import { type Address, toFile } from '../addresses.ts'
import { formatManifest, listRemoved, type Manifest, manifestName, parseManifest } from './manifest.ts'
import type { SiteTarget } from './site-folder.ts'

/** Objects that are written or deleted at the same time. */
const atOnce = 16

/** A file that waits for `publish` on this machine. */
interface WaitingFile {
  path: string
  type: string
}

/**
 * A static site as objects of a store, e.g. a bucket that a web server reads. Files wait on this machine until `publish`:
 * nothing of the site changes before all pages are made. A store cannot exchange many objects at once, so `publish`
 * writes data and pictures first, then pages, then the home page. If it is interrupted, the manifest there says which
 * files are not certain, and the next build writes those again.
 */
export function openSiteBucket(store: ObjectStore): SiteTarget {
  const waiting = new Map<Address, WaitingFile>()
  let folder: string | null = null
  let before: Manifest | null = null

  const discard = async () => {
    if (folder !== null) await rm(folder, { recursive: true, force: true })
    folder = null
    waiting.clear()
  }

  const writeManifest = (manifest: Manifest) =>
    store.replace(manifestName, Buffer.from(formatManifest(manifest)), 'application/json')

  return {
    async readManifest() {
      const bytes = await orNull(() => store.get(manifestName))
      before = bytes === null ? null : parseManifest(Buffer.from(bytes).toString('utf8'))
      if (bytes === null) await requireEmpty(store)
      return before
    },
    async write(address, bytes, type) {
      folder ??= await mkdtemp(join(tmpdir(), 'hitparade-build-'))
      const path = join(folder, String(waiting.size))
      waiting.set(address, { path, type })
      await writeFile(path, bytes)
    },
    async publish(manifest, onFile = () => {}) {
      const removed = listRemoved(before, manifest)
      const total = waiting.size + removed.length
      if (total > 0) {
        const touched = new Set<string>([...waiting.keys(), ...removed])
        await writeManifest(markUncertain(before, manifest, touched))
      }
      let done = 0
      for (const group of groupByRank([...waiting])) {
        await mapConcurrent(group, atOnce, async ([address, { path, type }]) => {
          await store.replace(toFile(address), await readFile(path), type)
          onFile(++done, total)
        })
      }
      await mapConcurrent(removed, atOnce, async (address) => {
        await store.delete(toFile(address))
        onFile(++done, total)
      })
      await writeManifest(manifest)
      await discard()
    },
    discard,
  }
}

/** Throws unless a store without a manifest is empty: a build would mix its files with others. */
async function requireEmpty(store: ObjectStore): Promise<void> {
  for await (const { key } of store.list('')) {
    throw new UsageError(`${store.address} has objects (${key}) and is not a site of hitparade`, {
      advice: 'name an empty prefix, such as s3://bucket/charts',
    })
  }
}

/** What a page needs comes before the page, and the home page, which leads to all others, comes last. */
function rankAddress(address: Address): number {
  if (address === '/') return 2
  return address.endsWith('/') ? 1 : 0
}

function groupByRank<T>(files: [Address, T][]): [Address, T][][] {
  return [0, 1, 2].map((rank) => files.filter(([address]) => rankAddress(address) === rank))
}

/**
 * The manifest while files are written: it names all files of the old site and the new one, and no hash of a file that
 * is written or deleted.
 */
function markUncertain(before: Manifest | null, after: Manifest, touched: ReadonlySet<string>): Manifest {
  const pages: Manifest['pages'] = {}
  for (const address of new Set([...Object.keys(before?.pages ?? {}), ...Object.keys(after.pages)])) {
    const files: Record<string, string> = {}
    const known = { ...before?.pages[address]?.files, ...after.pages[address]?.files }
    for (const [file, hash] of Object.entries(known)) files[file] = touched.has(file) ? '' : hash
    const isCertain = after.pages[address] !== undefined && !Object.values(files).includes('')
    pages[address] = { version: isCertain ? (after.pages[address]?.version ?? '') : '', files }
  }
  return { made_by: after.made_by, pages }
}
