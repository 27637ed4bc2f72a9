import { CfnOutput, type Stack } from 'aws-cdk-lib'
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnEventInvokeConfig, type Code, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { CfnSchedule, CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler'
import type { ChartConfig } from '../../../../config/config.ts'
import { formatChartName } from '../../../../domain/chart-name.ts'
import {
  type CredentialSource,
  chartId,
  credentialsParameter,
  listCredentialSources,
  scheduleName,
} from '../../aws-names.ts'
import { outputs } from '../../stack-interface.ts'
import { listRunTimes, toCron } from '../schedule-times.ts'
import type { Scope } from '../stack-scope.ts'
import type { Buckets } from './buckets.ts'
import type { FailureQueues } from './failure-queues.ts'
import { createFunction } from './lambda-function.ts'

export interface ExtractOptions {
  charts: ChartConfig[]
  /** Sources that may be read with the consent of a user. */
  consents: CredentialSource[]
  buckets: Buckets
  failures: FailureQueues
  code: (stack: Stack) => Code
}

/** Seconds. Requests to a source may wait up to five minutes in total. */
const timeout = 600

/** Creates the extract function and a schedule for each time of each chart. Failed invocations and failed runs go to failure queues. */
export function createExtract(
  scope: Scope,
  { charts, consents, buckets, failures, code }: ExtractOptions,
): LambdaFunction {
  const { stack, names } = scope
  const extractFunction = createFunction(scope, {
    name: 'extract',
    code,
    buckets,
    timeout,
    memory: 512,
    statements: extractStatements(scope, { charts, consents, buckets, failures }),
  })
  // Scheduler invokes asynchronously, so Lambda retries a failed run: twice, then it goes to the failure queue.
  new CfnEventInvokeConfig(stack, 'ExtractRetries', {
    functionName: extractFunction.functionName,
    qualifier: '$LATEST',
    maximumRetryAttempts: 2,
    maximumEventAgeInSeconds: 3600,
    destinationConfig: { onFailure: { destination: failures.extract.queueArn } },
  })
  const group = new CfnScheduleGroup(stack, 'Schedules', { name: names.scheduleGroup })
  const role = schedulerRole(scope, { extractFunction, failures, group })
  for (const chart of charts) {
    for (const [index, time] of listRunTimes(chart).entries()) {
      const place = index + 1
      const schedule = new CfnSchedule(stack, `Schedule${chartId(chart)}${place === 1 ? '' : `At${place}`}`, {
        name: scheduleName(chart, place),
        groupName: names.scheduleGroup,
        description: `extracts ${formatChartName(chart)}`,
        scheduleExpression: toCron(time),
        scheduleExpressionTimezone: chart.time_zone,
        flexibleTimeWindow: { mode: 'OFF' },
        target: {
          arn: extractFunction.functionArn,
          roleArn: role.roleArn,
          // Scheduler inserts the instant, the same at every retry. It determines the chart date of the run.
          input: JSON.stringify({
            chart: formatChartName(chart),
            scheduled_time: '<aws.scheduler.scheduled-time>',
          }),
          retryPolicy: { maximumRetryAttempts: 5, maximumEventAgeInSeconds: 3600 },
          deadLetterConfig: { arn: failures.schedule.queueArn },
        },
      })
      schedule.addResourceDependency(group)
    }
  }
  new CfnOutput(stack, outputs.extractFunction, { value: extractFunction.functionName })
  return extractFunction
}

/** What the extract function may do. */
function extractStatements(
  { stack, aws, encryption }: Scope,
  { charts, consents, buckets, failures }: Omit<ExtractOptions, 'code'>,
): PolicyStatement[] {
  const sources = listCredentialSources(charts)
  const parameter = (source: string) =>
    `arn:${stack.partition}:ssm:${stack.region}:${stack.account}:parameter${credentialsParameter(aws.environment, source)}`
  const credentials = new PolicyStatement({
    sid: 'Credentials',
    actions: ['ssm:GetParameter'],
    resources: sources.map(parameter),
  })
  const refresh = [
    new PolicyStatement({
      sid: 'RefreshedToken',
      actions: ['ssm:PutParameter'],
      resources: consents.map(parameter),
    }),
    new PolicyStatement({
      sid: 'RefreshLock',
      actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
      resources: [`${buckets.raw.attrArn}/locks/*`],
    }),
    ...encryption.toWriteParameters,
  ]
  return [
    new PolicyStatement({
      sid: 'Store',
      actions: ['s3:PutObject'],
      resources: [`${buckets.raw.attrArn}/to_process/*`, `${buckets.curated.attrArn}/runs/*`],
    }),
    new PolicyStatement({
      sid: 'WhatIsStored',
      actions: ['s3:ListBucket'],
      resources: [buckets.raw.attrArn],
      conditions: { StringLike: { 's3:prefix': ['to_process/*', 'processed/*'] } },
    }),
    new PolicyStatement({
      sid: 'Failed',
      actions: ['sqs:SendMessage'],
      resources: [failures.extract.queueArn],
    }),
    ...(sources.length > 0 ? [credentials] : []),
    ...(consents.length > 0 ? refresh : []),
    ...encryption.toWrite,
  ]
}

function schedulerRole(
  { stack, names, encryption }: Scope,
  {
    extractFunction,
    failures,
    group,
  }: { extractFunction: LambdaFunction; failures: FailureQueues; group: CfnScheduleGroup },
): Role {
  return new Role(stack, 'SchedulerRole', {
    roleName: names.roles.scheduler,
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account, 'aws:SourceArn': group.attrArn } },
    }),
    inlinePolicies: {
      schedule: new PolicyDocument({
        statements: [
          new PolicyStatement({
            sid: 'Extract',
            actions: ['lambda:InvokeFunction'],
            resources: [extractFunction.functionArn],
          }),
          new PolicyStatement({
            sid: 'NotInvoked',
            actions: ['sqs:SendMessage'],
            resources: [failures.schedule.queueArn],
          }),
          ...encryption.toWrite,
        ],
      }),
    },
  })
}
