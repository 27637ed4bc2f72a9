import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { landingColumns } from '../../src/snowflake/landing.ts'
import type { ModelObject } from '../../src/snowflake/models.ts'
import type { ObjectStore } from '../../src/store/store.ts'
import { type TableName, tableNames } from '../../src/tables.ts'
import { ctesOf } from './ctes.ts'
import { openStandIn, type StandIn, type StandInName } from './stand-ins.ts'

/** How a stand-in says what Snowflake says: only names of types and schemas, never what a model computes. */
const dialects: Record<StandInName, { schema: string; words: [RegExp, string][] }> = {
  fakesnow: { schema: 'schema', words: [] },
  databend: {
    schema: 'database',
    words: [
      [/\btimestamp_[nl]tz\b/g, 'timestamp'],
      [/\bsysdate\(\)/g, 'now()'],
    ],
  },
}

/** A stand-in with schemas and empty landing tables, made as Snowflake would have them. */
export async function openLanding(name: StandInName): Promise<StandIn> {
  const standIn = await openStandIn(name)
  for (const schema of ['landing', 'core', 'insights'])
    await standIn.query(`create ${dialects[name].schema} if not exists ${schema}`)
  for (const table of tableNames) {
    const columns = landingColumns(table).map(
      (column) => `${column.name} ${column.type}${column.required ? ' not null' : ''}`,
    )
    await standIn.query(spelled(name, `create table landing.${table} (${columns.join(', ')})`))
  }
  return standIn
}

/** Puts the rows of all curated files into landing. */
export async function landAll(standIn: StandIn, curated: ObjectStore) {
  const keys: string[] = []
  for (const table of tableNames) for await (const { key } of curated.list(`${table}/`)) keys.push(key)
  await landFiles(standIn, curated, keys)
}

/** Puts the rows of some curated files into landing. */
export async function landFiles(standIn: StandIn, curated: ObjectStore, keys: string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'hitparade-landing-'))
  await mkdir(folder, { recursive: true })
  const files = new Map<TableName, string[]>()
  for (const [index, key] of keys.entries()) {
    const table = key.split('/')[0] as TableName
    const path = join(folder, `${index}.parquet`)
    await writeFile(path, await curated.get(key))
    files.set(table, [...(files.get(table) ?? []), path])
  }
  for (const [table, paths] of files) await standIn.land(table, paths)
  await rm(folder, { recursive: true })
}

/** What a view or dynamic table selects, as Snowflake is given it. */
export function queryOf({ create }: ModelObject): string {
  return create.slice(create.indexOf('\nas\n') + '\nas\n'.length)
}

/** Keeps what an object selects as a table of that name: every engine computes each model once. */
export async function keep(standIn: StandIn, object: ModelObject, { stepwise }: { stepwise: boolean }) {
  const query = spelled(standIn.name, queryOf(object))
  const steps = stepwise ? ctesOf(query) : { ctes: [], rest: query }
  for (const { name, sql } of steps.ctes) await standIn.query(`create or replace table ${name} as ${sql}`)
  await standIn.query(`create or replace table ${object.name} as ${steps.rest}`)
}

/** Makes the object as Snowflake would, a view over what it reads; a dynamic table is a table. */
export async function make(standIn: StandIn, object: ModelObject) {
  const kind = object.kind === 'view' ? 'view' : 'table'
  await standIn.query(`create or replace ${kind} ${object.name} as ${spelled(standIn.name, queryOf(object))}`)
}

export function spelled(name: StandInName, sql: string): string {
  return dialects[name].words.reduce((text, [theirs, word]) => text.replace(theirs, word), sql)
}
