import type { SnowflakeState } from '../../../src/cloud/snowflake/deploy/deployed-state.ts'
import { planTable } from '../../../src/cloud/snowflake/deploy/plan-table.ts'
import { modelColumns } from '../../../src/cloud/snowflake/objects/model-columns.ts'
import {
  createObjects,
  type SnowflakeObjects,
} from '../../../src/cloud/snowflake/objects/snowflake-objects.ts'
import { createSqlFiles } from '../../../src/cloud/snowflake/objects/sql-files.ts'
import { splitStatements } from '../../../src/cloud/snowflake/objects/sql-statements.ts'
import { copyFiles } from '../../../src/cloud/snowflake/operations/load-files.ts'
import type { SnowflakeTarget } from '../../../src/cloud/snowflake/snowflake-target.ts'

export const target: SnowflakeTarget = {
  environment: 'prod',
  bucket: 'charts-curated',
  roleArn: 'arn:aws:iam::111111111111:role/hitparade-snowflake',
  externalId: 'hitparade_1a2b3c',
  creditsPerMonth: 20,
  refusedSources: [],
}

/** All objects of the target, made once. */
export const allObjects: Promise<SnowflakeObjects> = modelColumns().then((shapes) =>
  createObjects(target, shapes),
)

/** Every statement of every file, with the file that it stands in. */
export async function allStatements(): Promise<{ file: string; statement: string }[]> {
  const files = createSqlFiles(await allObjects)
  return files.flatMap(({ name, text }) =>
    splitStatements(text).map((statement) => ({ file: name, statement })),
  )
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
