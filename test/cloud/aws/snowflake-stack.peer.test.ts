import {
  CloudFormationClient,
  CreateStackCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { stackName } from '../../../src/cloud/aws/aws-names.ts'
import { snowflakeStack } from '../../../src/cloud/aws/operations/snowflake-stack.ts'
import { outputs, parameters } from '../../../src/cloud/aws/stack-interface.ts'
import { loadConfig } from '../../../src/config/config.ts'
import { tableNames } from '../../../src/domain/tables/tables.ts'
import { describePeers, type Peer, startPeer } from '../../support/peers.ts'

const queue = (table: string) => `arn:aws:sqs:eu-central-1:222222222222:sf-snowpipe-${table}`
const queues = Object.fromEntries(tableNames.map((table) => [table, queue(table)])) as Record<
  (typeof tableNames)[number],
  string
>

/** The parameters and outputs of our template, and a queue that stands for the rest of it. */
const template = {
  Parameters: Object.fromEntries(
    [
      parameters.snowflakeUser,
      parameters.snowflakeExternalId,
      ...Object.values(parameters.snowflakeQueue),
      parameters.codePrefix,
    ].map((name) => [name, { Type: 'String', Default: '' }]),
  ),
  Resources: { Waiting: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'waiting' } } },
  Outputs: {
    [outputs.curatedBucket]: { Value: 'charts-curated' },
    [outputs.snowflakeRole]: { Value: 'arn:aws:iam::000000000000:role/hitparade-snowflake' },
  },
}

describePeers('the stack for the deployment of Snowflake', ['ministack'], (name) => {
  let peer: Peer
  const before = { ...process.env }
  const aws = { ...loadConfig({ environment: {}, cwd: '/' }).aws, environment: 'peer' }
  const stack = snowflakeStack(aws, () => Promise.reject(new Error('the test does not deploy')))

  beforeAll(async () => {
    peer = await startPeer(name)
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: peer.endpoint,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    })
  })
  afterAll(async () => {
    process.env = before
    await peer?.stop()
  })

  test('is null before it exists', async () => {
    expect(await stack.read()).toBeNull()
  })

  test('sets the parameters of Snowflake, keeps all others, and returns them', async () => {
    const client = new CloudFormationClient({})
    const StackName = stackName('peer')
    const Parameters = [{ ParameterKey: parameters.codePrefix, ParameterValue: 'hitparade/' }]
    await client.send(
      new CreateStackCommand({ StackName, TemplateBody: JSON.stringify(template), Parameters }),
    )
    await waitUntilStackCreateComplete({ client, maxWaitTime: 30, minDelay: 1, maxDelay: 2 }, { StackName })
    const user = 'arn:aws:iam::222222222222:user/abc'
    const none = Object.fromEntries(tableNames.map((table) => [table, '']))
    expect((await stack.read())?.parameters).toEqual({ user: '', externalId: '', queues: none })

    await stack.set({ user, externalId: 'hitparade_1' })
    await stack.set({ queues })
    await stack.set({ queues })
    expect(await stack.read()).toEqual({
      bucket: 'charts-curated',
      roleArn: 'arn:aws:iam::000000000000:role/hitparade-snowflake',
      parameters: { user, externalId: 'hitparade_1', queues },
    })
  })
})
