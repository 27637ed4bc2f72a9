import { sqlFilesOf } from '../../../src/snowflake/files.ts'
import { copyFiles } from '../../../src/snowflake/load-files.ts'
import { objectsOf, type SnowflakeObjects } from '../../../src/snowflake/objects.ts'
import { planTable } from '../../../src/snowflake/plan-table.ts'
import { modelShapes } from '../../../src/snowflake/shapes.ts'
import type { SnowflakeState } from '../../../src/snowflake/state.ts'
import { statementsOf } from '../../../src/snowflake/statements.ts'
import type { SnowflakeTarget } from '../../../src/snowflake/target.ts'

export const target: SnowflakeTarget = {
  environment: 'prod',
  bucket: 'charts-curated',
  roleArn: 'arn:aws:iam::111111111111:role/hitparade-snowflake',
  externalId: 'hitparade_1a2b3c',
  creditsPerMonth: 20,
  refusedSources: [],
}

/** All objects of the target, made once. */
export const allObjects: Promise<SnowflakeObjects> = modelShapes().then((shapes) => objectsOf(target, shapes))

/** Every statement of every file, with the file that it stands in. */
export async function allStatements(): Promise<{ file: string; statement: string }[]> {
  const files = sqlFilesOf(await allObjects)
  return files.flatMap(({ name, text }) => statementsOf(text).map((statement) => ({ file: name, statement })))
}

/** What an upgrade of a table and a load by hand send, and no file holds. */
export async function otherStatements(): Promise<{ file: string; statement: string }[]> {
  const { names, tables } = await allObjects
  const older = { name: 'label', type: 'TEXT', isNullable: false, comment: 'older words' }
  const there = new Map([['landing.songs', { comment: 'older words', columns: [older] }]])
  const create = tables.find(({ table }) => table === 'songs')?.create ?? ''
  const { steps } = planTable(
    'songs',
    create,
    { tables: there } as unknown as SnowflakeState,
    names.roles.deploy,
  )
  return [
    ...steps.flatMap(({ statements }) => statements),
    copyFiles('songs', ['songs/deezer/a.parquet', 'songs/deezer/b.parquet'], names),
  ].map((statement) => ({ file: 'none', statement }))
}
