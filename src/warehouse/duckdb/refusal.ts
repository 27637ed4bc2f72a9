import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { WarehouseError } from '../../errors.ts'
import { sha256 } from '../../store/keys.ts'
import type { CuratedFile } from './load.ts'

/** What a load works on. The same code comes to the same result on the same files. */
interface Work {
  folder: string
  fingerprint: string
}

/**
 * Notes why a load was refused, together with what was loaded: the note speaks of that alone, so it cannot
 * disagree with a warehouse or with curated files that have changed since.
 */
export async function rememberRefusal(work: Work, files: CuratedFile[], error: unknown): Promise<void> {
  if (!(error instanceof WarehouseError) || error.code !== 'Check') return
  const note = { of: nameOf(work, files), message: error.message }
  await writeFile(pathIn(work.folder), JSON.stringify(note))
}

/** Why a load of just these files was refused; null where none was. */
export async function readRefusal(work: Work, files: CuratedFile[]): Promise<string | null> {
  if (files.length === 0) return null
  try {
    const note = JSON.parse(await readFile(pathIn(work.folder), 'utf8')) as { of: string; message: string }
    return note.of === nameOf(work, files) ? note.message : null
  } catch {
    // None, or half of one: then nothing is known.
    return null
  }
}

export async function forgetRefusal(folder: string): Promise<void> {
  await rm(pathIn(folder), { force: true })
}

function pathIn(folder: string): string {
  return join(folder, 'refused-load.json')
}

function nameOf({ fingerprint }: Work, files: CuratedFile[]): string {
  return sha256(fingerprint, ...files.map(({ key }) => `\n${key}`).sort())
}
