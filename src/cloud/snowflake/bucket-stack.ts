import type { TableName } from '../../domain/tables/tables.ts'

/** What the AWS stack knows about Snowflake. A value is empty until it is known. */
export interface StackParameters {
  /** ARN of the IAM user of the Snowflake account. The stack's role trusts this user, or no one if it is empty. */
  user: string
  externalId: string
  /** ARN of the queue that the bucket notifies of new files, by table. */
  queues: Record<TableName, string>
}

export interface StackState {
  /** Name of the curated bucket. */
  bucket: string
  /** ARN of the role that Snowflake assumes to read the bucket. */
  roleArn: string
  parameters: StackParameters
}

/** The AWS stack, as far as a deployment to Snowflake needs it. */
export interface BucketStack {
  /** Null if there is no stack yet. */
  read(): Promise<StackState | null>
  /** Creates the stack of this version, or updates it and keeps its parameters. In a new stack they are empty. */
  deploy(): Promise<StackState>
  /** Changes these parameters and nothing else: the code of the functions stays as it is. */
  set(parameters: Partial<StackParameters>): Promise<void>
}
