import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { asyncBufferFromFile, parquetMetadataAsync } from 'hyparquet'
import { compareRows } from './compare.ts'
import type { Step, Table } from './must-schema.ts'

/** What differs in the files that a step has written. */
export async function compareWritten(step: Step, work: string): Promise<string[]> {
  try {
    return [
      ...(await compareBytes(step.same_bytes ?? [], work)),
      ...(await compareTexts(step.text_has ?? {}, work, true)),
      ...(await compareTexts(step.text_lacks ?? {}, work, false)),
      ...(await compareTypes(step.parquet_columns ?? {}, work)),
    ]
  } catch (error) {
    return [String(error)]
  }
}

async function compareBytes(groups: string[][], work: string): Promise<string[]> {
  const problems: string[] = []
  for (const names of groups) {
    const contents = await Promise.all(names.map((name) => readAll(join(work, name))))
    if (new Set(contents).size > 1) problems.push(`${names.join(' and ')} differ`)
  }
  return problems
}

async function compareTexts(must: Record<string, string[]>, work: string, has: boolean): Promise<string[]> {
  const problems: string[] = []
  for (const [name, texts] of Object.entries(must)) {
    const path = join(work, name)
    const found = name.endsWith('.xlsx') ? await readArchive(path) : await readFile(path, 'utf8')
    const wrong = texts.filter((text) => found.includes(text) !== has)
    problems.push(...wrong.map((text) => `${name} has ${has ? 'no ' : ''}${JSON.stringify(text)}`))
  }
  return problems
}

async function compareTypes(must: Record<string, Record<string, string>>, work: string): Promise<string[]> {
  const problems: string[] = []
  for (const [name, columns] of Object.entries(must)) {
    const row = Object.fromEntries(await readLogicalTypes(join(work, name)))
    const rows: Table = [Object.keys(columns), Object.values(columns)]
    problems.push(...compareRows(rows, [row]).map((problem) => `${name}: ${problem}`))
  }
  return problems
}

/** The bytes of a file, or of all files in a folder by name. */
async function readAll(path: string): Promise<string> {
  if (!(await stat(path)).isDirectory()) return (await readFile(path)).toString('base64')
  const names = (await readdir(path, { recursive: true })).sort()
  const files = await Promise.all(
    names.map(async (name) =>
      (await stat(join(path, name))).isFile() ? [name, await readAll(join(path, name))] : [],
    ),
  )
  return JSON.stringify(files)
}

/** The text of all files in a zip archive, found by its central directory. */
async function readArchive(path: string): Promise<string> {
  const bytes = await readFile(path)
  const texts: string[] = []
  for (let at = bytes.indexOf('PK\x01\x02'); at >= 0; at = bytes.indexOf('PK\x01\x02', at + 4)) {
    const [method, size, local] = [
      bytes.readUInt16LE(at + 10),
      bytes.readUInt32LE(at + 20),
      bytes.readUInt32LE(at + 42),
    ]
    const begin = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    const content = bytes.subarray(begin, begin + size)
    texts.push((method === 8 ? inflateRawSync(content) : content).toString('utf8'))
  }
  return texts.join('\n')
}

/** The logical type of each column of a Parquet file. */
async function readLogicalTypes(path: string): Promise<Map<string, string>> {
  const { schema } = await parquetMetadataAsync(await asyncBufferFromFile(path))
  return new Map(schema.map(({ name, logical_type, type }) => [name, logical_type?.type ?? String(type)]))
}
