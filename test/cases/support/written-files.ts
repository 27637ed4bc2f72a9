import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { asyncBufferFromFile, parquetMetadataAsync } from 'hyparquet'

/** The bytes of a file, or of all files in a folder by name. */
export async function readAll(path: string): Promise<string> {
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
export async function readArchive(path: string): Promise<string> {
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
export async function readLogicalTypes(path: string): Promise<Map<string, string>> {
  const { schema } = await parquetMetadataAsync(await asyncBufferFromFile(path))
  return new Map(schema.map(({ name, logical_type, type }) => [name, logical_type?.type ?? String(type)]))
}
