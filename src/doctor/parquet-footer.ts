import { type FileHandle, open } from 'node:fs/promises'
import { parquetMetadata } from 'hyparquet'
import { getMessage } from '../domain/errors.ts'
import { type TableName, tables } from '../domain/tables/tables.ts'

/** Bytes before and after the metadata of a Parquet file, and its first and last bytes. */
const tail = 8
const magic = 'PAR1'
/** Bytes of the smallest file: both magics and the length of the metadata. */
export const smallestFile = 12

/** What a footer states, or why it cannot be read. */
export type Footer = { rows: number; unknownColumn: string | null } | { problem: string }

/** Reads the first bytes and the footer of a Parquet file of a table, and nothing else; null if it does not exist. */
export async function readFooter(path: string, table: TableName): Promise<Footer | null> {
  try {
    const file = await open(path, 'r')
    try {
      return await readMetadata(file, table)
    } finally {
      await file.close()
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    return code === 'ENOENT' ? null : { problem: `cannot be opened (${code})` }
  }
}

async function readMetadata(file: FileHandle, table: TableName): Promise<Footer> {
  const { size } = await file.stat()
  if (size < smallestFile) return { problem: describeSize(size) }
  const end = await readBytes(file, size - tail, tail)
  const begin = await readBytes(file, 0, magic.length)
  if (begin.toString('latin1') !== magic || end.toString('latin1', 4) !== magic)
    return { problem: 'not a whole Parquet file' }
  const length = end.readUInt32LE(0)
  if (length > size - smallestFile) return { problem: 'its footer is longer than the file' }
  const bytes = await readBytes(file, size - tail - length, length + tail)
  try {
    const { num_rows, schema } = parquetMetadata(Uint8Array.from(bytes).buffer)
    const unknown = schema.slice(1).find(({ name }) => !Object.hasOwn(tables[table].columns, name))
    return { rows: Number(num_rows), unknownColumn: unknown?.name ?? null }
  } catch (error) {
    return { problem: `its footer cannot be parsed: ${getMessage(error)}` }
  }
}

/** Why a file of this size cannot be a Parquet file. */
export function describeSize(size: number): string {
  return size === 0 ? 'empty' : `only ${size} bytes`
}

async function readBytes(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer } = await file.read(Buffer.alloc(length), 0, length, position)
  return buffer
}
