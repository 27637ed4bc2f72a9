import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { WarehouseError } from '../../domain/errors.ts'
import { sha256 } from '../../domain/hash.ts'

/** Where a load writes and from which models. With the same files, the same models give the same result. */
interface LoadTarget {
  folder: string
  fingerprint: string
}

type Files = readonly { key: string }[]

/**
 * Stores the message of a failed check together with an identity of what was loaded. It counts for these models and
 * files only, so it cannot contradict a warehouse or curated files that have changed since.
 */
export async function rememberFailure(target: LoadTarget, files: Files, error: unknown): Promise<void> {
  if (!(error instanceof WarehouseError) || error.code !== 'Check') return
  const note = { of: identifyLoad(target, files), message: error.message }
  // The check is what the user must see, even on a full disk.
  await writeFile(notePath(target.folder), JSON.stringify(note)).catch(() => {})
}

/** The message of the failed check, if a load of exactly these files failed; else null. */
export async function readFailure(target: LoadTarget, files: Files): Promise<string | null> {
  if (files.length === 0) return null
  try {
    const note = JSON.parse(await readFile(notePath(target.folder), 'utf8')) as {
      of: string
      message: string
    }
    return note.of === identifyLoad(target, files) ? note.message : null
  } catch {
    // The file is missing or incomplete.
    return null
  }
}

export async function forgetFailure(folder: string): Promise<void> {
  await rm(notePath(folder), { force: true })
}

function notePath(folder: string): string {
  return join(folder, 'refused-load.json')
}

function identifyLoad({ fingerprint }: LoadTarget, files: Files): string {
  return sha256(fingerprint, ...files.map(({ key }) => `\n${key}`).sort())
}
