import { Duration } from 'aws-cdk-lib'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import { type Failure, failures, toPascalCase } from '../../aws-names.ts'
import type { Scope } from '../stack-scope.ts'

export type FailureQueues = Record<Failure, Queue>

/** Creates the four failure queues. They keep a message for 14 days, and each has an alarm. */
export function createFailureQueues({ stack, names, encryption }: Scope): FailureQueues {
  const queue = (failure: Failure) =>
    new Queue(stack, `Failed${toPascalCase(failure)}`, {
      queueName: names.failureQueues[failure],
      retentionPeriod: Duration.days(14),
      enforceSSL: true,
      ...encryption.queue,
    })
  return Object.fromEntries(failures.map((failure) => [failure, queue(failure)])) as FailureQueues
}
