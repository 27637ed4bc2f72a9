import type { SQSClient } from '@aws-sdk/client-sqs'
import type { AwsConfig } from '../../../config/config.ts'
import { mapConcurrent } from '../../../domain/concurrency.ts'
import { HitparadeError } from '../../../domain/errors.ts'
import { clientOptions, getCallerPlace } from '../aws-account.ts'
import { isNotFound } from '../aws-errors.ts'
import { placeWords, resourceNames } from '../aws-names.ts'
import { objectMessage } from '../handlers/lambda-events.ts'
import { withAwsErrors } from '../with-aws-errors.ts'

/** Messages in one request: SQS takes no more. */
const BATCH = 10

/** Requests on their way at once. */
const AT_ONCE = 8

/**
 * Asks the deployed transform function for raw objects, wherever they lie. Safe to repeat: an object that is done makes
 * the same files once more. Throws where there is no queue to ask, or SQS does not take a message.
 */
export async function queueReprocessing(aws: AwsConfig, keys: string[]): Promise<void> {
  const { SendMessageBatchCommand, SQSClient } = await import('@aws-sdk/client-sqs')
  const client = new SQSClient(clientOptions(aws))
  const QueueUrl = await queueUrl(client, aws)
  const batches: string[][] = []
  for (let start = 0; start < keys.length; start += BATCH) batches.push(keys.slice(start, start + BATCH))
  await mapConcurrent(batches, AT_ONCE, async (batch) => {
    const Entries = batch.map((key, index) => ({ Id: String(index), MessageBody: objectMessage(key) }))
    const { Failed = [] } = await withAwsErrors('sqs:SendMessage', () =>
      client.send(new SendMessageBatchCommand({ QueueUrl, Entries })),
    )
    const [refused] = Failed
    if (refused === undefined) return
    const key = batch[Number(refused.Id)]
    throw new HitparadeError('Aws', `SQS did not take ${key}: ${refused.Code} ${refused.Message ?? ''}`, {
      advice: 'run again',
    })
  })
}

async function queueUrl(client: SQSClient, aws: AwsConfig): Promise<string | undefined> {
  const { GetQueueUrlCommand } = await import('@aws-sdk/client-sqs')
  const place = await getCallerPlace(aws)
  const QueueName = resourceNames(aws.environment, place).transformQueue
  return withAwsErrors('sqs:GetQueueUrl', async () => {
    try {
      return (await client.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl
    } catch (error) {
      if (!isNotFound(error)) throw error
      const advice = 'deploy first, or set "environment" and "region" under "aws" in hitparade.jsonc'
      throw new HitparadeError('NotDeployed', `there is no queue ${QueueName} in ${placeWords(place)}`, {
        advice,
      })
    }
  })
}
