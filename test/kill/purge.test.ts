import { spawn } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { importFiles } from '../../src/extract/import/import-files.ts'
import { coreModels, modelsFingerprint } from '../../src/models/core-models.ts'
import { openStore } from '../../src/storage/open-store.ts'
import { transformPending } from '../../src/transform/transform-pending.ts'
import { duckdbWarehouse } from '../../src/warehouse/duckdb/duckdb-warehouse.ts'
import { takeSome } from '../support/samples.ts'

const child = fileURLToPath(new URL('./purge.mjs', import.meta.url))
const files = {
  'planted.csv':
    'chart,date,rank,song,artist\nmine,2026-01-01,1,Planted A,Planted X\nmine,2026-01-02,1,Planted B,Planted X',
  'mine-2026-01-03.csv': 'rank,song,artist\n1,Planted C,Planted Y',
  'kept-2026-01-01.csv': 'rank,song,artist\n1,Keeper,Kept Artist',
}

/** Processes at once: the machines that this is made for have two cores. */
const AT_ONCE = 2

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hitparade-purge-'))
  const data = join(folder, 'before')
  const raw = await openStore(join(data, 'raw'))
  const curated = await openStore(join(data, 'curated'))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  const paths = Object.keys(files).map((name) => join(folder, name))
  const { imported } = await importFiles({ paths, raw, curated, config: { charts: [], unsplit_artists: [] } })
  expect(imported).toBe(3)
  await transformPending({ raw, curated })
  // As if another process had died while it wrote.
  await writeFile(join(data, 'raw/.tmp/999999999-abc'), 'Planted')
  const models = coreModels()
  const warehouse = duckdbWarehouse({ folder: data, curated, models, fingerprint: modelsFingerprint(models) })
  await warehouse.load()
  await warehouse.close()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('a purge that is killed at any call and repeated leaves no planted name, and everything else as it was', {
  timeout: 600_000,
}, async () => {
  const before = await readFiles('before')
  expect([...before.keys()].filter((path) => path.includes('/kept/'))).toHaveLength(7)
  expect(before.get('warehouse.duckdb')).toContain('Planted')
  const whole = await purge('whole', 0)
  expect(whole.stderr).toBe('')
  const calls = Number(whole.stdout)
  expect(calls).toBeGreaterThan(20)
  const expected = await readFile(join(folder, 'whole.dump'), 'utf8')
  expect(expected).toContain('Keeper')
  const wrong = await findWrong('whole', before)
  const waiting = takeSome(
    Array.from({ length: calls }, (_, index) => index + 1),
    2,
  )
  const work = async () => {
    for (let call = waiting.pop(); call !== undefined; call = waiting.pop()) {
      const name = `killed-${call}`
      if ((await purge(name, call)).signal !== 'SIGKILL') wrong.push(`${name}: was not killed`)
      const again = await purge(name, 0)
      if (again.code !== 0) wrong.push(`${name}: ended with ${again.code}: ${again.stderr}`)
      else if ((await readFile(join(folder, `${name}.dump`), 'utf8')) !== expected)
        wrong.push(`${name}: other answers`)
      wrong.push(...(await findWrong(name, before)))
      await rm(join(folder, name), { recursive: true })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  expect(wrong).toEqual([])
})

/** What is wrong with the files after a purge. */
async function findWrong(name: string, before: Map<string, string>): Promise<string[]> {
  const wrong: string[] = []
  const after = await readFiles(name)
  for (const [path, text] of after) {
    if (text.includes('Planted')) wrong.push(`${name}: ${path} names what was purged`)
    const isNew = path.startsWith('curated/settings/') || path.endsWith('.duckdb')
    if (!isNew && before.get(path) !== text) wrong.push(`${name}: ${path} is not as before`)
  }
  for (const path of before.keys())
    if (path.includes('/kept/') && !after.has(path)) wrong.push(`${name}: ${path} is gone`)
  const settings = [...after.keys()].filter((path) => path.startsWith('curated/settings/'))
  if (settings.length !== 1) wrong.push(`${name}: ${settings.length} records`)
  return wrong
}

interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

async function purge(name: string, call: number): Promise<Ended> {
  const data = join(folder, name)
  if (call > 0 || name === 'whole') await cp(join(folder, 'before'), data, { recursive: true })
  const args = [child, data, 'mine', String(call), `${data}.dump`]
  const process_ = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let [stdout, stderr] = ['', '']
  process_.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  process_.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  return new Promise((resolve) => {
    process_.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
}

/** What is in each file of a data folder, uncompressed, by its path. */
async function readFiles(name: string): Promise<Map<string, string>> {
  const root = join(folder, name)
  const texts = new Map<string, string>()
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    texts.set(relative(root, path), await readText(path))
  }
  return texts
}

async function readText(path: string): Promise<string> {
  const bytes = await readFile(path)
  if (path.endsWith('.gz')) return gunzipSync(bytes).toString()
  if (!path.endsWith('.parquet')) return bytes.toString('latin1')
  const rows = await parquetReadObjects({ file: new Uint8Array(bytes).slice().buffer })
  return JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? Number(value) : value))
}
