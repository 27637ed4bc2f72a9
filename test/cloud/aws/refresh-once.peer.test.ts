import { readFile, writeFile } from 'node:fs/promises'
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { buildArchiveFiles } from '../../../src/cloud/aws/bundle/bundle.ts'
import { type ChartConfig, loadConfig } from '../../../src/config/config.ts'
import { formatStamp } from '../../../src/domain/time.ts'
import { type Simulator, startSimulator } from '../../../src/simulator/simulator-server.ts'
import { simulatedCharts } from '../../../src/simulator/world/simulated-charts.ts'
import { openStore } from '../../../src/storage/open-store.ts'
import { useFolder } from '../../commands/support/cases.ts'
import { addressesAt, decide } from '../../sources/support/consent.ts'
import { keys } from '../../storage/store-suite.ts'
import { startBucket, type TestBucket } from '../../support/aws/bucket.ts'
import { type Lambda, lackOfLambda, startLambda } from '../../support/aws/lambda.ts'
import { hitparade, start } from '../../support/cli.ts'
import { describePeers } from '../../support/peers.ts'

const stamp = formatStamp(new Date().toISOString())
const name = '/hitparade-prod/credentials/spotify'

describePeers('a user’s consent in the extract function', ['ministack'], (peer) => {
  const lack = lackOfLambda()
  if (lack !== null) return void test('is there', () => expect.fail(lack))

  let cloud: TestBucket
  let simulator: Simulator
  let ssm: SSMClient
  const functions: Lambda[] = []
  const folder = useFolder()
  const tokenFile = () => folder.path('hitparade-data/credentials/spotify.json')
  const run = (...args: string[]) => hitparade(args, folder.path(), cloud.environment)

  beforeAll(async () => {
    cloud = await startBucket(peer, 'charts')
    for (const [key, value] of Object.entries(cloud.environment)) vi.stubEnv(key, value)
    simulator = await startSimulator()
    const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = cloud.environment
    const credentials = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY }
    ssm = new SSMClient({ endpoint: cloud.endpoint, region: 'eu-central-1', credentials })
    const spotify = { ...addressesAt(simulator, stamp), client_id: 'simulator-new-app' }
    await folder.write('hitparade.jsonc', { charts: [toChart(0)], sources: { spotify } })
    await signIn()
    const config = loadConfig({ cwd: folder.path(), environment: {} })
    const unset = { expected_size: null, market: null, weekdays: null }
    const charts = Array.from({ length: 10 }, (_, index) => ({ ...toChart(index), ...unset }) as ChartConfig)
    const files = await buildArchiveFiles('extract', { ...config, charts })
    const environment = {
      ...cloud.environment,
      HITPARADE_RAW: 's3://charts/raw',
      HITPARADE_CURATED: 's3://charts/curated',
      HITPARADE_ENVIRONMENT: 'prod',
      HITPARADE_METRICS: 'hitparade-prod',
    }
    for (const _ of charts) functions.push(await startLambda(files, environment))
  })
  afterAll(async () => {
    vi.unstubAllEnvs()
    for (const each of functions) await each.stop()
    ssm?.destroy()
    await simulator?.close()
    await cloud?.stop()
  })

  test('is put as a SecureString that shows its instant, and this machine uses it no longer', async () => {
    await expireAccessToken()
    const put = await run('credentials', 'put', 'spotify')
    expect(put).toMatchObject({ code: 0, stdout: '', stderr: expect.stringMatching(/sign in once more/) })
    const stored = JSON.parse(await readParameter())
    const local = JSON.parse(await readFile(tokenFile(), 'utf8'))
    expect({ ...stored, given_to: null }).toEqual({ ...local, given_to: null })
    expect(stored).toMatchObject({ refresh_token: expect.any(String), access_token: expect.any(String) })
    expect(await run('run')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /hitparade-prod in account \d+, .* uses the consent.*hitparade auth spotify/,
      ),
    })
    expect(await run('credentials', 'put', 'spotify')).toMatchObject({ code: 2 })
  })

  test('is refreshed once for ten charts at the same second, and the new token is stored', async () => {
    const before = JSON.parse(await readParameter())
    const refreshed = countRefreshes()
    const ended = await invokeAll()
    expect(ended).toEqual(functions.map(() => 'stored'))
    expect(countRefreshes() - refreshed).toBe(1)
    const after = JSON.parse(await readParameter())
    expect(after.refresh_token).not.toBe(before.refresh_token)
    expect(after.authorized_at).toBe(before.authorized_at)
    const raw = await openStore('s3://charts/raw', { endpoint: cloud.endpoint, region: 'eu-central-1' })
    expect(await keys(raw, 'locks/')).toEqual([])
  })

  test('is not refreshed while its access token is valid', async () => {
    const refreshed = countRefreshes()
    expect(await invokeAll()).toEqual(functions.map(() => 'skipped'))
    expect(countRefreshes()).toBe(refreshed)
  })

  test('is measured in days, and no token is in the log', async () => {
    const log = functions.map((each) => each.log()).join('\n')
    expect(log).toMatch(/"Source":"spotify","ConsentAge":0\}/)
    const { refresh_token, access_token } = JSON.parse(await readParameter())
    for (const token of [refresh_token, access_token]) expect(log).not.toContain(token)
  })

  function toChart(index: number) {
    const { playlist, name: shown } = simulatedCharts[index % simulatedCharts.length] as {
      playlist: string
      name: string
    }
    const rest = { scope: 'other', cadence: 'daily', time_zone: 'UTC', lag_days: 0, run_at: ['12:00'] }
    return { chart: `top-${index}`, source: 'spotify', playlist, name: shown, ...rest }
  }

  async function signIn() {
    const child = start(['auth', 'spotify', '--no-browser'], folder.path())
    child.stdout.once('data', (url) => decide(`${url}`.trim()))
    expect(await new Promise((end) => child.once('close', end))).toBe(0)
  }

  async function expireAccessToken() {
    const authorisation = JSON.parse(await readFile(tokenFile(), 'utf8'))
    const expired = { ...authorisation, expires_at: '2026-01-01T00:00:00.000Z' }
    await writeFile(tokenFile(), JSON.stringify(expired))
  }

  async function readParameter(): Promise<string> {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: name, WithDecryption: true }))
    return Parameter?.Value ?? ''
  }

  function invokeAll() {
    const scheduled_time = new Date().toISOString()
    return Promise.all(
      functions.map(async (each, index) => {
        const answer = await each.invoke({ chart: `spotify/top-${index}`, scheduled_time })
        return 'result' in answer ? (answer.result as { outcome: string }).outcome : answer.error.errorMessage
      }),
    )
  }

  function countRefreshes(): number {
    return simulator.requests.filter(({ path }) => path.endsWith('/api/token')).length
  }
})
