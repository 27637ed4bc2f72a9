import type { SQSClient } from '@aws-sdk/client-sqs'
import type { AwsConfig } from '../../../config/config.ts'
import { mapConcurrent } from '../../../domain/concurrency.ts'
import { HitparadeError } from '../../../domain/errors.ts'
import { getCallerAccount } from '../aws-account.ts'
import { formatAccount, resourceNames } from '../aws-names.ts'
import { clientOptions } from '../client-options.ts'
import { formatObjectMessage } from '../handlers/lambda-events.ts'
import { loadClient } from '../load-clients.ts'
import { findOrNull, withAwsErrors } from '../with-aws-errors.ts'

/** Messages in one request, the maximum of SQS. */
const BATCH = 10

/** Requests at the same time. */
const AT_ONCE = 8

/**
 * Sends raw objects to the deployed transform function, whichever prefix they are under. Safe to repeat: a transformed
 * object gives the same files again. Throws code `NotDeployed` if there is no queue, and `Aws` if SQS rejects a
 * message.
 */
export async function queueReprocessing(aws: AwsConfig, keys: string[]): Promise<void> {
  const { SendMessageBatchCommand, SQSClient } = await loadClient.sqs()
  const client = new SQSClient(clientOptions(aws))
  const QueueUrl = await findQueueUrl(client, aws)
  const batches: string[][] = []
  for (let start = 0; start < keys.length; start += BATCH) batches.push(keys.slice(start, start + BATCH))
  await mapConcurrent(batches, AT_ONCE, async (batch) => {
    const Entries = batch.map((key, index) => ({ Id: String(index), MessageBody: formatObjectMessage(key) }))
    const { Failed = [] } = await withAwsErrors('sqs:SendMessage', () =>
      client.send(new SendMessageBatchCommand({ QueueUrl, Entries })),
    )
    const [rejected] = Failed
    if (rejected === undefined) return
    const { Code = 'unknown', Message = 'no reason given' } = rejected
    const key = batch[Number(rejected.Id)] ?? null
    throw new HitparadeError('Aws', `SQS rejected the message for ${key} (${Code}): ${Message}`, {
      advice: 'run the command again',
      details: { operation: 'sqs:SendMessage', key, aws_error: Code },
    })
  })
}

async function findQueueUrl(client: SQSClient, aws: AwsConfig): Promise<string | undefined> {
  const { GetQueueUrlCommand } = await loadClient.sqs()
  const account = await getCallerAccount(aws)
  const QueueName = resourceNames(aws.environment, account).transformQueue
  const queue = await findOrNull('sqs:GetQueueUrl', () => client.send(new GetQueueUrlCommand({ QueueName })))
  if (queue !== null) return queue.QueueUrl
  throw new HitparadeError('NotDeployed', `there is no queue ${QueueName} in ${formatAccount(account)}`, {
    advice: 'deploy first, or set "environment" and "region" under "aws" in hitparade.jsonc',
    details: { queue: QueueName, account: account.account, region: account.region },
  })
}
