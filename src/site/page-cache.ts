import type { SiteFile } from './page.ts'

/** Files that were made for requests, up to a number of bytes: those requested last stay. */
export interface PageCache {
  /** The file at a path, made by `make` unless it is known. What does not exist is not kept. */
  find(path: string, make: () => Promise<SiteFile | null>): Promise<SiteFile | null>
}

/** A cache for one version of the data. */
export function createPageCache(mostBytes: number): PageCache {
  const files = new Map<string, SiteFile>()
  let bytes = 0
  return {
    async find(path, make) {
      const known = files.get(path)
      if (known !== undefined) {
        files.delete(path)
        files.set(path, known)
        return known
      }
      const file = await make()
      if (file === null || files.has(path) || file.bytes.length > mostBytes / 4) return file
      files.set(path, file)
      bytes += file.bytes.length
      for (const [oldest, { bytes: content }] of files) {
        if (bytes <= mostBytes) break
        files.delete(oldest)
        bytes -= content.length
      }
      return file
    },
  }
}
