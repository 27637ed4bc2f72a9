import { matchRoute } from '../match-route.ts'
import { completeFile, renderFiles } from '../render-files.ts'
import type { Site } from '../site.ts'
import { type ReadyFile, readyFile } from './ready-file.ts'

/** The file at a path; null if the site has no such file. */
export async function findFile(site: Site, path: string): Promise<ReadyFile | null> {
  const match = matchRoute(path)
  if (match === null) return null
  for await (const page of match.kind.read(site, [match.parts])) {
    // Of the files of a page only the wanted one is made.
    for (const file of renderFiles(site, page))
      if (file.address === path) return readyFile(await completeFile(file))
  }
  return null
}

/** Whether pages have such an address. */
export function isPageAddress(path: string): boolean {
  return matchRoute(path) !== null
}
