import type { ReadyFile } from './ready-file.ts'

/** Files that were made for requests, up to a number of bytes: those requested last stay. */
export interface PageCache {
  /**
   * The file at a path, made by `make` unless it is known; requests at the same time wait for one. What does not exist
   * is not kept.
   */
  find(path: string, make: () => Promise<ReadyFile | null>): Promise<ReadyFile | null>
}

/** A cache for one version of the data. */
export function createPageCache(mostBytes: number): PageCache {
  const files = new Map<string, ReadyFile>()
  const pending = new Map<string, Promise<ReadyFile | null>>()
  let bytes = 0

  const keep = (path: string, file: ReadyFile) => {
    if (file.bytes.length > mostBytes / 4) return
    files.set(path, file)
    bytes += file.bytes.length
    for (const [oldest, { bytes: content }] of files) {
      if (bytes <= mostBytes) break
      files.delete(oldest)
      bytes -= content.length
    }
  }

  return {
    async find(path, make) {
      const known = files.get(path)
      if (known !== undefined) {
        files.delete(path)
        files.set(path, known)
        return known
      }
      const running = pending.get(path)
      if (running !== undefined) return running
      const made = make()
      pending.set(path, made)
      try {
        const file = await made
        if (file !== null) keep(path, file)
        return file
      } finally {
        pending.delete(path)
      }
    },
  }
}
