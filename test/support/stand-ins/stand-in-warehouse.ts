import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { landingColumns } from '../../../src/cloud/snowflake/objects/landing-tables.ts'
import type { ModelObject } from '../../../src/cloud/snowflake/objects/model-objects.ts'
import { type TableName, tableNames } from '../../../src/domain/tables/tables.ts'
import type { ObjectStore } from '../../../src/storage/store.ts'
import type { Parameters, Result } from '../../../src/warehouse/warehouse.ts'
import { listCtes } from '../sql/ctes.ts'
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
  for (const schema of ['landing', 'core', 'insights', 'bi'])
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
export function getQuery({ create }: ModelObject): string {
  return create.slice(create.indexOf('\nas\n') + '\nas\n'.length)
}

/** Keeps what an object selects as a table of that name: every engine computes each model once. */
export async function keep(standIn: StandIn, object: ModelObject) {
  const query = await inSteps(standIn, object.name, spelled(standIn.name, getQuery(object)))
  await standIn.query(`create or replace table ${object.name} as ${query}`)
}

/** Asks a model, insight or check by its text, see `inSteps`. */
export async function ask(
  standIn: StandIn,
  name: string,
  sql: string,
  parameters: Parameters = {},
): Promise<Result> {
  const query = await inSteps(standIn, name, spelled(standIn.name, sql), parameters)
  return standIn.query(query, parameters)
}

/**
 * Databend plans a common table expression anew wherever it is named, so the time doubles with each that names the
 * one before twice: of these models each expression becomes a table there, and the rest of the text is what is left.
 * Of three it refuses an expression that is named as an alias in it, when another that reads it is named twice. Of two
 * it ends with an error of its own: biggest_moves and longest_absence.
 */
const planned: Partial<Record<StandInName, string[]>> = {
  databend: [
    'core.published_joins',
    'core.song_components',
    'core.unpublished_components',
    'core.chart_history',
    'core.record_holders',
    'biggest_moves',
    'longest_absence',
    'number_ones',
    'source_agreement',
    'top_albums',
    'top_songs',
    'year_end',
    'records',
    'milestones',
    'chart_beat',
    'insights.records',
    'insights.milestones',
    'insights.biggest_moves',
    'insights.gaps',
    'insights.longest_absence',
    'insights.chart_beat',
    'insights.number_ones',
    'insights.source_agreement',
    'insights.top_albums',
    'insights.top_songs',
    'insights.year_end',
  ],
}

async function inSteps(
  standIn: StandIn,
  name: string,
  sql: string,
  parameters: Parameters = {},
): Promise<string> {
  if (!planned[standIn.name]?.includes(name)) return sql
  const { ctes, rest } = listCtes(sql)
  for (const cte of ctes) await standIn.query(`create or replace table ${cte.name} as ${cte.sql}`, parameters)
  return rest
}

export function spelled(name: StandInName, sql: string): string {
  return dialects[name].words.reduce((text, [theirs, word]) => text.replace(theirs, word), sql)
}
