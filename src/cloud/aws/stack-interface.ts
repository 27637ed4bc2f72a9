import { type TableName, tableNames } from '../../domain/tables/tables.ts'
import { toPascalCase } from './aws-names.ts'

/** Outputs of the stack. */
export const outputs = {
  rawBucket: 'RawBucketName',
  curatedBucket: 'CuratedBucketName',
  extractFunction: 'ExtractFunctionName',
  transformQueue: 'TransformQueueUrl',
  alarmTopic: 'AlarmTopicArn',
  snowflakeRole: 'SnowflakeRoleArn',
} as const

/** Parameters of the stack. All are empty at first; a deployment keeps their values. */
export const parameters = {
  snowflakeUser: 'SnowflakeUserArn',
  snowflakeExternalId: 'SnowflakeExternalId',
  /** ARN of the queue of a table's Snowpipe. */
  snowflakeQueue: Object.fromEntries(
    tableNames.map((table) => [table, `SnowflakeQueue${toPascalCase(table)}`]),
  ) as Record<TableName, string>,
  /** Where the functions' archives were uploaded; only in the template that deploys without CDK. */
  codeBucket: 'CodeBucket',
  codePrefix: 'CodePrefix',
} as const
