import type { Dirent } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { messageOf, UnreadableError } from '../errors.ts'
import { gunzip } from '../sources/raw.ts'

/** What Node reads, uncompresses and compresses at once: bytes. */
const LARGEST = 2 ** 31 - 1

/**
 * Every file that the paths name: files as they are, folders with all that is in them, in the order of their
 * names. Hidden files are left out, and links to folders are not followed.
 */
export async function filesOf(paths: string[]): Promise<string[]> {
  const files: string[] = []
  for (const path of paths) files.push(...((await isFolder(path)) ? await filesIn(path) : [path]))
  return files
}

/** A file's uncompressed bytes and its name without `.gz`. Throws `UnreadableError` where it cannot be read. */
export async function readPlain(path: string): Promise<{ name: string; body: Uint8Array }> {
  const bytes = await readBytes(path)
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b
  const body = isGzip ? gunzip(bytes) : bytes
  if (body.length > LARGEST) throw tooLarge()
  return { name: basename(path).replace(/\.gz$/i, ''), body }
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    if ((await stat(path)).size > LARGEST) throw tooLarge()
    return await readFile(path)
  } catch (error) {
    if (error instanceof UnreadableError) throw error
    const { code } = error as NodeJS.ErrnoException
    const reason =
      code === 'ENOENT' ? 'no such file or folder' : `cannot be read: ${code ?? messageOf(error)}`
    throw new UnreadableError(reason, error)
  }
}

function tooLarge(): UnreadableError {
  return new UnreadableError('larger than 2 GiB: split it, e.g. by year')
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch {
    // What is not there is told of where the file is read.
    return false
  }
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = (await readdir(folder, { withFileTypes: true })).filter(({ name }) => !name.startsWith('.'))
  const files: string[] = []
  for (const entry of entries.sort(byName)) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) files.push(...(await filesIn(path)))
    else if (entry.isFile() || (entry.isSymbolicLink() && !(await isFolder(path)))) files.push(path)
  }
  return files
}

function byName(a: Dirent, b: Dirent): number {
  return a.name < b.name ? -1 : 1
}
