import { afterEach, expect, test, vi } from 'vitest'
import { handler } from '../../../src/cloud/aws/handlers/extract-handler.ts'
import { getCredentials } from '../../../src/cloud/aws/handlers/get-credentials.ts'
import { s3Client } from '../../../src/storage/s3/s3-client.ts'

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

test('the log of an invocation does not name the chart of the one before', async () => {
  const lines: string[] = []
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => lines.push(String(text)) > 0)
  vi.stubEnv('HITPARADE_RAW', '')
  const scheduled = { chart: 'simulator/global-top-100', scheduled_time: '2026-01-01T12:00:00.000Z' }
  await expect(handler(scheduled)).rejects.toThrow(/HITPARADE_RAW/)
  await expect(handler({ chart: null })).rejects.toThrow(/expected .*got \{"chart":null\}/)
  const [first, second, ...rest] = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(rest).toEqual([])
  expect(first).toMatchObject({ ...scheduled, run_id: expect.any(String) })
  expect(second).toHaveProperty('run_id')
  expect(second).not.toHaveProperty('chart')
  expect(second).not.toHaveProperty('scheduled_time')
})

test('a source without credentials needs no request to get them', async () => {
  // No server has this address, so a request would fail.
  vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:1')
  vi.stubEnv('AWS_REGION', 'eu-central-1')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'none')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'none')
  vi.stubEnv('AWS_MAX_ATTEMPTS', '1')
  const empty = { spotify: { client_id: null, client_secret: null } }
  const place = { environment: 'test', kms_key_arn: null, raw: 's3://raw', client: s3Client({}) }
  expect(await getCredentials(place, 'simulator')).toMatchObject({ credentials: empty, authorisation: null })
  await expect(getCredentials(place, 'spotify')).rejects.toMatchObject({ code: 'Credentials' })
})
