import { snowflakeNames } from '../../../warehouse/snowflake/snowflake-names.ts'
import { quoteSnowflakeLiteral } from '../../../warehouse/sql-text.ts'
import type { SnowflakeTarget } from '../snowflake-target.ts'
import { withChecksum } from './checksum.ts'

/** The database, and what the landing tables and the models need in it. */
export interface DatabaseObjects {
  database: DatabaseObject
  schemas: DatabaseObject[]
  fileFormat: DatabaseObject
  stage: StageObject
}

export interface DatabaseObject {
  kind: 'database' | 'schema' | 'file format' | 'stage'
  /** A file format or a stage has its schema in front, e.g. `landing.curated`. */
  name: string
  comment: string
  /** The statement that creates it. */
  create: string
}

export interface StageObject extends DatabaseObject {
  /** The curated bucket, with a slash at the end. */
  url: string
  integration: string
}

/** Schema → what it contains. The same in every environment: models and insights name their schemas. */
export const schemas = {
  landing: 'rows of the curated files as they came, only ever appended to',
  core: 'which snapshots count, what is one recording, and the history of every chart',
  bi: 'seven tables for BI tools, which join by one column each',
  insights: "one view per question, with the question's defaults and without its limit",
}

/** The database, schemas, file format and stage of a target. */
export function createDatabaseObjects(
  target: Pick<SnowflakeTarget, 'environment' | 'bucket'>,
): DatabaseObjects {
  const names = snowflakeNames(target.environment)
  return {
    database: createIfMissing('database', names.database, 'music charts, kept by hitparade'),
    schemas: Object.entries(schemas).map(([name, comment]) => createIfMissing('schema', name, comment)),
    fileFormat: createFileFormat(`landing.${names.fileFormat}`),
    stage: createStage(`landing.${names.stage}`, `landing.${names.fileFormat}`, {
      url: `s3://${target.bucket}/`,
      integration: names.integration,
    }),
  }
}

function createIfMissing(kind: 'database' | 'schema', name: string, comment: string): DatabaseObject {
  const create = `create ${kind} if not exists ${name} comment = ${quoteSnowflakeLiteral(comment)}`
  return { kind, name, comment, create }
}

/** The only one of these that is altered when it differs, so its comment has a checksum. */
function createFileFormat(name: string): DatabaseObject {
  const statement = (comment: string) => `create or alter file format ${name}
    type = parquet
    use_logical_type = true
    use_vectorized_scanner = true
    comment = ${quoteSnowflakeLiteral(comment)}`
  const about = 'curated files of hitparade'
  const comment = withChecksum(about, statement(about))
  return { kind: 'file format', name, comment, create: statement(comment) }
}

function createStage(
  name: string,
  fileFormat: string,
  { url, integration }: Pick<StageObject, 'url' | 'integration'>,
): StageObject {
  const comment = 'the curated bucket: one folder per landing table'
  const create = `create stage if not exists ${name}
    url = ${quoteSnowflakeLiteral(url)}
    storage_integration = ${integration}
    file_format = (format_name = ${fileFormat})
    comment = ${quoteSnowflakeLiteral(comment)}`
  return { kind: 'stage', name, comment, create, url, integration }
}
