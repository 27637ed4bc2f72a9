import { S3Client } from '@aws-sdk/client-s3'
import type { S3Options } from '../store.ts'

/** A client of S3, or of the service at `endpoint` that has its API. */
export function s3Client({ endpoint, region }: S3Options): S3Client {
  return new S3Client({
    // Services other than AWS rarely have a host name for each bucket.
    ...(endpoint ? { endpoint, forcePathStyle: true } : {}),
    ...(region ? { region } : {}),
    // Milliseconds. Without them a silent connection would block a run forever; the SDK retries.
    requestHandler: { connectionTimeout: 10_000, socketTimeout: 60_000 },
  })
}
