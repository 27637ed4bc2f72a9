import { readdirSync, readFileSync } from 'node:fs'

const folder = (name: string) => new URL(`./${name}/`, import.meta.url)

type Folder = 'core' | 'insights' | 'checks' | 'bi'

const cache = new Map<Folder, ReadonlyMap<string, string>>()

/** The `.sql` files of a folder of models, by name. Each folder is read once in a process. */
export function sqlFiles(name: Folder): ReadonlyMap<string, string> {
  const files = cache.get(name) ?? readSqlFiles(name)
  cache.set(name, files)
  return files
}

function readSqlFiles(name: Folder): Map<string, string> {
  const files = readdirSync(folder(name)).filter((file) => file.endsWith('.sql'))
  return new Map(
    files
      .sort()
      .map((file) => [file.slice(0, -'.sql'.length), readFileSync(new URL(file, folder(name)), 'utf8')]),
  )
}

/** The values of `-- word: value` lines in the comment on top of a `.sql` file, in order. */
export function readHeaderLines(sql: string, word: string): string[] {
  const comment = /^(?:--.*\n)*/.exec(sql)?.[0] ?? ''
  return [...comment.matchAll(new RegExp(`^-- ${word}: (.*)$`, 'gm'))].map((match) => (match[1] ?? '').trim())
}
export interface InsightColumn {
  name: string
  meaning: string
  /** What a number counts, e.g. issues; null where it is none. */
  unit: string | null
}
/** The columns that the header of any model explains: `name, meaning [unit]`. */
export function parseColumns(sql: string): InsightColumn[] {
  return readHeaderLines(sql, 'column').map((line) => {
    const [, name = line, meaning = '', unit = null] = /^(\w+), (.*?)(?: \[([^\]]+)\])?$/.exec(line) ?? []
    return { name, meaning, unit }
  })
}
