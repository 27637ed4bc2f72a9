import { Logger } from '@aws-lambda-powertools/logger'
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { readLambdaConfig } from '../../../config/lambda-config.ts'
import { mapConcurrent } from '../../../domain/concurrency.ts'
import { parseRawKey } from '../../../domain/keys.ts'
import { s3Client } from '../../../storage/s3/s3-client.ts'
import { s3Store } from '../../../storage/s3/s3-store.ts'
import type { Stores } from '../../../storage/store.ts'
import { transformObject } from '../../../transform/transform-object.ts'
import { metrics } from '../aws-names.ts'
import { objectKeys } from './lambda-events.ts'
import { formatMeasurement } from './lambda-metrics.ts'

/** Messages in work at once. */
const AT_ONCE = 4

const logger = new Logger()
let opened: (Stores & { namespace: string }) | null = null

/**
 * Transforms the raw objects that a batch of messages tells of, and answers which messages failed: only those come
 * again. An object that is no answer at all is none of them: it lies in `failed/` with its reject.
 */
export async function handler(event: SQSEvent, context?: Context): Promise<SQSBatchResponse> {
  if (context !== undefined) logger.addContext(context)
  opened ??= open()
  const stores = opened
  const failed: string[] = []
  await mapConcurrent(event.Records, AT_ONCE, async (record) => {
    if (!(await isDone(record, stores))) failed.push(record.messageId)
  })
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) }
}

async function isDone(record: SQSRecord, stores: Stores & { namespace: string }): Promise<boolean> {
  const message_id = record.messageId
  try {
    for (const key of objectKeys(record.body)) await transformOne(key, message_id, stores)
    return true
  } catch (error) {
    logger.error('the message was not done and comes again', { message_id, error: error as Error })
    return false
  }
}

async function transformOne(key: string, message_id: string, stores: Stores & { namespace: string }) {
  const { namespace } = stores
  const began = performance.now()
  const { outcome, entries, rejects } = await transformObject(stores, key)
  const time = Math.round(performance.now() - began)
  const identity = parseRawKey(key)
  const snapshot_id =
    identity === null ? null : 'import_id' in identity ? `import-${identity.import_id}` : identity.snapshot_id
  logger.info(outcome, { key, snapshot_id, message_id, entries, rejects, milliseconds: time })
  // A second event of the same object is no second chart.
  if (outcome === 'done') return
  formatMeasurement({ namespace, name: metrics.transformTime, value: time, unit: 'Milliseconds' })
  formatMeasurement({ namespace, name: metrics.itemsRejected, value: rejects, unit: 'Count' })
}

function open() {
  const { raw, curated, s3, metrics: namespace } = readLambdaConfig()
  const client = s3Client(s3)
  return { raw: s3Store(raw, s3, client), curated: s3Store(curated, s3, client), namespace }
}
