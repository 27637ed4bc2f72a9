import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { probeSource } from '../../src/doctor/probe-source.ts'
import { probeStore } from '../../src/doctor/probe-store.ts'
import { StoreError } from '../../src/domain/errors.ts'
import { folderStore } from '../../src/storage/folder/folder-store.ts'
import { memoryStore } from '../../src/storage/memory-store.ts'
import { serve } from '../sources/support/serve.ts'

const now = () => '2026-11-21T06:00:00.000Z'
const source = (address: string | null) => ({ name: 'invented', address }) as never

it('any answer below 500 shows that a source can be reached', async () => {
  const { url } = await serve(() => ({ status: 401, headers: { date: 'Sat, 21 Nov 2026 06:01:00 GMT' } }))
  expect(await probeSource(source(url), now)).toMatchObject({
    findings: [],
    fine: expect.stringMatching(/can be reached$/),
  })
})

it('a source with a failing server, or without one, is a finding', async () => {
  const { url } = await serve(() => ({ status: 503 }))
  const { findings } = await probeSource(source(url), now)
  expect(findings).toMatchObject([{ finding: expect.stringContaining('returned status 503') }])
  const nowhere = await probeSource(source('http://127.0.0.1:1'), now)
  expect(nowhere.findings).toMatchObject([
    { finding: expect.stringContaining('cannot be reached at 127.0.0.1:1') },
  ])
})

it('a clock that differs by more than five minutes is a finding', async () => {
  const { url } = await serve(() => ({ headers: { date: 'Sat, 21 Nov 2026 05:50:00 GMT' } }))
  const { findings } = await probeSource(source(url), now)
  expect(findings).toMatchObject([
    { finding: 'by the clock of invented, the clock of this machine is 600 s fast' },
  ])
})

it('a good store passes and keeps nothing; a folder that does not exist is not created', async () => {
  const store = memoryStore()
  expect(await probeStore(store, 'raw')).toEqual([])
  for await (const { key } of store.list('')) throw new Error(`${key} was left`)
  const folder = mkdtempSync(join(tmpdir(), 'hitparade-probe-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  expect(await probeStore(folderStore(join(folder, 'raw')), 'raw')).toEqual([])
  expect(readdirSync(folder)).toEqual([])
})

it('a store that overwrites, or that cannot be written, is a finding', async () => {
  const store = memoryStore()
  const careless = {
    ...store,
    put: async (key: string, bytes: Uint8Array) => {
      await store.replace(key, bytes)
      return 'stored' as const
    },
  }
  expect(await probeStore(careless, 'raw')).toMatchObject([
    {
      finding: expect.stringContaining('ignores If-None-Match'),
      next: expect.stringContaining('another "raw"'),
    },
  ])
  const denied = {
    ...store,
    put: async () => {
      throw new StoreError('Denied', 'access denied')
    },
  }
  expect(await probeStore(denied, 'curated')).toMatchObject([
    { finding: 'the curated store cannot be written: access denied' },
  ])
})
