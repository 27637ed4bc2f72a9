import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { type PeerName, startPeer } from '../peers.ts'

const credentials = { accessKeyId: '111111111111', secretAccessKey: 'test' }
const region = 'eu-central-1'

/** A bucket on a server of its own, and the environment in which the command line finds it. */
export interface TestBucket {
  client: S3Client
  environment: Record<string, string>
  endpoint: string
  put(key: string, body: string | Uint8Array): Promise<void>
  stop(): Promise<void>
}

export async function startBucket(peer: PeerName, bucket: string): Promise<TestBucket> {
  const { endpoint, stop } = await startPeer(peer)
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true })
  await client.send(new CreateBucketCommand({ Bucket: bucket }))
  return {
    client,
    endpoint,
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
    async put(Key, Body) {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body }))
    },
    stop: async () => {
      client.destroy()
      await stop()
    },
  }
}
