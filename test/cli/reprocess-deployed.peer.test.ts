import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { namesOf } from '../../src/aws/names.ts'
import { s3Store } from '../../src/store/s3.ts'
import type { ObjectStore } from '../../src/store/store.ts'
import { keys } from '../store/suite.ts'
import { startBucket, type TestBucket } from '../support/bucket.ts'
import { hitparade } from '../support/cli.ts'
import { describePeers } from '../support/peers.ts'

const { rawBucket } = namesOf('prod', { account: '111111111111', region: 'eu-central-1' })

describePeers('reprocess --target aws', ['ministack'], (peer) => {
  let folder: string
  let cloud: TestBucket
  let raw: ObjectStore
  const run = (line: string) => hitparade(line.split(' '), folder, cloud.environment)
  const unreadable = 'simulator/global-top-100/2026-05-09/20260509t060000z-000000000000.json.gz'

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hitparade-reprocess-'))
    cloud = await startBucket(peer, rawBucket)
    Object.assign(process.env, cloud.environment)
    raw = s3Store(`s3://${rawBucket}`, { endpoint: cloud.endpoint, region: 'eu-central-1' })
    await writeFile(join(folder, 'cloud.jsonc'), JSON.stringify({ raw: `s3://${rawBucket}` }))
    const days = '--source simulator --chart global-top-100 --from 2026-05-01 --to 2026-05-02'
    expect(await run(`backfill ${days} --config cloud.jsonc`)).toMatchObject({ code: 0 })
    await cloud.put(`failed/${unreadable}`, 'dear reader')
  })
  afterAll(async () => {
    for (const name of Object.keys(cloud?.environment ?? {})) delete process.env[name]
    await cloud?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  test('brings back what could not be read, and that alone', async () => {
    const { code, stdout, stderr } = await run('reprocess --target aws --failed')
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toContain(`brought 1 raw object back to s3://${rawBucket}/to_process/`)
    expect(await keys(raw, 'to_process/')).toEqual([`to_process/${unreadable}`])
    expect(await keys(raw, 'failed/')).toEqual([`failed/${unreadable}`])
  })

  test('brings back what is processed; all stays where it is, so that no late deletion can lose it', async () => {
    const processed = await keys(raw, 'processed/')
    expect(processed).toHaveLength(2)
    expect((await run('reprocess --target aws')).stderr).toContain('brought 2 raw objects back')
    expect(await keys(raw, 'processed/')).toEqual(processed)
    expect(await keys(raw, 'to_process/')).toEqual(
      [`to_process/${unreadable}`, ...processed.map((key) => key.replace('processed', 'to_process'))].sort(),
    )
    expect((await run('reprocess --target aws')).stderr).toContain('brought 0 raw objects back')
  })
  test('sweeps away what failed once it was read', async () => {
    await cloud.put(`processed/${unreadable}`, 'dear reader')
    expect((await run('reprocess --target aws --failed')).stderr).toContain('brought 0 raw objects back')
    expect(await keys(raw, 'failed/')).toEqual([])
  })
})
