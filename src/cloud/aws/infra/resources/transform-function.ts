import { CfnOutput, Duration, type Stack } from 'aws-cdk-lib'
import { CfnRule } from 'aws-cdk-lib/aws-events'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { type Code, EventSourceMapping, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import { tableNames } from '../../../../domain/tables/tables.ts'
import { outputs } from '../../aws-names.ts'
import type { Scope } from '../stack-scope.ts'
import type { Buckets } from './buckets.ts'
import type { FailureQueues } from './failure-queues.ts'
import { lambdaFunction } from './lambda-function.ts'

export interface TransformOptions {
  buckets: Buckets
  failures: FailureQueues
  code: (stack: Stack) => Code
}

export interface Transformation {
  queue: Queue
  transformFunction: LambdaFunction
}

/** Seconds: a chart takes one, an imported file of millions of rows takes minutes. */
const timeout = 300

/** raw object → event → queue → transform function; what was given up after five tries lies in a queue. */
export function createTransform(scope: Scope, { buckets, failures, code }: TransformOptions): Transformation {
  const { stack, names, encryption } = scope
  const queue = new Queue(stack, 'TransformQueue', {
    queueName: names.transformQueue,
    // Lambda asks for six times its timeout, so that a batch in work is not given to a second one.
    visibilityTimeout: Duration.seconds(6 * timeout),
    retentionPeriod: Duration.days(14),
    deadLetterQueue: { queue: failures.transform, maxReceiveCount: 5 },
    enforceSSL: true,
    ...encryption.queue,
  })
  const rule = new CfnRule(stack, 'ObjectRule', {
    name: names.objectRule,
    description: 'a raw object waits to be transformed',
    eventPattern: {
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      // What is moved to processed/ and failed/ is an object created as well, and no work.
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
  for (const target of [queue, failures.event]) admitEvents(target, rule)
  const transformFunction = lambdaFunction(scope, {
    stage: 'transform',
    name: names.transformFunction,
    code,
    buckets,
    timeout,
    memory: 1769,
    statements: transformStatements(scope, buckets, queue),
  })
  new EventSourceMapping(stack, 'TransformSource', {
    target: transformFunction,
    eventSourceArn: queue.queueArn,
    batchSize: 10,
    reportBatchItemFailures: true,
    // New accounts run no more than ten functions at a time.
    maxConcurrency: 5,
  })
  new CfnOutput(stack, outputs.transformQueue, { value: queue.queueUrl })
  return { queue, transformFunction }
}

function admitEvents(queue: Queue, rule: CfnRule) {
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
    // An object that is asked for again may lie where its first transform has left it, and end in the other place.
    new PolicyStatement({
      sid: 'Moved',
      actions: ['s3:DeleteObject'],
      resources: under('to_process', 'processed', 'failed'),
    }),
    // Without it S3 refuses an object that is not there instead of saying so, and a second event would look like a fault;
    // a condition on the prefix would do the same, for who reads an object names none.
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
    ...encryption.toWrite,
  ]
}

/** Runs are written by extract, decisions by people. */
export const tablesOfTransform = tableNames.filter((table) => table !== 'runs' && table !== 'settings')
