import type { App } from '../app.ts'
import type { ImportedFile } from '../extract/import/import-report.ts'
import { pluralize, printNote } from '../terminal/print.ts'

/** Prints which names of the imported sources never occur apart: they may be the two halves of one artist's name. */
export async function printSplitNames({ local }: App, files: ImportedFile[]): Promise<void> {
  if (local === null) return
  const sources = new Set(files.filter(({ outcome }) => outcome === 'imported').map(({ source }) => source))
  if (sources.size === 0) return
  const { readInsight } = await import('../insights/run-insight.ts')
  const { rows } = await local.query(readInsight('split_names').sql, { limit: 1_000_000 })
  const names = rows.filter(({ source }) => sources.has(String(source)))
  const [first] = names
  if (first === undefined) return
  printNote(
    `${pluralize(names.length, 'pair')} of names never ${names.length === 1 ? 'occurs' : 'occur'} apart, e.g. ${JSON.stringify(first.name)} in ${first.songs} songs: if it is one artist, add it to unsplit_artists in hitparade.jsonc and import again; \`hitparade insights split_names\` lists all`,
  )
}
