import { createHash } from 'node:crypto'
import { UnreadableError } from '../../../domain/errors.ts'
import { DAY_MS } from '../../../domain/time.ts'
import type { Listens } from '../../../sources/registry.ts'
import type { ImportableFile } from '../list-files.ts'
import { requireRefusal } from '../open-files.ts'

type FoundPart = Awaited<ReturnType<Listens['findParts']>>[number]
type PlaySet = ReturnType<Listens['createPlaySet']>
type PlayFile = PlaySet['files'] extends Map<string, infer File> ? File : never

/** The exports among the files of a command: their parts, or why one is refused. */
export type Exports = Map<ImportableFile, FoundPart[] | string>

/** The parts of an export that were read, or why it is refused. */
export type ReadExport = ReadPart[] | string

export interface ReadPart {
  title: string
  note: string | null
  file: PlayFile
  /** False: these plays were stored before, or another file of the command has them. */
  isNew: boolean
}

/** Finds the exports of own listening among files on this machine. A file that cannot be opened is left out. */
export async function findExports(files: ImportableFile[], listens: Listens): Promise<Exports> {
  const found: Exports = new Map()
  for (const file of files) {
    try {
      const parts = await listens.findParts(file.path)
      if (parts.length > 0) found.set(file, parts)
    } catch (error) {
      // Files that are missing, folders and the like are reported where charts are read.
      if (error instanceof UnreadableError) found.set(file, error.message)
    }
  }
  return found
}

/** Reads one export into a set of plays. One that cannot be read adds nothing. */
export async function readExport(
  parts: FoundPart[],
  { set, all, listens, now }: { set: PlaySet; all: FoundPart[]; listens: Listens; now: string },
): Promise<ReadExport> {
  const latest = Date.parse(now) + DAY_MS
  const read: ReadPart[] = []
  const own = listens.createPlaySet()
  try {
    for (const found of parts) {
      const { companion_of } = found.recognised
      if (companion_of !== undefined) {
        requirePlays(companion_of, all)
        continue
      }
      const { form, title, note = null } = found.recognised
      const sha256 = await hashPart(found)
      const known = set.files.get(sha256) ?? own.files.get(sha256)
      const file = known ?? { sha256, form, rows: 0, left_out: {} }
      if (known === undefined) {
        for await (const row of found.recognised.rows(found.part, all)) {
          file.rows++
          if (typeof row === 'string') listens.addCount(file.left_out, row)
          else if (row.time > latest) listens.addCount(file.left_out, 'future')
          else own.add(row)
        }
        own.files.set(sha256, file)
      }
      read.push({ title, note, file, isNew: known === undefined })
    }
  } catch (error) {
    return requireRefusal(error)
  }
  set.addAll(own)
  return read
}

function requirePlays(companion_of: string, all: FoundPart[]): void {
  if (all.some(({ recognised }) => recognised.companion_of === undefined)) return
  throw new UnreadableError('this file has no plays with their times', {
    advice: `import it together with ${JSON.stringify(companion_of)} of the same export`,
  })
}

async function hashPart({ part }: FoundPart): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of part.read()) hash.update(chunk)
  return hash.digest('hex')
}
