import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateBucketCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { resourceNames } from '../../src/cloud/aws/aws-names.ts'
import { startBucket, type TestBucket } from '../support/aws/bucket.ts'
import { hitparade } from '../support/cli.ts'
import { describePeers } from '../support/peers.ts'

const account = { account: '111111111111', region: 'eu-central-1' }
const { rawBucket, curatedBucket } = resourceNames('prod', account)

describePeers('purge and push --target aws', ['ministack'], (peer) => {
  let folder: string
  let cloud: TestBucket
  const run = (line: string) => hitparade(line.split(' '), folder, cloud.environment)

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hitparade-purge-'))
    cloud = await startBucket(peer, rawBucket)
    await cloud.client.send(new CreateBucketCommand({ Bucket: curatedBucket }))
    const VersioningConfiguration = { Status: 'Enabled' as const }
    await cloud.client.send(new PutBucketVersioningCommand({ Bucket: rawBucket, VersioningConfiguration }))
    const places = { raw: `s3://${rawBucket}`, curated: `s3://${curatedBucket}`, data_dir: 'in-cloud' }
    await writeFile(join(folder, 'cloud.jsonc'), JSON.stringify(places))
    const text =
      'chart,date,rank,song,artist\nmine,2026-01-01,1,Zebra,Planted\nmine,2026-01-02,1,Zebra,Planted'
    await writeFile(join(folder, 'mine.csv'), text)
    await writeFile(join(folder, 'kept-2026-01-01.csv'), 'rank,song,artist\n1,Keeper,Kept')
    expect(await run('import mine.csv kept-2026-01-01.csv')).toMatchObject({ code: 0 })
  })
  afterAll(async () => {
    await cloud?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  test('the way from this machine to the cloud, and out of both', async () => {
    const pushed = await run('push --target aws')
    expect(pushed.stderr).toMatch(/^2 raw objects \(0\.0 MB\) pushed to s3:\/\/.*\/to_process\n$/)
    // The transform of the cloud moves the raw objects, whose versions stay.
    expect(await run('run --source simulator --chart brazil-top-50 --config cloud.jsonc')).toMatchObject({
      code: 0,
    })
    expect((await run('push --target aws')).stderr).toMatch(/nothing new for s3:\/\/.*, 2 already there/)

    expect(await run('purge mine --yes')).toMatchObject({ code: 0 })
    const pulled = await run('pull --target aws')
    expect(pulled.stderr).toMatch(/left out 6 files that a purge covers/)
    const charts = ['sql', 'select distinct chart from core.chart_history order by 1']
    const { stdout } = await hitparade(charts, folder, cloud.environment)
    expect(stdout).not.toContain('mine')
    expect(stdout).toContain('kept')

    const purged = await run('purge mine --yes --target aws')
    expect(purged).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/in s3:\/\/\S+ and s3:\/\/\S+: 2 raw objects and 6 curated files/),
    })
    const left = await cloud.client.send(new ListObjectVersionsCommand({ Bucket: rawBucket }))
    const keys = [...(left.Versions ?? []), ...(left.DeleteMarkers ?? [])].map(({ Key }) => Key ?? '')
    expect(keys.filter((key) => key.includes('import/import/'))).toEqual([])
    expect(keys.filter((key) => key.includes('import/kept/')).length).toBeGreaterThan(0)
    expect((await run('pull --target aws')).stderr).not.toContain('left out')
  }, 240_000)
})
