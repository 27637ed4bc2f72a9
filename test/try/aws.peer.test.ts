import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CloudFormationClient, ListStacksCommand } from '@aws-sdk/client-cloudformation'
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { account, type Cloud, startCloud } from '../support/aws/cloud.ts'
import { describePeers, freePort } from '../support/peers.ts'
import { listLeft, readReport, startWalk } from './support.ts'

describePeers('a first run on AWS', ['ministack'], () => {
  let folder = ''
  let cloud: Cloud
  let s3: S3Client
  let stacks: CloudFormationClient
  // CDK's own validation of the template takes seconds.
  const walk = (...args: string[]) =>
    startWalk('aws', ['--yes', ...args], {
      cwd: folder,
      environment: { ...cloud.environment, CDK_VALIDATION: 'false' },
    })

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hitparade-walk-'))
    await mkdir(join(folder, 'tmp'))
    cloud = await startCloud()
    s3 = new S3Client(cloud.options)
    stacks = new CloudFormationClient(cloud.options)
  }, 60_000)
  afterAll(async () => {
    for (const client of [s3, stacks]) client?.destroy()
    await cloud?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  test('deploys, stores a chart, queries it, deletes everything, and reports no secret', async () => {
    const { code, text } = await walk('--environment', 'try-once').ended
    expect(code, text).toBe(0)
    expect(await listRemains()).toEqual([])
    expect(await listLeft(folder)).toEqual([])
    expect(text).toMatch(/^not undone:\n {2}the stack CDKToolkit, /m)
    const report = await readReport(folder, 'aws')
    const steps = [...report.matchAll(/^\| ([^|]+) \| [\d.]+ \| ok \| ([^|]+) \|$/gm)]
    expect(steps.map(([, title, result]) => [title, result])).toEqual([
      ['preview the deployment to AWS', expect.stringMatching(/^2 buckets, 2 functions, /)],
      ['deploy to AWS; takes minutes', expect.stringMatching(/^\d+ outputs$/)],
      ['invoke the extract function for today', expect.stringMatching(/^stored, chart date \d/)],
      ['wait until the transform function has stored it', expect.stringMatching(/^newest issue \d/)],
      ['pull the curated files', expect.stringMatching(/^\d files$/)],
      ['query the chart on this machine', '100 positions'],
      ['doctor of aws', 'nothing to repair'],
      ['delete everything in AWS', expect.stringMatching(/^3 deleted/)],
      ['check that nothing is left in AWS', 'no stack, no bucket, no credentials'],
    ])
    for (const secret of [account, 'try-once-raw', '127.0.0.1', folder]) expect(report).not.toContain(secret)
  }, 300_000)

  test('a run that fails in the cloud ends with its reason and exit code 1, and everything is deleted', async () => {
    const url = `http://127.0.0.1:${await freePort()}`
    await writeFile(join(folder, 'down.jsonc'), JSON.stringify({ sources: { simulator: { url } } }))
    const { code, text } = await walk('--environment', 'try-down', '--config', 'down.jsonc').ended
    expect(code, text).toBe(1)
    expect(text).toMatch(/^failed: invoke the extract function for today$/m)
    expect(text).not.toMatch(/pull the curated files/)
    expect(await listRemains()).toEqual([])
    const report = await readReport(folder, 'aws')
    expect(report).toMatch(/## Errors\n\n```text\nthe extract function failed \(/)
    expect(report).not.toContain(url)
  }, 300_000)

  test('Ctrl+C while it deploys deletes what was made', async () => {
    const started = walk('--environment', 'try-stop')
    await started.prints(/^2\. deploy to AWS/m)
    started.interrupt()
    const { code, text } = await started.ended
    expect(code, text).toBe(1)
    expect(text).toMatch(/^stopped by Ctrl\+C$/m)
    expect(await listRemains()).toEqual([])
  }, 300_000)

  /** Stacks and buckets of walks. */
  async function listRemains(): Promise<string[]> {
    const { StackSummaries = [] } = await stacks.send(new ListStacksCommand({}))
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}))
    const names = [
      ...StackSummaries.filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE').map(
        ({ StackName }) => StackName ?? '',
      ),
      ...Buckets.map(({ Name }) => Name ?? ''),
    ]
    return names.filter((name) => name.startsWith('hitparade-try-'))
  }
})
