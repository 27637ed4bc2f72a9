import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { watch } from 'node:fs'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'

/** Megabytes of heap; the rows that are written would take more. */
const HEAP = 64

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hitparade-memory-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Begins to write the rows in a process of its own. */
function start(...args: string[]) {
  return spawn(process.execPath, [`--max-old-space-size=${HEAP}`, resolve('test/export/child.mjs'), ...args])
}

function write(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = start(...args)
  const out = { stdout: '', stderr: '' }
  child.stdout.on('data', (text) => {
    out.stdout += text
  })
  child.stderr.on('data', (text) => {
    out.stderr += text
  })
  return new Promise((end) => child.once('close', (code) => end({ code, ...out })))
}

it.each(['csv', 'xlsx', 'parquet'])(
  'an export as %s takes memory that its rows do not decide',
  async (format) => {
    const out = join(folder, `many.${format}`)
    expect(await write(format, out)).toMatchObject({ code: 0, stdout: '0 held' })
    expect((await stat(out)).size).toBeGreaterThan(100_000)
  },
)

it.each(['SIGINT', 'SIGTERM'] as const)('an export that ends by %s leaves nothing behind', async (signal) => {
  const own = await mkdtemp(join(folder, 'ended-'))
  const begun = once(watch(own), 'change')
  const child = start('csv', join(own, 'many.csv'))
  await begun
  child.kill(signal)
  const [, how] = await once(child, 'close')
  expect(how).toBe(signal)
  expect(await readdir(own)).toEqual([])
})

it('of which the same rows, held, would take too much', async () => {
  const { code, stderr } = await write('csv', join(folder, 'held.csv'), 'hold')
  expect(code).not.toBe(0)
  expect(stderr).toContain('heap out of memory')
})
