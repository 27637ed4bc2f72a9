import { z } from 'zod'
import type { Address } from '../addresses.ts'

/** The file of a static site that says which pages it has. */
export const manifestName = '.hitparade-site.json'

/** A page of a static site: the version of the data that it shows, and the hash of each of its files by address. */
export interface BuiltPage {
  version: string
  files: Record<string, string>
}

/** What a static site consists of. */
export interface Manifest {
  /** Identifies the code that made the pages. */
  made_by: string
  pages: Record<string, BuiltPage>
}

const schema = z.object({
  made_by: z.string(),
  pages: z.record(z.string(), z.object({ version: z.string(), files: z.record(z.string(), z.string()) })),
})

/** Equal sites have equal manifests, whatever the order in which their pages were made. */
export function formatManifest({ made_by, pages }: Manifest): string {
  const sorted = Object.entries(pages).sort(([a], [b]) => (a < b ? -1 : 1))
  return `${JSON.stringify({ made_by, pages: Object.fromEntries(sorted) })}\n`
}

/** Null for any other text: all pages are then made again. */
export function parseManifest(text: string): Manifest | null {
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    return null
  }
}

/** The files of one site that another does not have. */
export function listRemoved(before: Manifest | null, after: Manifest): Address[] {
  const kept = new Set(listFiles(after))
  return listFiles(before).filter((address) => !kept.has(address))
}

/** The addresses of all files of a site. */
export function listFiles(manifest: Manifest | null): Address[] {
  return Object.values(manifest?.pages ?? {}).flatMap(({ files }) => Object.keys(files) as Address[])
}
