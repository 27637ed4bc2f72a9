import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { handler } from '../../../src/cloud/aws/handlers/extract-handler.ts'
import { SourceError } from '../../../src/domain/errors.ts'
import { simulatorSource } from '../../../src/sources/simulator/fetch-simulator.ts'
import type { ChartSource } from '../../../src/sources/source.ts'
import { folderStore } from '../../../src/storage/folder/folder-store.ts'

/** A source for today only, which is down until noon. */
const source = vi.hoisted(() => ({ opened: null as ChartSource | null, requests: 0 }))

vi.mock('../../../src/storage/s3/s3-store.ts', async () => {
  const { folderStore } = await import('../../../src/storage/folder/folder-store.ts')
  return { s3Store: (address: string) => folderStore(address) }
})
vi.mock('../../../src/sources/registry.ts', async (importOriginal) => ({
  ...(await importOriginal<object>()),
  openSource: async () => source.opened,
}))
vi.mock('node:fs/promises', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:fs/promises')>()
  const readFile = async (path: URL | string, ...rest: unknown[]) =>
    String(path).endsWith('handlers/config.json')
      ? JSON.stringify({ charts: source.opened?.charts() ?? [], sources: { spotify: {} } })
      : (original.readFile as (...all: unknown[]) => unknown)(path, ...rest)
  return { ...original, readFile }
})

let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hitparade-catch-up-'))
  vi.stubEnv('HITPARADE_RAW', join(folder, 'raw'))
  vi.stubEnv('HITPARADE_CURATED', join(folder, 'curated'))
  vi.stubEnv('HITPARADE_METRICS', 'hitparade-test')
  vi.stubEnv('HITPARADE_ENVIRONMENT', 'test')
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true)
  vi.useFakeTimers({ toFake: ['Date'] })
  const simulator = simulatorSource()
  source.opened = {
    ...simulator,
    history: 'none',
    fetch: async (request) => {
      source.requests += 1
      if (new Date().getUTCHours() >= 12) return simulator.fetch(request)
      throw new SourceError('Unreachable', 'the source did not answer', {})
    },
    close: async () => {},
  }
})

afterAll(async () => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  await rm(folder, { recursive: true })
})

test('the times of one day, with the source down until noon, store one issue and then ask no more', async () => {
  const outcomes: string[] = []
  for (const hour of ['06', '12', '18']) {
    const scheduled_time = `2026-01-01T${hour}:30:00.000Z`
    vi.setSystemTime(scheduled_time)
    const run = handler({ chart: 'simulator/global-top-100', scheduled_time })
    outcomes.push(
      await run.then(
        ({ outcome, chart_date }) => `${outcome} ${chart_date}`,
        (error: SourceError) => `failed ${error.code}`,
      ),
    )
  }
  expect(outcomes).toEqual(['failed Unreachable', 'stored 2026-01-01', 'skipped 2026-01-01'])
  expect(source.requests).toBe(2)
  const keys: string[] = []
  for await (const { key } of folderStore(join(folder, 'raw')).list('')) keys.push(key)
  expect(keys).toEqual([expect.stringContaining('to_process/simulator/global-top-100/2026-01-01/')])
})
