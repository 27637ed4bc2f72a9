import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { doesNotExist, SnowflakeError, syntaxError, toSnowflakeError, unsupported } from './errors.ts'
import { stagedFiles } from './handlers/stages.ts'
import type { StatementContext } from './statement.ts'
import { literal, nameParts, parseProperties } from './text.ts'
import type { LoadedFile } from './world.ts'

export interface CopyOptions {
  /** Behind the path; null for all. */
  files: string[] | null
  force: boolean
  onError: string
  matchByName: boolean
  /** Column of the table → `metadata$…`. */
  metadata: Record<string, string>
}

/** A COPY INTO, of a statement or of a pipe. */
export interface Copy extends CopyOptions {
  target: string
  /** As written, without `@`. */
  stage: string
  /** Behind the stage's URL. */
  path: string
  pipe: string | null
}

export const copyPattern = /^copy\s+into\s+([\w.$"]+)\s+from\s+@([\w.$%"-]+)\/?([\w./=%-]*)([\s\S]*)$/i

/** Reads `copy into <table> from @<stage>/<path> …`. Throws a syntax error for anything else. */
export function parseCopy(sql: string): Copy {
  const match = copyPattern.exec(sql)
  if (match === null) throw syntaxError('copy')
  const [, target = '', stage = '', path = '', rest = ''] = match
  return { ...parseOptions(rest), target, stage, path, pipe: null }
}

function parseOptions(text: string): CopyOptions {
  const properties = parseProperties(text)
  const files = properties.files?.match(/'(?:[^']|'')*'/g)?.map(literal) ?? null
  if (files !== null && files.length > 1000) {
    throw new SnowflakeError(
      '001093',
      '22023',
      'SQL compilation error:\nThe number of files exceeds the limit of 1000.',
    )
  }
  return {
    files,
    force: /^true$/i.test(properties.force ?? ''),
    onError: (properties.on_error ?? 'ABORT_STATEMENT').toUpperCase(),
    matchByName: /^case_insensitive$/i.test(properties.match_by_column_name ?? ''),
    metadata: parseMetadata(properties.include_metadata ?? ''),
  }
}

/**
 * Loads Parquet files by the names of their columns, each file whole or not at all. A file that COPY, or this
 * pipe, has loaded before is passed over. Throws the first file's error where that is to abort the statement.
 */
export async function copyInto(context: StatementContext, copy: Copy): Promise<LoadedFile[]> {
  const { session, world, catalogue, qualified } = context
  const table = qualified(copy.target)
  const [database = '', schema = ''] = nameParts(table)
  if (catalogue.find('table', table) === undefined) throw doesNotExist('Table', table)
  if (!catalogue.may(session.role, 'INSERT', 'schema', `${database}.${schema}`))
    catalogue.demand(session.role, 'INSERT', 'table', table)
  if (!copy.matchByName) throw unsupported('COPY of Parquet without MATCH_BY_COLUMN_NAME')
  const staged = await stagedFiles(context, copy.stage, copy.path)
  const wanted = copy.files?.map((file) => `${copy.path}${file}`) ?? staged.files.map(({ path }) => path)
  const loaded: LoadedFile[] = []
  for (const path of wanted) {
    const address = `${staged.url}${path}`
    const isKnown = world.loadedFiles.some(
      (each) =>
        each.table === table && each.file === address && each.pipe === copy.pipe && each.status === 'LOADED',
    )
    if (isKnown && !copy.force) continue
    const file = staged.files.find((each) => each.path === path)
    if (file === undefined) {
      throw new SnowflakeError('091016', '22000', `Remote file '${address}' was not found.`)
    }
    const result = { table, file: address, pipe: copy.pipe, size: file.size, loadedAt: world.now() }
    try {
      const bytes = await staged.store.get(staged.keyOf(path))
      const rows = await insertFile(context, table, bytes, { ...copy, file: path })
      loaded.push({ ...result, status: 'LOADED', rows, error: null })
    } catch (error) {
      const refusal = toSnowflakeError(error)
      if (copy.onError === 'ABORT_STATEMENT') throw refusal
      loaded.push({ ...result, status: 'LOAD_FAILED', rows: 0, error: refusal.message })
    }
  }
  world.loadedFiles.push(...loaded)
  return loaded
}

/** Rows of one file into the table: its columns by name, whatever else it holds left out. */
async function insertFile(
  { run, world }: StatementContext,
  table: string,
  bytes: Uint8Array,
  { metadata, file }: Pick<Copy, 'metadata'> & { file: string },
): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'hitparade-copy-'))
  try {
    const path = join(folder, 'file.parquet')
    await writeFile(path, bytes)
    const source = `read_parquet('${path}')`
    const columns = async (sql: string) =>
      (await run(`describe ${sql}`)).rowset.map(([name, type]) => [name ?? '', type ?? ''] as const)
    const own = await columns(`select * from ${table}`)
    const given = await columns(`select * from ${source}`)
    await refuseEmptyText(
      run,
      source,
      given.filter(([, type]) => type === 'VARCHAR').map(([name]) => name),
    )
    const told: Record<string, string> = {
      metadata$filename: `'${file}'`,
      metadata$file_row_number: 'file_row_number + 1',
      metadata$start_scan_time: `cast('${world.now()}' as timestamptz)`,
      metadata$file_last_modified: `cast('${world.now()}' as timestamp)`,
    }
    const values = own.flatMap(([name]) => {
      const fromFile = given.find(([other]) => other.toLowerCase() === name.toLowerCase())?.[0]
      const value =
        told[metadata[name.toLowerCase()] ?? ''] ?? (fromFile === undefined ? undefined : `"${fromFile}"`)
      return value === undefined ? [] : [`${value} as "${name}"`]
    })
    const answer = await run(
      `insert into ${table} by name select ${values.join(', ')} from read_parquet('${path}', file_row_number = true)`,
    )
    return Number(answer.rowset[0]?.[0])
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** By name, Snowflake takes no empty text out of Parquet. */
async function refuseEmptyText(run: StatementContext['run'], source: string, texts: string[]) {
  for (const name of texts) {
    const { total } = await run(`select 1 as one from ${source} where "${name}" = '' limit 1`)
    if (total > 0) {
      throw new SnowflakeError(
        '100069',
        '22000',
        `Error parsing Parquet: empty text in column ${name.toUpperCase()}`,
      )
    }
  }
}

function parseMetadata(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/(\w+)\s*=\s*(metadata\$\w+)/gi)]
  return Object.fromEntries(
    pairs.map(([, name = '', value = '']) => [name.toLowerCase(), value.toLowerCase()]),
  )
}
