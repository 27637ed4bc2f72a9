import { sha256 } from '../../domain/hash.ts'
import type { Address } from '../addresses.ts'
import { readAssets } from '../assets.ts'
import { type DataVersions, readVersions } from '../data/data-versions.ts'
import type { PageEntry, PageKind } from '../page.ts'
import { routes } from '../routes.ts'
import type { Site } from '../site.ts'
import { type MadeFile, type MakePages, makeFile, pageMaker } from './make-pages.ts'
import { type BuiltPage, formatManifest, listFiles, listRemoved, type Manifest } from './manifest.ts'
import { readSiteFingerprint } from './site-fingerprint.ts'
import type { SiteTarget } from './site-folder.ts'

export interface BuildReport {
  pages: number
  files: number
  /** Files that are new or have other bytes. */
  written: number
  /** Files of the site before that are gone. */
  removed: number
}

interface BuildOptions {
  kinds?: readonly PageKind[]
  /** Makes this number of pages; by default this thread does. */
  openMaker?(pages: number): Promise<MakePages>
  onProgress?(done: number, total: number, kind: string): void
  /** While files are sent to another machine. */
  onSent?(done: number, total: number): void
}

interface BuildState {
  target: SiteTarget
  before: Manifest | null
  after: Manifest
  written: number
  /** One kind has failed, so the others end, too. */
  isStopped: boolean
}

/**
 * Writes a static site. A page whose data has the version of the last build is not even read, and a file whose bytes did
 * not change is not written. If nothing changed, nothing is written. The old site stays whole until the end.
 */
export async function buildSite(
  site: Site,
  target: SiteTarget,
  {
    kinds = routes,
    openMaker = () => Promise.resolve(pageMaker(site)),
    onProgress = () => {},
    onSent = () => {},
  }: BuildOptions = {},
): Promise<BuildReport> {
  const made_by = sha256(readSiteFingerprint(), JSON.stringify([...site.attributions])).slice(0, 16)
  const before = await target.readManifest()
  const state: BuildState = {
    target,
    before,
    after: { made_by, pages: {} },
    written: 0,
    isStopped: false,
  }
  try {
    const versions = await readVersions(site)
    const lists = await listPages(site, versions, kinds)
    const total = lists.reduce((sum, { entries }) => sum + entries.length, 0)
    await keepFiles(state, '/assets/', '', hashAssets(state))
    const changed = lists
      .map(({ kind, entries }) => ({ kind, entries: keepUnchanged(state, entries) }))
      // Kinds with few pages have the slowest ones: if they came last, one thread would work alone.
      .sort((one, other) => one.entries.length - other.entries.length)
    const wanted = changed.reduce((sum, { entries }) => sum + entries.length, 0)
    const makePages = wanted === 0 ? pageMaker(site) : await openMaker(wanted)
    let done = total - wanted
    // The warehouse reads for one kind while pages of another are made.
    const built = changed.map(({ kind, entries }) =>
      buildKind(state, makePages, kind, entries, () => onProgress(++done, total, kind.name)).catch(
        (error: unknown) => {
          state.isStopped = true
          throw error
        },
      ),
    )
    // All have ended before anything is discarded.
    await Promise.allSettled(built)
    await Promise.all(built)
    const removed = listRemoved(before, state.after).length
    const isSame = before !== null && formatManifest(before) === formatManifest(state.after)
    if (isSame) await target.discard()
    else await target.publish(state.after, onSent)
    return { pages: total, files: listFiles(state.after).length, written: state.written, removed }
  } catch (error) {
    await target.discard()
    throw error
  }
}

/** The pages of every kind. The warehouse reads for several at once. */
async function listPages(site: Site, versions: DataVersions, kinds: readonly PageKind[]) {
  const lists = kinds.map(async (kind) => ({ kind, entries: await kind.list(site, versions) }))
  // None reads any more when the first failure is thrown.
  await Promise.allSettled(lists)
  return Promise.all(lists)
}

/** Takes pages whose version is that of the last build over from it; returns the others. */
function keepUnchanged({ before, after }: BuildState, entries: PageEntry[]): PageEntry[] {
  return entries.filter(({ address, version }) => {
    const known = before?.made_by === after.made_by ? before.pages[address] : undefined
    if (known?.version !== version) return true
    after.pages[address] = known
    return false
  })
}

async function buildKind(
  state: BuildState,
  makePages: MakePages,
  kind: PageKind,
  entries: PageEntry[],
  onPage: () => void,
) {
  if (entries.length === 0) return
  const versions = new Map(entries.map(({ address, version }) => [address, version]))
  const wanted = entries.map(({ address, parts }) => ({ parts, known: listKnown(state, address) }))
  for await (const { address, files } of makePages(kind, wanted)) {
    await keepFiles(state, address, versions.get(address) ?? '', files)
    onPage()
    if (state.isStopped) return
  }
}

function hashAssets(state: BuildState): MadeFile[] {
  const known = listKnown(state, '/assets/')
  return readAssets().map((file) => makeFile(file, known))
}

/** The hashes of the files that the site has of a page. */
function listKnown({ before }: BuildState, address: Address): BuiltPage['files'] {
  return before?.pages[address]?.files ?? {}
}

/** Writes those files of a page that are new or changed. */
async function keepFiles(state: BuildState, address: Address, version: string, files: Iterable<MadeFile>) {
  const built: BuiltPage = { version, files: {} }
  for (const { address: file, type, hash, bytes } of files) {
    built.files[file] = hash
    if (bytes === null) continue
    await state.target.write(file, bytes, type)
    state.written += 1
  }
  state.after.pages[address] = built
}
