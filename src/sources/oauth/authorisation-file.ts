import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
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
