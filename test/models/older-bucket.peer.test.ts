import { afterAll, beforeAll, test, vi } from 'vitest'
import { openStore } from '../../src/storage/open-store.ts'
import { startBucket, type TestBucket } from '../support/aws/bucket.ts'
import { expectOlderFilesToLoad } from '../support/fixtures/expect-older-files.ts'
import { describePeers } from '../support/peers.ts'
import { takeSome } from '../support/samples.ts'

describePeers('a bucket of the version before', takeSome(['ministack', 'moto'], 2, 1), (peer) => {
  let cloud: TestBucket
  beforeAll(async () => {
    cloud = await startBucket(peer, 'older-charts')
    for (const [name, value] of Object.entries(cloud.environment)) vi.stubEnv(name, value)
  })
  afterAll(async () => {
    await cloud?.stop()
    vi.unstubAllEnvs()
  })

  test('is loaded, and equals a fresh import once it is transformed again', async () => {
    const options = { endpoint: cloud.endpoint, region: 'eu-central-1' }
    const raw = await openStore('s3://older-charts/raw', options)
    const curated = await openStore('s3://older-charts/curated', options)
    await expectOlderFilesToLoad({ raw, curated })
  }, 300_000)
})
