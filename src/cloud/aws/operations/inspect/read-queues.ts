import { type Failure, failures } from '../../aws-names.ts'
import { clientOptions } from '../../client-options.ts'
import { loadClient } from '../../load-clients.ts'
import type { InspectContext } from './inspect-context.ts'

export interface QueueState {
  queue: string
  /** Null for the transform queue. */
  failure: Failure | null
  /** Messages that can be received. */
  waiting: number
  /** Messages that were received and not deleted yet. */
  in_work: number
}

/** The number of messages in each queue. Queues that cannot be seen are left out. */
export async function readQueues({ aws, names, readIfPermitted }: InspectContext): Promise<QueueState[]> {
  const { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } = await loadClient.sqs()
  const sqs = new SQSClient(clientOptions(aws))
  const all: [string, Failure | null][] = [
    [names.transformQueue, null],
    ...failures.map((failure): [string, Failure] => [names.failureQueues[failure], failure]),
  ]
  const states = await Promise.all(
    all.map(async ([queue, failure]): Promise<QueueState | null> => {
      const found = await readIfPermitted('queue', queue, () =>
        sqs.send(new GetQueueUrlCommand({ QueueName: queue })),
      )
      if (found === null) return null
      const counts = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const
      const answer = await readIfPermitted('depth', queue, () =>
        sqs.send(new GetQueueAttributesCommand({ QueueUrl: found.QueueUrl, AttributeNames: [...counts] })),
      )
      if (answer === null) return null
      const [waiting, in_work] = counts.map((count) => Number(answer.Attributes?.[count] ?? 0))
      return { queue, failure, waiting: waiting ?? 0, in_work: in_work ?? 0 }
    }),
  )
  return states.filter((state) => state !== null)
}
