import type { Parameter, Stack } from '@aws-sdk/client-cloudformation'
import type { AwsConfig } from '../../../config/config.ts'
import { getMessage, HitparadeError } from '../../../domain/errors.ts'
import { type TableName, tableNames } from '../../../domain/tables/tables.ts'
import type { BucketStack, StackParameters, StackState } from '../../snowflake/bucket-stack.ts'
import { stackName } from '../aws-names.ts'
import { describeStack } from '../aws-stack.ts'
import { clientOptions } from '../client-options.ts'
import { loadClient } from '../load-clients.ts'
import { outputs, parameters } from '../stack-interface.ts'
import { withAwsErrors } from '../with-aws-errors.ts'
import { withStackReason } from './stack-failure.ts'

/** Seconds that CloudFormation may take. */
const timeout = 1800

/**
 * The environment's stack for the deployment of Snowflake. `deploy` calls `deployWhole`, which deploys template and code;
 * `set` changes only parameters of the deployed template, so the functions keep their code.
 */
export function snowflakeStack(aws: AwsConfig, deployWhole: () => Promise<void>): BucketStack {
  const read = async () => {
    const stack = await describeStack(aws)
    return stack === null || !servesSnowflake(stack) ? null : readStackState(stack, aws)
  }
  return {
    read,
    async deploy() {
      await deployWhole()
      const state = await read()
      if (state !== null) return state
      throw new HitparadeError(
        'Stack',
        `expected the stack ${stackName(aws.environment)} with a role for Snowflake, found none`,
        {
          advice: 'look for it in the CloudFormation console, then deploy again',
          details: { stack: stackName(aws.environment) },
        },
      )
    },
    async set(changes) {
      const stack = await describeStack(aws)
      await withStackReason(aws, () => update(aws, stack?.Parameters ?? [], toTemplateParameters(changes)))
    },
  }
}

/** False for a stack that was deployed while Snowflake was not configured: to deploy it once more adds the role. */
function servesSnowflake({ Outputs = [] }: Stack): boolean {
  return Outputs.some(({ OutputKey }) => OutputKey === outputs.snowflakeRole)
}

function readStackState({ Outputs = [], Parameters = [] }: Stack, aws: AwsConfig): StackState {
  const output = (key: string) => {
    const value = Outputs.find(({ OutputKey }) => OutputKey === key)?.OutputValue
    if (value !== undefined) return value
    throw new HitparadeError('Stack', `the stack ${stackName(aws.environment)} has no output ${key}`, {
      advice: 'deploy this version with `hitparade deploy --target aws`',
      details: { stack: stackName(aws.environment), output: key },
    })
  }
  const parameter = (key: string) =>
    Parameters.find(({ ParameterKey }) => ParameterKey === key)?.ParameterValue ?? ''
  return {
    bucket: output(outputs.curatedBucket),
    roleArn: output(outputs.snowflakeRole),
    parameters: {
      user: parameter(parameters.snowflakeUser),
      externalId: parameter(parameters.snowflakeExternalId),
      queues: Object.fromEntries(
        tableNames.map((table) => [table, parameter(parameters.snowflakeQueue[table])]),
      ) as StackParameters['queues'],
    },
  }
}

/** Values by the names of the template's parameters. */
function toTemplateParameters({ user, externalId, queues }: Partial<StackParameters>): Map<string, string> {
  const named = new Map<string, string>()
  if (user !== undefined) named.set(parameters.snowflakeUser, user)
  if (externalId !== undefined) named.set(parameters.snowflakeExternalId, externalId)
  for (const [table, queue] of Object.entries(queues ?? {}))
    named.set(parameters.snowflakeQueue[table as TableName], queue)
  return named
}

/** Throws code `Stack` if CloudFormation cannot apply the changes, e.g. because S3 cannot reach a queue. */
async function update(aws: AwsConfig, current: Parameter[], changes: Map<string, string>): Promise<void> {
  const { CloudFormationClient, UpdateStackCommand, waitUntilStackUpdateComplete } =
    await loadClient.cloudformation()
  const client = new CloudFormationClient(clientOptions(aws))
  const StackName = stackName(aws.environment)
  const kept = current
    .filter(({ ParameterKey = '' }) => !changes.has(ParameterKey))
    .map(({ ParameterKey }) => ({ ParameterKey, UsePreviousValue: true }))
  const changed = [...changes].map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }))
  const isUpdating = await withAwsErrors('cloudformation:UpdateStack', async () => {
    try {
      await client.send(
        new UpdateStackCommand({
          StackName,
          UsePreviousTemplate: true,
          Capabilities: ['CAPABILITY_NAMED_IAM'],
          Parameters: [...kept, ...changed],
        }),
      )
      return true
    } catch (error) {
      // CloudFormation has no separate error for it.
      if (getMessage(error).includes('No updates are to be performed')) return false
      throw error
    }
  })
  if (!isUpdating) return
  try {
    await waitUntilStackUpdateComplete(
      { client, maxWaitTime: timeout, minDelay: 1, maxDelay: 10 },
      { StackName },
    )
  } catch (error) {
    throw new HitparadeError(
      'Stack',
      `could not set ${[...changes.keys()].join(', ')} of the stack ${StackName}`,
      {
        advice: 'read its events in the CloudFormation console, then deploy again',
        details: { stack: StackName, parameters: [...changes.keys()].join(', ') },
        cause: error,
      },
    )
  }
}
