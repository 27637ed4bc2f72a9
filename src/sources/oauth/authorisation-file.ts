import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { readErrno } from '../../domain/system-failure.ts'
import { withPathLock } from '../../storage/folder/path-lock.ts'
import { type Authorisation, type AuthorisationStore, parseAuthorisation } from './authorisation.ts'

/** The file that contains the authorisation of a source, in the data directory. */
export function findAuthorisationFile(data_dir: string, source: string): string {
  return join(data_dir, 'credentials', `${source}.json`)
}

/** The authorisation in a file that only its owner can read. A write replaces it as a whole. */
export function authorisationFile(data_dir: string, source: string): AuthorisationStore {
  const folder = join(data_dir, 'credentials')
  const file = findAuthorisationFile(data_dir, source)
  return {
    async read() {
      try {
        return parseAuthorisation(source, await readFile(file, 'utf8'), file)
      } catch (error) {
        if (readErrno(error) === 'ENOENT') return null
        throw error
      }
    },
    async write(authorisation) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      replaceSecret(file, authorisation)
    },
    async exclusively(work) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      return withPathLock(folder, file, work)
    },
  }
}

/** The sources whose authorisation is in the data directory, whether or not it can be read. */
export async function listAuthorised(data_dir: string): Promise<string[]> {
  const names = await readdir(join(data_dir, 'credentials')).catch((error: unknown) => {
    if (readErrno(error) === 'ENOENT') return []
    throw error
  })
  return names.flatMap((name) => /^([a-z-]+)\.json$/.exec(name)?.[1] ?? [])
}

/** Deletes the authorisation of a source, also one that was being written. Another process does not bring it back. */
export async function deleteAuthorisation(data_dir: string, source: string): Promise<void> {
  const file = findAuthorisationFile(data_dir, source)
  await authorisationFile(data_dir, source).exclusively(async () => {
    for (const path of [file, `${file}.part`]) await rm(path, { force: true })
  })
}

function replaceSecret(file: string, authorisation: Authorisation): void {
  // One name for all processes, so that a killed one leaves no token for ever: writes are exclusive.
  const temporary = `${file}.part`
  rmSync(temporary, { force: true })
  const descriptor = openSync(temporary, 'wx', 0o600)
  try {
    writeFileSync(descriptor, `${JSON.stringify(authorisation, null, 2)}\n`)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  renameSync(temporary, file)
}
