import type { TableName } from '../../domain/tables/tables.ts'

/** What the stack in AWS knows of Snowflake; an empty text where nothing is known yet. */
export interface StackParameters {
  /** The IAM user of the Snowflake account, which the stack's role admits; nobody where it is empty. */
  user: string
  externalId: string
  /** Queue that the bucket tells of new files, by table. */
  queues: Record<TableName, string>
}

export interface StackState {
  /** Name of the curated bucket. */
  bucket: string
  /** ARN of the role that Snowflake takes on to read it. */
  roleArn: string
  parameters: StackParameters
}

/** The side of AWS, as far as the deployment of Snowflake needs it. */
export interface BucketStack {
  /** Null where there is no stack yet. */
  read(): Promise<StackState | null>
  /** Makes the stack of this code. Its parameters stay as they are; at first they are empty. */
  deploy(): Promise<StackState>
  /** Changes these parameters and nothing else: the code of the functions stays as it is. */
  set(parameters: Partial<StackParameters>): Promise<void>
}
