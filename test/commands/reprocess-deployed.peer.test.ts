import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { resourceNames } from '../../src/cloud/aws/aws-names.ts'
import { parseObjectKeys } from '../../src/cloud/aws/handlers/lambda-events.ts'
import { s3Store } from '../../src/storage/s3/s3-store.ts'
import type { ObjectStore } from '../../src/storage/store.ts'
import { keys } from '../storage/store-suite.ts'
import { startBucket, type TestBucket } from '../support/aws/bucket.ts'
import { hitparade } from '../support/cli.ts'
import { describePeers } from '../support/peers.ts'

const { rawBucket, curatedBucket, transformQueue } = resourceNames('prod', {
  account: '111111111111',
  region: 'eu-central-1',
})

describePeers('reprocess --target aws', ['ministack'], (peer) => {
  let folder: string
  let cloud: TestBucket
  let raw: ObjectStore
  let sqs: SQSClient
  const run = (line: string) => hitparade(line.split(' '), folder, cloud.environment)
  const unreadable = 'failed/simulator/global-top-100/2026-05-09/20260509t060000z-000000000000.json.gz'

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hitparade-reprocess-'))
    cloud = await startBucket(peer, rawBucket)
    await cloud.client.send(new CreateBucketCommand({ Bucket: curatedBucket }))
    Object.assign(process.env, cloud.environment)
    sqs = new SQSClient({})
    raw = s3Store(`s3://${rawBucket}`, { endpoint: cloud.endpoint, region: 'eu-central-1' })
    await writeFile(join(folder, 'cloud.jsonc'), JSON.stringify({ raw: `s3://${rawBucket}` }))
    const days = '--source simulator --chart global-top-100 --from 2026-05-01 --to 2026-05-12'
    expect(await run(`backfill ${days} --config cloud.jsonc`)).toMatchObject({ code: 0 })
    await cloud.put(unreadable, 'dear reader')
  })
  afterAll(async () => {
    sqs?.destroy()
    for (const name of Object.keys(cloud?.environment ?? {})) delete process.env[name]
    await cloud?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  test('fails if nothing is deployed', async () => {
    const { code, stderr } = await run('reprocess --target aws')
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining(`there is no queue ${transformQueue} in account 111111111111`),
    })
    await sqs.send(new CreateQueueCommand({ QueueName: transformQueue }))
  })

  test('requests only the objects in failed/ with --failed', async () => {
    const { code, stdout, stderr } = await run('reprocess --target aws --failed')
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toContain(`requested the transform of 1 raw object of s3://${rawBucket}`)
    expect(await asked(1)).toEqual([unreadable])
  })

  test('requests all raw objects, and moves none', async () => {
    const waiting = 'to_process/simulator/global-top-100/2026-05-20/20260520t060000z-000000000000.json.gz'
    await cloud.put(waiting, 'dear reader')
    const all = await keys(raw, '')
    expect(all).toHaveLength(12 + 2)
    expect((await run('reprocess --target aws')).stderr).toContain('requested the transform of 14 raw')
    expect(await asked(14)).toEqual(all)
    expect(await keys(raw, '')).toEqual(all)
  })

  /** The keys that the next messages tell of. */
  async function asked(count: number): Promise<string[]> {
    const QueueUrl = `${cloud.endpoint}/111111111111/${transformQueue}`
    const found: string[] = []
    while (found.length < count) {
      const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 5 })
      const { Messages = [] } = await sqs.send(command)
      if (Messages.length === 0) break
      found.push(...Messages.flatMap(({ Body = '' }) => parseObjectKeys(Body)))
    }
    return found.sort()
  }
})
