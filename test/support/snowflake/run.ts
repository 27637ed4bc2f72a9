import type { DuckDBConnection, DuckDBPreparedStatement } from '@duckdb/node-api'
import type { Chunk, ChunkStore } from './chunks.ts'
import { toSnowflakeError } from './errors.ts'
import { type Cell, cellWriter, type RowType, toRowType } from './rowtype.ts'

/** A positional parameter as the driver sends it: the text of the value beside its type. */
export interface Bind {
  type: string
  value: string | null
}

/** What a statement answers. */
export interface Answer {
  rowtype: RowType[]
  rowset: Cell[][]
  chunks: Chunk[]
  total: number
  statementTypeId: number
}

/** Rows that come with the answer itself, and rows of each chunk beside it. */
export interface ResultSizes {
  inline: number
  chunk: number
}

/** Snowflake's numbers of the kinds of statements. */
export const statementTypes = { select: 0x1000, insert: 0x3100, update: 0x3200, delete: 0x3300, ddl: 0x6000 }

/** DuckDB's kinds of statements (`StatementType`) that write rows, and the column that Snowflake answers. */
const counting: Record<number, { statementTypeId: number; columns: string[] }> = {
  2: { statementTypeId: statementTypes.insert, columns: ['number of rows inserted'] },
  3: {
    statementTypeId: statementTypes.update,
    columns: ['number of rows updated', 'number of multi-joined rows updated'],
  },
  5: { statementTypeId: statementTypes.delete, columns: ['number of rows deleted'] },
}

/** Runs one statement on DuckDB; rows beyond the first go into chunks. Throws `SnowflakeError`. */
export async function runOnDuckdb(
  connection: DuckDBConnection,
  sql: string,
  binds: Bind[],
  { sizes, chunks }: { sizes: ResultSizes; chunks: ChunkStore },
): Promise<Answer> {
  try {
    const prepared = await connection.prepare(sql)
    binds.forEach((bind, index) => {
      bindValue(prepared, index + 1, bind)
    })
    const result = await prepared.stream()
    const types = result.columnTypes()
    const write = types.map(cellWriter)
    const rowset: Cell[][] = []
    const stored: Chunk[] = []
    let waiting: Cell[][] = []
    let total = 0
    for (
      let chunk = await result.fetchChunk();
      chunk !== null && chunk.rowCount > 0;
      chunk = await result.fetchChunk()
    ) {
      for (const values of chunk.getRows()) {
        total += 1
        const row = values.map((value, index) => write[index]?.(value) ?? null)
        if (total <= sizes.inline) rowset.push(row)
        else waiting.push(row)
        if (waiting.length < sizes.chunk) continue
        stored.push(chunks.put(waiting))
        waiting = []
      }
    }
    if (waiting.length > 0) stored.push(chunks.put(waiting))
    const counted = counting[prepared.statementType]
    if (counted !== undefined) return countAnswer(counted, rowset[0]?.[0] ?? '0')
    const rowtype = result.columnNames().map((name, index) => toRowType(name, types[index] as never))
    return { rowtype, rowset, chunks: stored, total, statementTypeId: statementTypes.select }
  } catch (error) {
    throw toSnowflakeError(error)
  }
}

function countAnswer(
  { statementTypeId, columns }: { statementTypeId: number; columns: string[] },
  count: string,
): Answer {
  const rowtype = columns.map((name) => ({
    name,
    type: 'fixed',
    precision: 19,
    scale: 0,
    length: null,
    nullable: false,
  }))
  return {
    rowtype,
    rowset: [columns.map((_, index) => (index === 0 ? count : '0'))],
    chunks: [],
    total: 1,
    statementTypeId,
  }
}

function bindValue(prepared: DuckDBPreparedStatement, index: number, { type, value }: Bind) {
  if (value === null) prepared.bindNull(index)
  else if (type === 'FIXED') prepared.bindBigInt(index, BigInt(value))
  else if (type === 'REAL') prepared.bindDouble(index, Number(value))
  else if (type === 'BOOLEAN') prepared.bindBoolean(index, value.toLowerCase() === 'true')
  else prepared.bindVarchar(index, value)
}
