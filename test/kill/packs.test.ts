import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { curatedFiles, putAll } from '../support/fixtures/snapshots.ts'
import { takeSome } from '../support/samples.ts'
import {
  countDays,
  february,
  january,
  openFolder,
  snapshotOfDay,
} from '../warehouse/support/packed-folder.ts'

const child = fileURLToPath(new URL('./packs.mjs', import.meta.url))
/** Processes at once: the machines that this is made for have two cores. */
const AT_ONCE = 2

let folder: string

/** A month that has packs, which lack 20 snapshots. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hitparade-kill-packs-'))
  const { warehouse, curated } = openFolder(join(folder, 'before'))
  for (const day of [...countDays(21), ...february]) await putAll(curated, curatedFiles(snapshotOfDay(day)))
  await warehouse.load()
  await warehouse.close()
  for (const day of countDays(20)) await putAll(curated, curatedFiles(snapshotOfDay(day, 'late')))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('a rebuild that is killed at any write of a pack and repeated has all rows, and the packs', {
  timeout: 600_000,
}, async () => {
  const points = Number((await build('whole', 0)).stdout)
  expect(points).toBeGreaterThan(18)
  const expected = await readFile(join(folder, 'whole.dump'), 'utf8')
  expect(expected).toContain('"late"')
  const waiting = takeSome(
    Array.from({ length: points }, (_, index) => index + 1),
    2,
  )
  const wrong: string[] = []
  const work = async () => {
    for (let point = waiting.pop(); point !== undefined; point = waiting.pop()) {
      const name = `killed-${point}`
      if ((await build(name, point)).signal !== 'SIGKILL') wrong.push(`${name}: was not killed`)
      const again = await build(name, 0)
      if (again.code !== null) wrong.push(`${name}: ended with ${again.code}: ${again.stderr}`)
      else if ((await readFile(join(folder, `${name}.dump`), 'utf8')) !== expected)
        wrong.push(`${name}: other rows`)
      const names = (await readdir(join(folder, name))).join(' ')
      if (names !== 'curated lock.duckdb packs warehouse.duckdb') wrong.push(`${name}: ${names}`)
      const list = await readFile(join(folder, name, 'packs', january, 'packs.json'), 'utf8')
      if (!list.includes('/late/')) wrong.push(`${name}: packs of before`)
      await rm(join(folder, name), { recursive: true })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  expect(wrong).toEqual([])
})

interface Ended {
  /** Null: the process has ended as it should. */
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

async function build(name: string, point: number): Promise<Ended> {
  const data = join(folder, name)
  if (point > 0 || name === 'whole')
    await cp(join(folder, 'before'), data, { recursive: true, preserveTimestamps: true })
  return new Promise((resolve) => {
    const args = [child, data, String(point), `${data}.dump`]
    execFile(process.execPath, args, (error, stdout, stderr) => {
      const { code = null, signal = null } = error ?? {}
      resolve({ code: typeof code === 'number' ? code : null, signal: signal ?? null, stdout, stderr })
    })
  })
}
