import { S3Client } from '@aws-sdk/client-s3'
import type { S3Options } from '../store.ts'

export function s3Client({ endpoint, region }: S3Options): S3Client {
  return new S3Client({
    // Services other than AWS rarely have a host name for each bucket.
    ...(endpoint ? { endpoint, forcePathStyle: true } : {}),
    ...(region ? { region } : {}),
    // Milliseconds. A connection that says nothing must not hold a run for ever; the SDK tries again.
    requestHandler: { connectionTimeout: 10_000, socketTimeout: 60_000 },
  })
}
