import { sha256 } from '../../domain/hash.ts'
import type { Address } from '../addresses.ts'
import { readAssets } from '../assets.ts'
import { readVersions } from '../data/data-versions.ts'
import type { PageEntry, PageKind, PendingFile, SiteFile } from '../page.ts'
import { completeFile, renderFiles } from '../render-files.ts'
import { routes } from '../routes.ts'
import type { Site } from '../site.ts'
import { type BuiltPage, formatManifest, listRemoved, type Manifest } from './manifest.ts'
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
  onProgress?(done: number, total: number, kind: string): void
  /** While files are sent to another machine. */
  onSent?(done: number, total: number): void
}

interface BuildState {
  site: Site
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
  { kinds = routes, onProgress = () => {}, onSent = () => {} }: BuildOptions = {},
): Promise<BuildReport> {
  const made_by = sha256(readSiteFingerprint(), JSON.stringify([...site.attributions])).slice(0, 16)
  const before = await target.readManifest()
  const state: BuildState = {
    site,
    target,
    before,
    after: { made_by, pages: {} },
    written: 0,
    isStopped: false,
  }
  try {
    const versions = await readVersions(site)
    const lists = []
    for (const kind of kinds) lists.push({ kind, entries: await kind.list(site, versions) })
    const total = lists.reduce((sum, { entries }) => sum + entries.length, 0)
    let done = 0
    await keepFiles(state, '/assets/', '', readAssets())
    // The warehouse reads for one kind while pages of another are made.
    const built = lists.map(({ kind, entries }) =>
      buildKind(state, kind, entries, () => onProgress(++done, total, kind.name)).catch((error: unknown) => {
        state.isStopped = true
        throw error
      }),
    )
    // All have ended before anything is discarded.
    await Promise.allSettled(built)
    await Promise.all(built)
    const removed = listRemoved(before, state.after).length
    const isSame = before !== null && formatManifest(before) === formatManifest(state.after)
    if (isSame) await target.discard()
    else await target.publish(state.after, onSent)
    const files = Object.values(state.after.pages).reduce(
      (sum, page) => sum + Object.keys(page.files).length,
      0,
    )
    return { pages: total, files, written: state.written, removed }
  } catch (error) {
    await target.discard()
    throw error
  }
}

async function buildKind(state: BuildState, kind: PageKind, entries: PageEntry[], onPage: () => void) {
  const { before, after, site } = state
  const changed: PageEntry[] = []
  for (const entry of entries) {
    const known = before?.made_by === after.made_by ? before.pages[entry.address] : undefined
    if (known?.version !== entry.version) changed.push(entry)
    else {
      after.pages[entry.address] = known
      onPage()
    }
  }
  if (changed.length === 0) return
  const versions = new Map(changed.map(({ address, version }) => [address, version]))
  for await (const page of kind.read(
    site,
    changed.map(({ parts }) => parts),
  )) {
    await keepFiles(state, page.address, versions.get(page.address) ?? '', renderFiles(site, page))
    onPage()
    if (state.isStopped) return
  }
}

/** Writes those files of a page that are new or changed. */
async function keepFiles(
  state: BuildState,
  address: Address,
  version: string,
  files: Iterable<SiteFile | PendingFile>,
) {
  const { target, before, after } = state
  const known: BuiltPage['files'] = before?.pages[address]?.files ?? {}
  const built: BuiltPage = { version, files: {} }
  for (const each of files) {
    const file = await completeFile(each)
    const hash = sha256(file.bytes).slice(0, 16)
    built.files[file.address] = hash
    if (known[file.address] === hash) continue
    await target.write(file.address, file.bytes, file.type)
    state.written += 1
  }
  after.pages[address] = built
}
