import type { SQSClient } from '@aws-sdk/client-sqs'
import { atOnce } from '../at-once.ts'
import type { AwsConfig } from '../config.ts'
import { HitparadeError } from '../errors.ts'
import { clientOptions, placeOf } from './account.ts'
import { ask } from './ask.ts'
import { objectMessage } from './events.ts'
import { namesOf, placeWords } from './names.ts'
import { isUnknown } from './refusal.ts'

/** Messages in one request: SQS takes no more. */
const BATCH = 10

/** Requests on their way at once. */
const AT_ONCE = 8

/**
 * Asks the deployed transform function for raw objects, wherever they lie. Safe to repeat: an object that is done makes
 * the same files once more. Throws where there is no queue to ask, or SQS does not take a message.
 */
export async function askTransform(aws: AwsConfig, keys: string[]): Promise<void> {
  const { SendMessageBatchCommand, SQSClient } = await import('@aws-sdk/client-sqs')
  const client = new SQSClient(clientOptions(aws))
  const QueueUrl = await queueUrl(client, aws)
  const batches: string[][] = []
  for (let start = 0; start < keys.length; start += BATCH) batches.push(keys.slice(start, start + BATCH))
  await atOnce(batches, AT_ONCE, async (batch) => {
    const Entries = batch.map((key, index) => ({ Id: String(index), MessageBody: objectMessage(key) }))
    const { Failed = [] } = await ask('sqs:SendMessage', () =>
      client.send(new SendMessageBatchCommand({ QueueUrl, Entries })),
    )
    const [refused] = Failed
    if (refused === undefined) return
    const key = batch[Number(refused.Id)]
    throw new HitparadeError(
      'Aws',
      `SQS did not take ${key}: ${refused.Code} ${refused.Message ?? ''}; run again`,
    )
  })
}

async function queueUrl(client: SQSClient, aws: AwsConfig): Promise<string | undefined> {
  const { GetQueueUrlCommand } = await import('@aws-sdk/client-sqs')
  const place = await placeOf(aws)
  const QueueName = namesOf(aws.environment, place).transformQueue
  return ask('sqs:GetQueueUrl', async () => {
    try {
      return (await client.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl
    } catch (error) {
      if (!isUnknown(error)) throw error
      const advice = 'deploy first, or set "environment" and "region" under "aws" in hitparade.jsonc'
      throw new HitparadeError(
        'NotDeployed',
        `there is no queue ${QueueName} in ${placeWords(place)}; ${advice}`,
      )
    }
  })
}
