import { type Dirent, existsSync, readFileSync, statSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { getMessage, UnreadableError } from '../../domain/errors.ts'
import { gunzipUpTo } from '../../sources/raw/gunzip.ts'

/** Bytes that Node can read, compress and uncompress in one piece. */
const LARGEST = 2 ** 31 - 1

/** A file that can be imported, local or in S3. Its functions throw `UnreadableError` where it cannot be read. */
export interface ImportableFile {
  /** For messages: a path or an `s3://` address. */
  path: string
  name: string
  /** Bytes. */
  size(): Promise<number>
  read(): Promise<Uint8Array>
}

/**
 * Every file in the paths: files themselves, folders with all files in them, sorted by name. Hidden files and data
 * directories of hitparade in these folders are left out, and links to folders are not followed.
 */
export async function listImportFiles(paths: string[]): Promise<ImportableFile[]> {
  const files: string[] = []
  for (const path of paths) files.push(...((await isFolder(path)) ? await filesIn(path) : [path]))
  return files.map((path) => ({
    path,
    name: basename(path),
    // A thread for each call would cost more than the call: most files are small, and read a second time.
    size: () => withFileErrors(async () => statSync(path).size),
    read: () => withFileErrors(async () => readFileSync(path)),
  }))
}

/** A file's uncompressed bytes and its name without `.gz`. Throws `UnreadableError` where it cannot be read. */
export async function readPlain(
  file: ImportableFile,
  largest = LARGEST,
): Promise<{ name: string; body: Uint8Array }> {
  if ((await file.size()) > largest) throw tooLarge()
  const bytes = await file.read()
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b
  const body = isGzip ? await gunzipUpTo(bytes, largest) : bytes
  if (body === null || body.length > largest) throw tooLarge()
  return { name: file.name.replace(/\.gz$/i, ''), body }
}

async function withFileErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const reason =
      code === 'ENOENT' ? 'no such file or folder' : `cannot be read: ${code ?? getMessage(error)}`
    throw new UnreadableError(reason, { cause: error })
  }
}

function tooLarge(): UnreadableError {
  return new UnreadableError('larger than 2 GiB', { advice: 'split it, e.g. by year' })
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch {
    // A missing file is reported where it is read.
    return false
  }
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = (await readdir(folder, { withFileTypes: true })).filter(({ name }) => !name.startsWith('.'))
  const files: string[] = []
  for (const entry of entries.sort(byName)) {
    const path = join(folder, entry.name)
    if (entry.isDirectory() && isDataDirectory(path)) continue
    if (entry.isDirectory()) files.push(...(await filesIn(path)))
    else if (entry.isFile() || (entry.isSymbolicLink() && !(await isFolder(path)))) files.push(path)
  }
  return files
}

const isDataDirectory = (folder: string) => existsSync(join(folder, 'lock.duckdb'))

function byName(a: Dirent, b: Dirent): number {
  return a.name < b.name ? -1 : 1
}
