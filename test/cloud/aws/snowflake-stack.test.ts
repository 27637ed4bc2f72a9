import { afterEach, expect, test, vi } from 'vitest'
import { snowflakeStack } from '../../../src/cloud/aws/operations/snowflake-stack.ts'
import { outputs } from '../../../src/cloud/aws/stack-interface.ts'
import { loadConfig } from '../../../src/config/config.ts'
import { type CloudFormation, startCloudFormation } from '../../support/aws/cloudformation.ts'

const { aws } = loadConfig({ environment: {}, cwd: '/nowhere' })
const stack = {
  name: 'hitparade-prod',
  parameters: {},
  outputs: { [outputs.curatedBucket]: 'charts-curated' },
}
const roleArn = 'arn:aws:iam::111111111111:role/hitparade-prod-snowflake'
let cloud: CloudFormation

afterEach(async () => {
  vi.unstubAllEnvs()
  await cloud.close()
})

async function start(more: Record<string, string> = {}) {
  cloud = await startCloudFormation({ ...stack, outputs: { ...stack.outputs, ...more } })
  vi.stubEnv('AWS_ENDPOINT_URL', cloud.url)
  vi.stubEnv('AWS_REGION', 'eu-central-1')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'a')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'a')
  vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true')
}

test('a stack that was deployed while Snowflake was not configured is deployed again', async () => {
  await start()
  expect(await snowflakeStack(aws, async () => {}).read()).toBeNull()
  const deployWhole = vi.fn(async () => {})
  await expect(snowflakeStack(aws, deployWhole).deploy()).rejects.toThrow(
    /expected the stack hitparade-prod with a role for Snowflake, found none/,
  )
  expect(deployWhole).toHaveBeenCalledOnce()
})

test('a stack with a role for Snowflake is read', async () => {
  await start({ [outputs.snowflakeRole]: roleArn })
  expect(await snowflakeStack(aws, async () => {}).read()).toMatchObject({
    bucket: 'charts-curated',
    roleArn,
  })
})
