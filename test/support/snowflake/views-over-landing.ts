import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { schemas } from '../../../src/cloud/snowflake/objects/database-objects.ts'
import { landingTables, snowflakeSpelling } from '../../../src/cloud/snowflake/objects/model-columns.ts'
import type { ModelObject } from '../../../src/cloud/snowflake/objects/model-objects.ts'
import { openEngine } from '../../../src/warehouse/duckdb/duckdb-engine.ts'
import { getQuery } from '../stand-ins/stand-in-warehouse.ts'
import { allObjects } from './objects.ts'

/**
 * A DuckDB with the objects of Snowflake: the landing tables, and the models as views and dynamic tables. A dynamic table is
 * a table that `refresh` fills. Loading a file computes nothing.
 */
export async function viewsOverLanding() {
  const folder = await mkdtemp(join(tmpdir(), 'hitparade-views-'))
  const engine = await openEngine(':memory:', 'read_write')
  for (const statement of snowflakeSpelling) await engine.run(statement)
  for (const schema of Object.keys(schemas)) await engine.run(`create schema ${schema}`)
  for (const [name, columns] of landingTables())
    await engine.run(`create table landing.${name} (${columns.join(', ')})`)
  const { models } = await allObjects
  const fill = ({ name }: ModelObject, query: string) =>
    engine.run(`create or replace table ${name} as ${query}`)
  for (const object of models) {
    if (object.kind === 'dynamic table') await fill(object, getQuery(object))
    else await engine.run(`create view ${object.name} as ${getQuery(object)}`)
  }
  return {
    query: engine.query,
    /** Loads one file as a pipe does. Loads it again if it is called again. */
    async land(table: string, bytes: Uint8Array) {
      const path = join(folder, 'file.parquet')
      await writeFile(path, bytes)
      await engine.run(`insert into landing.${table} by name select * from read_parquet('${path}')`)
    },
    /** Refreshes every dynamic table, each after those that it reads. */
    async refresh() {
      for (const object of models) if (object.kind === 'dynamic table') await fill(object, getQuery(object))
    },
    async close() {
      engine.close()
      await rm(folder, { recursive: true })
    },
  }
}
