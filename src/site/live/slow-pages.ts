import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { sha256 } from '../../domain/hash.ts'
import { statSiteFingerprint } from '../build/site-fingerprint.ts'
import type { ReadyFile } from './ready-file.ts'

/** Files of pages that took long to make, kept in a folder so that a server that starts again has them at once. */
export interface SlowPages {
  /** The file at a path; null if it is not kept. */
  read(path: string): Promise<ReadyFile | null>
  /** Keeps a file that took these milliseconds, if that is long. */
  keep(path: string, file: ReadyFile, milliseconds: number): Promise<void>
}

/** Milliseconds from which making a page is slower than reading it. */
const long = 50

/** Files that are kept; and bytes of one. */
const mostFiles = 500
const mostBytes = 2 ** 20

const headSchema = z.object({
  path: z.string(),
  type: z.string(),
  isEmbedded: z.boolean(),
  tag: z.string(),
  isPacked: z.boolean(),
})

/**
 * The kept files of one version of the data; those of other versions are deleted. The folder is a cache: a file that
 * cannot be read or written is made again.
 */
export function openSlowPages(folder: string, version: string): SlowPages {
  const name = sha256(version, statSiteFingerprint()).slice(0, 16)
  const own = join(folder, name)
  const locate = (path: string) => join(own, sha256(path).slice(0, 32))
  let kept: Promise<number> | null = null
  return {
    async read(path) {
      try {
        const bytes = await readFile(locate(path))
        const end = bytes.indexOf('\n')
        const { path: of, ...head } = headSchema.parse(JSON.parse(bytes.subarray(0, end).toString()))
        return of === path ? { ...head, bytes: bytes.subarray(end + 1) } : null
      } catch {
        return null
      }
    },
    async keep(path, { bytes, ...head }, milliseconds) {
      if (milliseconds < long || bytes.length > mostBytes) return
      try {
        kept ??= prepare(folder, name)
        const count = await kept
        if (count >= mostFiles) return
        kept = Promise.resolve(count + 1)
        const temporary = `${locate(path)}.${process.pid}`
        await writeFile(
          temporary,
          Buffer.concat([Buffer.from(`${JSON.stringify({ path, ...head })}\n`), bytes]),
        )
        await rename(temporary, locate(path))
      } catch {
        // The page has been made; only the next start is slower.
      }
    },
  }
}

/** Creates the folder of a version, deletes those of others, and counts its files. */
async function prepare(folder: string, name: string): Promise<number> {
  await mkdir(join(folder, name), { recursive: true })
  for (const other of await readdir(folder)) {
    if (other !== name) await rm(join(folder, other), { recursive: true, force: true })
  }
  return (await readdir(join(folder, name))).length
}
