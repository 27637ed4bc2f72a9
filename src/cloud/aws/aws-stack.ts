import type { Stack } from '@aws-sdk/client-cloudformation'
import type { AwsConfig } from '../../config/config.ts'
import { stackName } from './aws-names.ts'
import { clientOptions } from './client-options.ts'
import { loadClient } from './load-clients.ts'
import { findOrNull } from './with-aws-errors.ts'

/** The permission that reading the stack needs. */
export const DESCRIBE_STACKS = 'cloudformation:DescribeStacks'

/** The outputs of the environment's stack, by name; null if there is no stack. */
export async function stackOutputs(aws: AwsConfig): Promise<Record<string, string> | null> {
  const stack = await describeStack(aws)
  return stack === null ? null : readOutputs(stack)
}

/** The outputs of a stack, by name. */
export function readOutputs({ Outputs = [] }: Stack): Record<string, string> {
  return Object.fromEntries(Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue ?? '']))
}

/** CloudFormation's description of the environment's stack; null if there is no stack. */
export async function describeStack(aws: AwsConfig): Promise<Stack | null> {
  const { CloudFormationClient, DescribeStacksCommand } = await loadClient.cloudformation()
  const client = new CloudFormationClient(clientOptions(aws))
  const StackName = stackName(aws.environment)
  const answer = await findOrNull(DESCRIBE_STACKS, () =>
    client.send(new DescribeStacksCommand({ StackName })),
  )
  return answer?.Stacks?.[0] ?? null
}

/** False for a stack whose first deployment did not finish: the next one creates it again, and it contains nothing. */
export function isCreated({ StackStatus }: Stack): boolean {
  return StackStatus !== 'REVIEW_IN_PROGRESS' && StackStatus !== 'ROLLBACK_COMPLETE'
}
