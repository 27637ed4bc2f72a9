import { CfnOutput, Duration, type Stack } from 'aws-cdk-lib'
import { CfnRule } from 'aws-cdk-lib/aws-events'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { type Code, EventSourceMapping, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import { tableNames } from '../../../../domain/tables/tables.ts'
import { outputs } from '../../stack-interface.ts'
import { MAX_DELIVERIES } from '../../transform-retries.ts'
import type { Scope } from '../stack-scope.ts'
import type { Buckets } from './buckets.ts'
import type { FailureQueues } from './failure-queues.ts'
import { createFunction } from './lambda-function.ts'

export interface TransformOptions {
  buckets: Buckets
  failures: FailureQueues
  code: (stack: Stack) => Code
}

export interface Transformation {
  queue: Queue
  transformFunction: LambdaFunction
}

/** Seconds. A chart takes one, an imported file of millions of rows takes minutes. */
const timeout = 300

/** Raw object → event → queue → transform function. A message that fails six times goes to a failure queue. */
export function createTransform(scope: Scope, { buckets, failures, code }: TransformOptions): Transformation {
  const { stack, names, encryption } = scope
  const queue = new Queue(stack, 'TransformQueue', {
    queueName: names.transformQueue,
    // Lambda requires six times its timeout, so that a second invocation does not receive a batch in progress.
    visibilityTimeout: Duration.seconds(6 * timeout),
    retentionPeriod: Duration.days(14),
    deadLetterQueue: { queue: failures.transform, maxReceiveCount: MAX_DELIVERIES },
    enforceSSL: true,
    ...encryption.queue,
  })
  const rule = new CfnRule(stack, 'ObjectRule', {
    name: names.objectRule,
    description: 'sends new raw objects to the transform queue',
    eventPattern: {
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      // Objects that move to processed/ and failed/ are created too, and must not be transformed again.
      detail: { bucket: { name: [buckets.raw.ref] }, object: { key: [{ prefix: 'to_process/' }] } },
    },
    targets: [
      {
        id: 'transform',
        arn: queue.queueArn,
        retryPolicy: { maximumRetryAttempts: 185, maximumEventAgeInSeconds: 86_400 },
        deadLetterConfig: { arn: failures.event.queueArn },
      },
    ],
  })
  for (const target of [queue, failures.event]) allowEvents(target, rule)
  const transformFunction = createFunction(scope, {
    name: 'transform',
    code,
    buckets,
    timeout,
    memory: 1769,
    statements: transformStatements(scope, buckets, queue),
    environment: { HITPARADE_QUEUE: queue.queueUrl },
  })
  new EventSourceMapping(stack, 'TransformSource', {
    target: transformFunction,
    eventSourceArn: queue.queueArn,
    batchSize: 10,
    reportBatchItemFailures: true,
    // A new account may run no more than ten functions at the same time.
    maxConcurrency: 5,
  })
  new CfnOutput(stack, outputs.transformQueue, { value: queue.queueUrl })
  return { queue, transformFunction }
}

function allowEvents(queue: Queue, rule: CfnRule) {
  queue.addToResourcePolicy(
    new PolicyStatement({
      sid: 'Events',
      principals: [new ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { ArnEquals: { 'aws:SourceArn': rule.attrArn } },
    }),
  )
}

/** What the transform function may do. */
function transformStatements(
  { encryption }: Scope,
  { raw, curated }: Buckets,
  queue: Queue,
): PolicyStatement[] {
  const under = (...prefixes: string[]) => prefixes.map((prefix) => `${raw.attrArn}/${prefix}/*`)
  return [
    new PolicyStatement({
      sid: 'Read',
      actions: ['s3:GetObject'],
      resources: under('to_process', 'processed', 'failed'),
    }),
    new PolicyStatement({
      sid: 'Move',
      actions: ['s3:PutObject'],
      resources: under('processed', 'failed'),
    }),
    // An object that is transformed again may be under any prefix, and may move to another one.
    new PolicyStatement({
      sid: 'Moved',
      actions: ['s3:DeleteObject'],
      resources: under('to_process', 'processed', 'failed'),
    }),
    // Without it S3 denies access to a missing object instead of reporting it, and a second event would fail. A condition on
    // the prefix has the same effect, because reading an object names no prefix.
    new PolicyStatement({ sid: 'WhatIsThere', actions: ['s3:ListBucket'], resources: [raw.attrArn] }),
    new PolicyStatement({
      sid: 'Curate',
      actions: ['s3:PutObject'],
      resources: tablesOfTransform.map((table) => `${curated.attrArn}/${table}/*`),
    }),
    new PolicyStatement({
      sid: 'Queue',
      actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
      resources: [queue.queueArn],
    }),
    // A message that failed returns earlier than after the timeout of the queue.
    new PolicyStatement({
      sid: 'Delay',
      actions: ['sqs:ChangeMessageVisibility'],
      resources: [queue.queueArn],
    }),
    ...encryption.toWrite,
  ]
}

/** The tables that transform writes. Extract writes the runs, and people write the decisions (`settings`). */
export const tablesOfTransform = tableNames.filter((table) => table !== 'runs' && table !== 'settings')
