import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { expect, test, vi } from 'vitest'
import { openStore } from '../../src/storage/open-store.ts'
import { describePeers, type PeerName, startPeer } from '../support/peers.ts'
import { describeStore, keys } from './store-suite.ts'

const region = 'eu-central-1'
const bucket = 'invented-charts'

vi.stubEnv('AWS_ACCESS_KEY_ID', '111111111111')
vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')

describePeers('the S3 store', ['ministack', 'moto'], describeS3)

function describeS3(peer: PeerName) {
  describeStore(`S3 (${peer})`, () => open(peer, 'a prefix/of Zürich/%41'))

  test(`S3 (${peer}) stores with and without a prefix see the same objects, and no others`, async () => {
    const { store, endpoint, close } = await open(peer, '')
    try {
      const inner = await openStore(`s3://${bucket}/in`, { endpoint, region })
      await inner.put('a/b', Buffer.from('x'))
      await createClient(endpoint).send(
        new PutObjectCommand({ Bucket: bucket, Key: 'in/Foreign object', Body: 'x' }),
      )
      await store.put('inner/a', Buffer.from('x'))
      expect(await keys(inner, '')).toEqual(['a/b'])
      expect(await keys(store, 'in/')).toEqual(['in/a/b'])
      expect(store.address).toBe(`s3://${bucket}`)
      expect(inner.address).toBe(`s3://${bucket}/in`)
    } finally {
      await close()
    }
  })

  test(`S3 (${peer}) says which bucket does not exist`, async () => {
    const { endpoint, close } = await open(peer, '')
    try {
      const store = await openStore('s3://another-bucket', { endpoint, region })
      const refusal = {
        name: 'StoreError',
        code: 'Store',
        message: expect.stringContaining('another-bucket'),
      }
      await expect(store.get('a')).rejects.toMatchObject(refusal)
      await expect(store.put('a', Buffer.from('x'))).rejects.toMatchObject(refusal)
      await expect(keys(store, '')).rejects.toMatchObject(refusal)
      await expect(store.move('a', 'b')).rejects.toMatchObject(refusal)
    } finally {
      await close()
    }
  })
}

async function open(peer: PeerName, prefix: string) {
  const { endpoint, stop } = await startPeer(peer)
  await createClient(endpoint).send(new CreateBucketCommand({ Bucket: bucket }))
  const store = await openStore(`s3://${bucket}/${prefix}`, { endpoint, region })
  return { store, endpoint, close: stop }
}

function createClient(endpoint: string): S3Client {
  return new S3Client({ endpoint, region, forcePathStyle: true })
}
