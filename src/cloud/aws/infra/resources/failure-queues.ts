import { Duration } from 'aws-cdk-lib'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import { type Failure, failures, pascal } from '../../aws-names.ts'
import type { Scope } from '../stack-scope.ts'

export type FailureQueues = Record<Failure, Queue>

/** The four queues where what failed lies for 14 days; each is watched by an alarm. */
export function failureQueues({ stack, names, encryption }: Scope): FailureQueues {
  const queue = (failure: Failure) =>
    new Queue(stack, `Failed${pascal(failure)}`, {
      queueName: names.failureQueues[failure],
      retentionPeriod: Duration.days(14),
      enforceSSL: true,
      ...encryption.queue,
    })
  return Object.fromEntries(failures.map((failure) => [failure, queue(failure)])) as FailureQueues
}
