import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'

export type ModelFolder = 'core' | 'insights' | 'shared' | 'checks' | 'bi'

interface ModelFile {
  sql: string
  /** The subfolder that contains the file; empty without one. */
  subject: string
}

const known = new Map<ModelFolder, ReadonlyMap<string, ModelFile>>()

/** The `.sql` files of a folder and its subfolders by name, in alphabetical order. They are read once. */
export function sqlFiles(folder: ModelFolder): ReadonlyMap<string, string> {
  return new Map([...modelFiles(folder)].map(([name, { sql }]) => [name, sql]))
}

/** The same with the subfolder of each file. */
export function modelFiles(folder: ModelFolder): ReadonlyMap<string, ModelFile> {
  const files = known.get(folder) ?? readModelFiles(new URL(`./${folder}/`, import.meta.url))
  known.set(folder, files)
  return files
}

function readModelFiles(folder: URL): Map<string, ModelFile> {
  const paths = readdirSync(folder, { encoding: 'utf8', recursive: true })
  const files = paths
    .filter((path) => path.endsWith('.sql'))
    .map((path): [string, ModelFile] => {
      const subject = dirname(path)
      const sql = readFileSync(new URL(path, folder), 'utf8')
      return [basename(path, '.sql'), { sql, subject: subject === '.' ? '' : subject }]
    })
  return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** The values of `-- word: value` lines in the comment at the top of a `.sql` file, in order. */
export function readHeaderLines(sql: string, word: string): string[] {
  const comment = /^(?:--.*\n)*/.exec(sql)?.[0] ?? ''
  return [...comment.matchAll(new RegExp(`^-- ${word}: (.*)$`, 'gm'))].map((match) => (match[1] ?? '').trim())
}
