import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { WarehouseError } from '../../domain/errors.ts'
import { sha256 } from '../../domain/hash.ts'

/** What a load works on. The same code comes to the same result on the same files. */
interface Work {
  folder: string
  fingerprint: string
}

/**
 * Notes why a load was refused, together with what was loaded: the note speaks of that alone, so it cannot
 * disagree with a warehouse or with curated files that have changed since.
 */
export async function rememberFailure(
  work: Work,
  files: readonly { key: string }[],
  error: unknown,
): Promise<void> {
  if (!(error instanceof WarehouseError) || error.code !== 'Check') return
  const note = { of: failureName(work, files), message: error.message }
  await writeFile(pathIn(work.folder), JSON.stringify(note))
}

/** Why a load of just these files was refused; null where none was. */
export async function readFailure(work: Work, files: readonly { key: string }[]): Promise<string | null> {
  if (files.length === 0) return null
  try {
    const note = JSON.parse(await readFile(pathIn(work.folder), 'utf8')) as { of: string; message: string }
    return note.of === failureName(work, files) ? note.message : null
  } catch {
    // None, or half of one: then nothing is known.
    return null
  }
}

export async function forgetFailure(folder: string): Promise<void> {
  await rm(pathIn(folder), { force: true })
}

function pathIn(folder: string): string {
  return join(folder, 'refused-load.json')
}

function failureName({ fingerprint }: Work, files: readonly { key: string }[]): string {
  return sha256(fingerprint, ...files.map(({ key }) => `\n${key}`).sort())
}
