import { readFile } from 'node:fs/promises'
import { expect, test, vi } from 'vitest'
import { fixedPrices, sumFixedCosts } from '../../src/cloud/aws/operations/fixed-costs.ts'
import { formatStackPlan, type StackPlan } from '../../src/commands/targets/aws/format-stack-plan.ts'
import { synthesise } from '../cloud/aws/support.ts'

vi.stubEnv('CDK_VALIDATION', 'false')
const template = synthesise()
const connected = synthesise({ dashboard: true }, { account: 'myorg-charts' })
vi.unstubAllEnvs()

const buckets = { rawBucket: 'charts-raw', curatedBucket: 'charts-curated', retained: [] as string[] }
const plan: StackPlan = {
  environment: 'prod',
  place: { partition: 'aws', account: '111111111111', region: 'eu-central-1' },
  template,
  deployed: null,
  buckets,
  metrics: 8,
  bootstrap: { isThere: false, qualifier: null },
}
const show = (change: Partial<StackPlan> = {}) => formatStackPlan({ ...plan, ...change }).join('\n')

test('the plan of a new stack says what is made, the rights, the costs and the bootstrap', () => {
  expect(show()).toMatchInlineSnapshot(`
    "hitparade-prod in account 111111111111, eu-central-1: a new stack
      creates        2 buckets, 2 functions, 8 schedules, 5 queues, 16 alarms, 1 topic, 3 roles, 14 others
      buckets        charts-raw, charts-curated
      extract may    logs:CreateLogStream, logs:PutLogEvents, s3:DeleteObject, s3:GetObject, s3:ListBucket, s3:PutObject, sqs:SendMessage, ssm:GetParameter, ssm:PutParameter
      scheduler may  lambda:InvokeFunction, sqs:SendMessage
      transform may  logs:CreateLogStream, logs:PutLogEvents, s3:DeleteObject, s3:GetObject, s3:ListBucket, s3:PutObject, sqs:ChangeMessageVisibility, sqs:DeleteMessage, sqs:GetQueueAttributes, sqs:ReceiveMessage
      fixed cost     0.60 USD a month for 16 alarms, 8 metrics (list prices of US East, less what is free); usage is extra
      CDK            is not bootstrapped: once you confirm it, deploy creates the stack CDKToolkit with 5 roles; CloudFormation deploys with the one that has AdministratorAccess"
  `)
})

test('no plan is longer than ten lines', () => {
  const whole = { template: connected, deployed: template, bootstrap: { isThere: true, qualifier: 'charts' } }
  expect(formatStackPlan({ ...plan, ...whole }).length).toBeLessThanOrEqual(10)
})

test('the plan of a change says what is created, changed and deleted', () => {
  expect(show({ deployed: template })).toMatch(/changes +none\n/)
  const isTopic = ({ Type }: { Type: string }) => Type === 'AWS::SNS::Topic'
  const { Raw, ...others } = connected.Resources
  const kept = Object.fromEntries(Object.entries(others).filter(([, resource]) => !isTopic(resource)))
  const other = {
    Resources: { ...kept, Raw: { Type: 'AWS::S3::Bucket' }, Gone: { Type: 'AWS::SQS::Queue' } },
  }
  expect(show({ template: connected, deployed: other })).toMatch(
    /changes +creates 1 topic; changes 1 bucket; deletes 1 queue\n/,
  )
  expect(show({ deployed: 'unknown' })).toMatch(
    /changes +unknown: you need the permission cloudformation:GetTemplate/,
  )
})

test('the plan names the buckets that it adopts, and those that keep their names', () => {
  expect(show({ buckets: { ...buckets, retained: ['charts-raw'] } })).toMatch(
    /charts-raw, charts-curated; adopts charts-raw of an earlier stack/,
  )
  expect(show({ deployed: template })).toMatch(/charts-raw, charts-curated; they keep these older names/)
})

test('the plan says whether CDK is bootstrapped', () => {
  expect(show({ bootstrap: { isThere: true, qualifier: null } })).toMatch(/CDK +is bootstrapped$/)
  expect(show({ bootstrap: { isThere: false, qualifier: 'charts' } })).toMatch(
    /CDK +is not bootstrapped with the qualifier charts, so nothing can be deployed$/,
  )
})

test('the documentation has the same prices', async () => {
  const page = await readFile('docs/deploy-aws.md', 'utf8')
  for (const { price, free } of Object.values(fixedPrices))
    expect(page).toContain(`| ${price.toFixed(2)} each, ${free} are free |`)
})

test('the fixed costs are those of what is not free', () => {
  const free = { alarms: fixedPrices.alarms.free, metrics: fixedPrices.metrics.free, dashboards: 1 }
  expect(sumFixedCosts(free)).toBe(0)
  expect(sumFixedCosts({ alarms: 14, metrics: 12, dashboards: 4 })).toBeCloseTo(0.4 + 0.6 + 3)
})
