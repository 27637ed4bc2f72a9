import { dirname } from 'node:path'
import { type FolderEffects, systemCalls } from '../../../src/storage/folder/folder-effects.ts'
import type { ObjectStore } from '../../../src/storage/store.ts'
import { type DiskEffects, disk } from '../../../src/warehouse/duckdb/disk-effects.ts'

/** What a process did to files, in order. */
export type DiskEvent =
  | { call: 'mkdir' | 'change' | 'unlink' | 'syncBytes'; path: string }
  /** `began`: how many events there were when the sync began. Later names may not be on the disk. */
  | { call: 'syncNames'; path: string; began: number }
  | { call: 'link' | 'rename'; from: string; path: string }
  /** From here on the caller relies on the file, also after a crash of the machine. */
  | { call: 'kept'; path: string }

export const isSync = ({ call }: DiskEvent) => call === 'syncBytes' || call === 'syncNames'

/** Records the calls of stores and of loads, which still have their effect. */
export function recordDisk() {
  const events: DiskEvent[] = []
  const syncNames = async (path: string, work: () => Promise<void>) => {
    const began = events.length
    await work()
    events.push({ call: 'syncNames', path, began })
  }
  const effects: FolderEffects = {
    async link(from, path) {
      await systemCalls.link(from, path)
      events.push({ call: 'link', from, path })
    },
    async unlink(path) {
      await systemCalls.unlink(path)
      events.push({ call: 'unlink', path })
    },
    mkdir(path, options) {
      const topmost = systemCalls.mkdir(path, options)
      const isTop = (folder: string) => folder === (topmost ?? folder)
      if (options === undefined) events.push({ call: 'mkdir', path })
      else if (topmost !== undefined)
        for (let folder = path; ; folder = dirname(folder)) {
          events.push({ call: 'mkdir', path: folder })
          if (isTop(folder)) break
        }
      return topmost
    },
    async syncBytes(file, path) {
      await systemCalls.syncBytes(file, path)
      events.push({ call: 'syncBytes', path })
    },
    syncNames: (path) => syncNames(path, () => systemCalls.syncNames(path)),
  }
  const diskEffects: DiskEffects = {
    ...disk,
    async rename(from, path) {
      await disk.rename(from, path)
      events.push({ call: 'rename', from, path })
    },
    async sync(path) {
      if (!path.endsWith('.duckdb')) return syncNames(path, () => disk.sync(path))
      await disk.sync(path)
      events.push({ call: 'syncBytes', path })
    },
  }
  return {
    events,
    effects,
    diskEffects,
    keep: (path: string) => events.push({ call: 'kept', path }),
    change: (path: string) => events.push({ call: 'change', path }),
    /** The store, whose callers rely on what `put` and `move` return. */
    watch(store: ObjectStore): ObjectStore {
      const keep = (key: string) => events.push({ call: 'kept', path: store.localPath?.(key) ?? '' })
      return {
        ...store,
        async put(key, bytes) {
          const result = await store.put(key, bytes)
          keep(key)
          return result
        },
        async move(from, to) {
          const result = await store.move(from, to)
          keep(to)
          return result
        },
      }
    },
  }
}

/** Every point at which a crash of the machine could lose something or leave a part of it, without some events. */
export function findLosses(events: DiskEvent[], dropped: Set<DiskEvent> = new Set()): string[] {
  const losses: string[] = []
  /** The file of each path, and whether its bytes are on the disk. */
  const files = new Map<string, { isSynced: boolean }>()
  /** Paths whose names are not on the disk yet, with the number of the event that made them. */
  const unnamed = new Map<string, number>()
  const find = (path: string) => {
    const file = files.get(path) ?? { isSynced: false }
    files.set(path, file)
    return file
  }
  const isKept = (path: string): boolean =>
    !unnamed.has(path) && (path === dirname(path) || isKept(dirname(path)))
  const isLost = (path: string) => !find(path).isSynced || !isKept(path)

  for (const [index, event] of events.entries()) {
    if (dropped.has(event)) continue
    const { call, path } = event
    if (call === 'change') find(path).isSynced = false
    if (call === 'syncBytes') find(path).isSynced = true
    if (call === 'mkdir') unnamed.set(path, index)
    if (call === 'syncNames') {
      for (const [name, made] of unnamed)
        if (dirname(name) === path && made < event.began) unnamed.delete(name)
    }
    if (call === 'link' || call === 'rename') {
      const file = find(event.from)
      if (!file.isSynced) losses.push(`${path} has its name before its bytes are on the disk`)
      for (const first of listNeeded(path, [...files.keys()]))
        if (isLost(first)) losses.push(`${path} has its name before ${first} is on the disk`)
      for (const last of listDependent(path, [...files.keys()]))
        losses.push(`${path} has its name after ${last}, which needs it`)
      files.set(path, file)
      unnamed.set(path, index)
      if (call === 'rename') files.delete(event.from)
    }
    if (call === 'unlink') {
      const file = find(path)
      files.delete(path)
      const others = [...files].filter(([, other]) => other === file).map(([other]) => other)
      if (others.every((other) => isLost(other) || other.includes('/.tmp/')))
        losses.push(`${path} is removed before its new name is on the disk`)
    }
    if (call === 'kept' && isLost(path)) losses.push(`${path} is relied on and not on the disk`)
  }
  return losses
}

/** What must be on the disk first: the other tables for `chart_issues`, and all of them for a processed raw object. */
function listNeeded(path: string, known: string[]): string[] {
  const snapshot = parseSnapshot(path)
  if (snapshot === null || !['chart_issues', 'processed'].includes(snapshot.folder)) return []
  return known.filter((other) => {
    const parsed = parseSnapshot(other)
    return parsed?.id === snapshot.id && parsed.isCurated && other !== path
  })
}

/** The `chart_issues` file that exists already though it needs this file. */
function listDependent(path: string, known: string[]): string[] {
  const snapshot = parseSnapshot(path)
  if (snapshot === null || !snapshot.isCurated) return []
  return known.filter((other) => {
    const parsed = parseSnapshot(other)
    return parsed?.id === snapshot.id && parsed.folder === 'chart_issues'
  })
}

function parseSnapshot(path: string) {
  const [, kind, folder = '', id] =
    /\/(raw|curated)\/([^/]+)\/.*\/([^/.]+)\.(?:v\d+\.parquet|json\.gz)$/.exec(path) ?? []
  return id === undefined ? null : { folder, id, isCurated: kind === 'curated' }
}
