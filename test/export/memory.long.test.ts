import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { watch } from 'node:fs'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'

/** Heap size in MB; the exported rows are larger. */
const HEAP = 64

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hitparade-memory-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Starts to write the rows in a new process. */
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

it.each(['csv', 'xlsx', 'parquet'])('an export as %s takes constant memory', async (format) => {
  const out = join(folder, `many.${format}`)
  expect(await write(format, out)).toMatchObject({ code: 0, stdout: '0 held' })
  expect((await stat(out)).size).toBeGreaterThan(100_000)
})

it.each(['SIGINT', 'SIGTERM'] as const)('an export stopped by %s leaves no files', async (signal) => {
  const own = await mkdtemp(join(folder, 'ended-'))
  const begun = once(watch(own), 'change')
  const child = start('csv', join(own, 'many.csv'))
  await begun
  child.kill(signal)
  const [, endedBy] = await once(child, 'close')
  expect(endedBy).toBe(signal)
  expect(await readdir(own)).toEqual([])
})

it('holding the same rows in memory exceeds the heap', async () => {
  const { code, stderr } = await write('csv', join(folder, 'held.csv'), 'hold')
  expect(code).not.toBe(0)
  expect(stderr).toContain('heap out of memory')
})
