import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'

export type ModelFolder = 'core' | 'insights' | 'shared' | 'checks' | 'bi'

const known = new Map<ModelFolder, ReadonlyMap<string, string>>()

/** The `.sql` files of a folder and its subfolders by name, in alphabetical order. They are read once. */
export function sqlFiles(folder: ModelFolder): ReadonlyMap<string, string> {
  const files = known.get(folder) ?? readSqlFiles(new URL(`./${folder}/`, import.meta.url))
  known.set(folder, files)
  return files
}

function readSqlFiles(folder: URL): Map<string, string> {
  const paths = readdirSync(folder, { encoding: 'utf8', recursive: true })
  const files = paths
    .filter((path) => path.endsWith('.sql'))
    .map((path) => [basename(path, '.sql'), readFileSync(new URL(path, folder), 'utf8')] as const)
  return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** The values of `-- word: value` lines in the comment at the top of a `.sql` file, in order. */
export function readHeaderLines(sql: string, word: string): string[] {
  const comment = /^(?:--.*\n)*/.exec(sql)?.[0] ?? ''
  return [...comment.matchAll(new RegExp(`^-- ${word}: (.*)$`, 'gm'))].map((match) => (match[1] ?? '').trim())
}
