import { sha256 } from '../../domain/hash.ts'
import type { Address } from '../addresses.ts'
import type { AddressParts, PageKind, SiteFile } from '../page.ts'
import { completeFile, renderFiles } from '../render-files.ts'
import type { Site } from '../site.ts'

/** A page that is made, with the hashes of the files that the site has of it, by address. */
export interface WantedPage {
  parts: AddressParts
  known: Record<string, string>
}

export interface MadeFile {
  address: Address
  type: string
  /** 16 hex digits of the SHA-256 of the bytes. */
  hash: string
  /** Null: the site has these bytes. */
  bytes: Uint8Array | null
}

export interface MadePage {
  address: Address
  files: MadeFile[]
}

/** Makes pages of one kind with all their files. A page that does not exist is left out. */
export type MakePages = (kind: PageKind, wanted: WantedPage[]) => AsyncIterable<MadePage>

/** Makes pages on this thread. */
export function pageMaker(site: Site): MakePages {
  return async function* makePages(kind, wanted) {
    const known = Object.fromEntries(wanted.flatMap((each) => Object.entries(each.known)))
    const parts = wanted.map((each) => each.parts)
    for await (const page of kind.read(site, parts)) {
      const files: MadeFile[] = []
      for (const each of renderFiles(site, page)) files.push(makeFile(await completeFile(each), known))
      yield { address: page.address, files }
    }
  }
}

/** A file with its hash, and without its bytes if they are the known ones. */
export function makeFile({ address, type, bytes: content }: SiteFile, known: WantedPage['known']): MadeFile {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  const hash = sha256(bytes).slice(0, 16)
  return { address, type, hash, bytes: known[address] === hash ? null : bytes }
}
