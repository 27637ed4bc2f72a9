import { Logger } from '@aws-lambda-powertools/logger'
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { readLambdaConfig } from '../../../config/lambda-config.ts'
import { mapConcurrent } from '../../../domain/concurrency.ts'
import { getSnapshotId, parseRawKey } from '../../../domain/keys.ts'
import { s3Client } from '../../../storage/s3/s3-client.ts'
import { s3Store } from '../../../storage/s3/s3-store.ts'
import type { Stores } from '../../../storage/store.ts'
import { transformObject } from '../../../transform/transform-object.ts'
import { metrics } from '../aws-names.ts'
import { type DelayMessage, delayMessages } from './delay-message.ts'
import { parseObjectKeys } from './lambda-events.ts'
import { writeMeasurement } from './lambda-metrics.ts'

/** Messages that are processed at the same time. */
const AT_ONCE = 4

interface Connections extends Stores {
  /** Of the metrics. */
  namespace: string
  /** Null: failed messages return after the timeout of the queue. */
  delay: DelayMessage | null
}

const logger = new Logger()
let connections: Connections | null = null

/**
 * Transforms the raw objects that a batch of messages names. Returns the messages that failed: SQS delivers only those
 * again, the first time after a minute. An object whose bytes cannot be transformed does not fail its message: it moves
 * to `failed/` and becomes a reject.
 */
export async function handler(event: SQSEvent, context?: Context): Promise<SQSBatchResponse> {
  if (context !== undefined) logger.addContext(context)
  connections ??= connect()
  const opened = connections
  const failed: string[] = []
  await mapConcurrent(event.Records, AT_ONCE, async (record) => {
    if (!(await processMessage(record, opened))) failed.push(record.messageId)
  })
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) }
}

/** False if the message failed. */
async function processMessage(record: SQSRecord, opened: Connections): Promise<boolean> {
  const message_id = record.messageId
  try {
    for (const key of parseObjectKeys(record.body)) await transformOne(key, message_id, opened)
    return true
  } catch (error) {
    const deliveries = Number(record.attributes?.ApproximateReceiveCount ?? 1)
    logger.error('the message failed', { message_id, deliveries, error: error as Error })
    const { namespace } = opened
    writeMeasurement({ namespace, name: metrics.transformFailed, value: 1, unit: 'Count' })
    await delay(record, deliveries, opened)
    return false
  }
}

/** A message that cannot be delayed is delivered after the timeout of the queue instead. */
async function delay({ messageId, receiptHandle }: SQSRecord, deliveries: number, opened: Connections) {
  try {
    await opened.delay?.({ receiptHandle, deliveries })
  } catch (error) {
    logger.warn('could not delay the message', { message_id: messageId, error: error as Error })
  }
}

async function transformOne(key: string, message_id: string, opened: Connections) {
  const { namespace } = opened
  const began = performance.now()
  const { outcome, entries, rejects } = await transformObject(opened, key)
  const milliseconds = Math.round(performance.now() - began)
  const identity = parseRawKey(key)
  const snapshot_id = identity === null ? null : getSnapshotId(identity)
  logger.info(outcome, { key, snapshot_id, message_id, entries, rejects, milliseconds })
  // A second event of the same object must not count twice.
  if (outcome === 'done') return
  writeMeasurement({ namespace, name: metrics.transformTime, value: milliseconds, unit: 'Milliseconds' })
  writeMeasurement({ namespace, name: metrics.itemsRejected, value: rejects, unit: 'Count' })
}

function connect(): Connections {
  const { raw, curated, s3, metrics: namespace, queue } = readLambdaConfig()
  const client = s3Client(s3)
  return {
    raw: s3Store(raw, s3, client),
    curated: s3Store(curated, s3, client),
    namespace,
    delay: queue === null ? null : delayMessages(queue),
  }
}
