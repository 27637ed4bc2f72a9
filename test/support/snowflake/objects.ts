import { sqlFilesOf } from '../../../src/snowflake/files.ts'
import { objectsOf, type SnowflakeObjects } from '../../../src/snowflake/objects.ts'
import { modelShapes } from '../../../src/snowflake/shapes.ts'
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
