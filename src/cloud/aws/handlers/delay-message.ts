import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs'
import { getRetryDelay } from '../transform-retries.ts'

/** A message of the transform queue. */
export interface ReceivedMessage {
  receiptHandle: string
  /** How often it was delivered, this time included. */
  deliveries: number
}

/** Makes a failed message of a queue invisible until its next delivery. */
export type DelayMessage = (message: ReceivedMessage) => Promise<void>

/** Delays messages of the queue with this URL. Without it SQS would deliver them after the timeout of the queue. */
export function delayMessages(QueueUrl: string, random = Math.random): DelayMessage {
  const client = new SQSClient({})
  return async ({ receiptHandle: ReceiptHandle, deliveries }) => {
    const VisibilityTimeout = getRetryDelay(deliveries, random())
    await client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }))
  }
}
