import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs'
import { type Failure, failures } from '../../aws-names.ts'
import type { InspectContext } from './inspect-context.ts'

export interface QueueState {
  queue: string
  /** Null: it is no failure queue but the one of transform. */
  failure: Failure | null
  /** Messages that wait. */
  waiting: number
  /** Messages that somebody has in work. */
  in_work: number
}

/** How many messages lie in each queue; those that cannot be seen are left out. */
export async function readQueues({ client, names, ask }: InspectContext): Promise<QueueState[]> {
  const sqs = new SQSClient(client)
  const all: [string, Failure | null][] = [
    [names.transformQueue, null],
    ...failures.map((failure): [string, Failure] => [names.failureQueues[failure], failure]),
  ]
  const states = await Promise.all(
    all.map(async ([queue, failure]): Promise<QueueState | null> => {
      const found = await ask('queue', queue, () => sqs.send(new GetQueueUrlCommand({ QueueName: queue })))
      if (found === null) return null
      const counts = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const
      const got = await ask('depth', queue, () =>
        sqs.send(new GetQueueAttributesCommand({ QueueUrl: found.QueueUrl, AttributeNames: [...counts] })),
      )
      if (got === null) return null
      const [waiting, in_work] = counts.map((count) => Number(got.Attributes?.[count] ?? 0))
      return { queue, failure, waiting: waiting ?? 0, in_work: in_work ?? 0 }
    }),
  )
  return states.filter((state) => state !== null)
}
