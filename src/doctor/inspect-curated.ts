import { mapConcurrent } from '../domain/concurrency.ts'
import { parseCuratedKey } from '../domain/keys.ts'
import { type SnapshotTable, snapshotTables, type TableName, tableNames } from '../domain/tables/tables.ts'
import type { ObjectStore } from '../storage/store.ts'
import { TRANSFORM_VERSION } from '../transform/transform-version.ts'
import type { LandedFiles } from './landed-files.ts'
import { describeSize, readFooter, smallestFile } from './parquet-footer.ts'

/** A curated file that is not as hitparade wrote it. */
export interface FileProblem {
  key: string
  /** Key of the raw object that it is made from, without the prefix; null for decisions, runs and foreign files. */
  rawKey: string | null
  /** Of which kind the problem is. `newer`: a later version of hitparade wrote it. */
  kind: 'missing' | 'unreadable' | 'newer' | 'foreign' | 'different'
  /** What is wrong, as the end of a sentence. */
  detail: string
}

/** Files that are read at the same time. */
const AT_ONCE = 16

/**
 * Compares the curated files with what their names, sizes and footers must be, and with what the warehouse has loaded.
 * In a bucket only names and sizes are compared, and files may have expired.
 */
export async function inspectCurated(
  curated: ObjectStore,
  landed: LandedFiles | null,
  onProgress: (done: number) => void = () => {},
): Promise<FileProblem[]> {
  const problems: FileProblem[] = []
  const missing = new Set(curated.localPath === undefined || landed === null ? [] : listExpected(landed))
  let done = 0
  for (const table of tableNames) {
    await mapConcurrent(curated.list(`${table}/`), AT_ONCE, async ({ key, size }) => {
      missing.delete(key)
      const problem = await inspectFile({ curated, table, key, size, landed })
      if (problem !== null) problems.push(problem)
      onProgress(++done)
    })
  }
  for (const key of missing) problems.push(describeProblem(key, 'missing', 'missing'))
  return problems.sort((a, b) => (a.key < b.key ? -1 : 1))
}

function listExpected({ keys, rows }: LandedFiles): string[] {
  return [...keys, ...[...rows].flatMap(([key, count]) => (count > 0 ? [key] : []))]
}

export function describeProblem(key: string, kind: FileProblem['kind'], detail: string): FileProblem {
  return { key, kind, detail, rawKey: parseCuratedKey(key)?.rawKey ?? null }
}

interface ListedFile {
  curated: ObjectStore
  table: TableName
  key: string
  size: number
  landed: LandedFiles | null
}

async function inspectFile({ curated, table, key, size, landed }: ListedFile): Promise<FileProblem | null> {
  const name = parseCuratedKey(key)
  const isNamed = isSnapshotTable(table) ? name !== null : /^[^/]+\/[^/]+\.parquet$/.test(key)
  if (!isNamed) return describeProblem(key, 'foreign', 'not a file of hitparade')
  if (name !== null && name.transform_version > TRANSFORM_VERSION)
    return describeProblem(key, 'newer', 'from a newer version of hitparade')
  if (size < smallestFile) return describeProblem(key, 'unreadable', describeSize(size))
  if (curated.localPath === undefined) return null
  const footer = await readFooter(curated.localPath(key), table)
  // Another process has deleted the file since it was listed.
  if (footer === null) return null
  if ('problem' in footer) return describeProblem(key, 'unreadable', footer.problem)
  if (footer.unknownColumn !== null)
    return describeProblem(key, 'newer', `from a newer version of hitparade (column ${footer.unknownColumn})`)
  const expected = landed?.rows.get(key)
  if (expected === undefined || expected === footer.rows) return null
  return describeProblem(key, 'different', `expected ${expected} rows, got ${footer.rows}`)
}

function isSnapshotTable(table: TableName): table is SnapshotTable {
  return (snapshotTables as readonly TableName[]).includes(table)
}
