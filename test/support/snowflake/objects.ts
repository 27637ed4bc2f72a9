import { planTable } from '../../../src/cloud/snowflake/deploy/plan-table.ts'
import { modelColumns } from '../../../src/cloud/snowflake/objects/model-columns.ts'
import {
  createObjects,
  type SnowflakeObjects,
} from '../../../src/cloud/snowflake/objects/snowflake-objects.ts'
import { createSqlFiles } from '../../../src/cloud/snowflake/objects/sql-files.ts'
import { copyFiles } from '../../../src/cloud/snowflake/operations/load-files.ts'
import type { SnowflakeTarget } from '../../../src/cloud/snowflake/snowflake-target.ts'
import { splitStatements } from './text.ts'

export const target: SnowflakeTarget = {
  environment: 'prod',
  bucket: 'charts-curated',
  roleArn: 'arn:aws:iam::111111111111:role/hitparade-snowflake',
  externalId: 'hitparade_1a2b3c',
  creditsPerMonth: 20,
  user: 'ada.o’neil@example.com',
  alertEmails: ["ada.o'neil@example.com", 'operators@example.com'],
  restrictedSources: [],
}

/** All objects of the target, created once. */
export const allObjects: Promise<SnowflakeObjects> = modelColumns().then((columns) =>
  createObjects(target, columns),
)

/** Every statement of every file, with the name of the file. */
export async function allStatements(): Promise<{ file: string; statement: string }[]> {
  const files = createSqlFiles(await allObjects)
  return files.flatMap(({ name, text }) =>
    splitStatements(text).map((statement) => ({ file: name, statement })),
  )
}

/** Statements that are in no file: those of an upgrade of a table, and of a load by hand. */
export async function otherStatements(): Promise<{ file: string; statement: string }[]> {
  const { names, tables } = await allObjects
  const older = { name: 'label', type: 'TEXT', isNullable: false, comment: 'older words' }
  const deployed = new Map([['landing.songs', { comment: 'older words', columns: [older] }]])
  const create = tables.find(({ table }) => table === 'songs')?.create ?? ''
  const { steps } = planTable('songs', create, { tables: deployed }, names.roles.deploy)
  return [
    ...steps.flatMap(({ statements }) => statements),
    copyFiles('songs', ['songs/deezer/a.parquet', 'songs/deezer/b.parquet'], names),
  ].map((statement) => ({ file: 'none', statement }))
}
