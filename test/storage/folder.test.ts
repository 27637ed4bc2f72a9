import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FolderEffects } from '../../src/storage/folder/folder-effects.ts'
import { folderStore } from '../../src/storage/folder/folder-store.ts'
import { describeStore, keys } from './store-suite.ts'

let base: string
let made = 0
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'hitparade-folder-'))
})
afterAll(() => rm(base, { recursive: true, force: true }))

const failing = (code: string) => () => Promise.reject(Object.assign(new Error(code), { code }))

/** A store in a folder that does not exist yet. */
async function fresh(effects: Partial<FolderEffects> = {}) {
  made += 1
  const folder = join(base, String(made))
  return { folder, store: folderStore(folder, effects), close: async () => {} }
}

describeStore('folder', () => fresh())
describeStore('folder without links', () => fresh({ link: failing('EPERM') }))

describe('a folder store', () => {
  test('creates nothing before something is put, and lists a missing folder as empty', async () => {
    const { folder, store } = await fresh()
    expect(await keys(store, '')).toEqual([])
    await store.delete('a/b')
    await expect(store.get('a/b')).rejects.toMatchObject({ code: 'Missing' })
    await expect(stat(folder)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('stores an object in the file of its key and leaves no temporary file', async () => {
    const { folder, store } = await fresh()
    await store.put('a/%c3%a9/b.gz', Buffer.from('x'))
    expect(store.localPath?.('a/%c3%a9/b.gz')).toBe(join(folder, 'a', '%c3%a9', 'b.gz'))
    expect(await readFile(join(folder, 'a', '%c3%a9', 'b.gz'), 'utf8')).toBe('x')
    expect(await readdir(join(folder, '.tmp'))).toEqual([])
    expect(() => store.localPath?.('../x')).toThrow('is not a valid key')
  })

  test('does not list files of other programs', async () => {
    const { folder, store } = await fresh()
    await store.put('a/b', Buffer.from('x'))
    for (const name of ['.DS_Store', 'a/Notes.txt', '.tmp/1-a']) await writeFile(join(folder, name), '')
    expect(await keys(store, '')).toEqual(['a/b'])
  })

  test('continues when its folders are removed meanwhile', async () => {
    const { folder, store } = await fresh()
    await store.put('a/b/c', Buffer.from('x'))
    await rm(folder, { recursive: true })
    expect(await store.put('a/b/c', Buffer.from('y'))).toBe('stored')
  })

  test('removes the folder that a moved object leaves empty', async () => {
    const { folder, store } = await fresh()
    await store.put('from/2026-01-01/x', Buffer.from('x'))
    await store.move('from/2026-01-01/x', 'to/2026-01-01/x')
    expect(await readdir(join(folder, 'from'))).toEqual([])
  })

  test('completes a move whose process died between its two steps', async () => {
    const { folder, store } = await fresh({ unlink: failing('EIO') })
    await store.put('from/x', Buffer.from('x'))
    await expect(store.move('from/x', 'to/x')).rejects.toMatchObject({ code: 'Store' })
    expect(await keys(store, '')).toEqual(['from/x', 'to/x'])
    const next = folderStore(folder)
    expect(await next.move('from/x', 'to/x')).toBe('done')
    expect(await keys(next, '')).toEqual(['to/x'])
  })

  test('removes temporary files of killed processes after an hour, and none of a running one', async () => {
    const { folder, store } = await fresh()
    const ended = spawn(process.execPath, ['-e', '0'])
    await once(ended, 'exit')
    await mkdir(join(folder, '.tmp'), { recursive: true })
    const old = new Date(Date.now() - 7_200_000)
    const left = { [`${ended.pid}-old`]: old, [`${ended.pid}-new`]: new Date(), [`${process.ppid}-old`]: old }
    for (const [name, time] of Object.entries(left)) {
      await writeFile(join(folder, '.tmp', name), '')
      await utimes(join(folder, '.tmp', name), time, time)
    }
    await store.put('a', Buffer.from('x'))
    expect((await readdir(join(folder, '.tmp'))).sort()).toEqual(
      [`${ended.pid}-new`, `${process.ppid}-old`].sort(),
    )
  })

  test('takes over the lock of a killed process without links', async () => {
    const { folder, store } = await fresh({ link: failing('ENOTSUP') })
    const killed = killChild({ folder, key: 'a/b', point: 'claimed' })
    expect(await killed).toBe('SIGKILL')
    expect((await readdir(join(folder, '.tmp'))).some((name) => name.endsWith('.claim'))).toBe(true)
    expect(await keys(store, '')).toEqual([])
    expect(await store.put('a/b', Buffer.from('x'))).toBe('stored')
  })

  const failures = [
    ['EACCES', 'Denied', 'give this user read and write access'],
    ['EROFS', 'Denied', 'read-only'],
    ['ENOSPC', 'Store', 'no space is left'],
    ['EXDEV', 'Store', 'on one volume'],
    ['ENAMETOOLONG', 'Store', 'longer than this file system allows'],
  ] as const
  test.each(failures)('reports %s as %s with advice', async (code, storeCode, words) => {
    const { store } = await fresh({ link: failing(code) })
    const put = store.put('a/b', Buffer.from('x'))
    await expect(put).rejects.toMatchObject({ name: 'StoreError', code: storeCode, retryable: false })
    await expect(put).rejects.toThrow(words)
  })

  test.each([
    ['links', {}],
    ['no links', { link: failing('EPERM') }],
  ])('with %s reports a file in place of a folder, and a folder in place of a file', async (_, effects) => {
    const { store } = await fresh(effects)
    await store.put('a', Buffer.from('x'))
    await store.put('c/d', Buffer.from('x'))
    await expect(store.put('a/b', Buffer.from('x'))).rejects.toThrow('found a file')
    await expect(store.put('c', Buffer.from('x'))).rejects.toThrow('found a folder')
    await expect(store.move('c', 'e')).rejects.toMatchObject({ code: 'Missing' })
    await store.delete('c')
    expect(await keys(store, '')).toEqual(['a', 'c/d'])
  })

  test.each([
    ['links', {}],
    ['no links', { link: failing('EPERM') }],
  ])('with %s removes an empty folder that has the name of an object', async (_, effects) => {
    const { folder, store } = await fresh(effects)
    for (const name of ['put', 'replaced', 'moved']) await mkdir(join(folder, name), { recursive: true })
    await store.put('x', Buffer.from('x'))
    expect(await store.put('put', Buffer.from('x'))).toBe('stored')
    await store.replace('replaced', Buffer.from('x'))
    expect(await store.move('x', 'moved')).toBe('moved')
    expect(await keys(store, '')).toEqual(['moved', 'put', 'replaced'])
    await expect(store.replace('moved/below', Buffer.from('x'))).rejects.toThrow('found a file')
  })

  test.each([
    ['written', 'half', []],
    ['unnamed', 'whole aside', []],
    ['named', 'whole and named', ['a/b']],
  ] as const)(
    'killed when the object is %s has it completely or not at all (%s)',
    async (point, _, expected) => {
      const { folder, store } = await fresh()
      expect(await killChild({ folder, key: 'a/b', point })).toBe('SIGKILL')
      expect((await readdir(join(folder, '.tmp'))).length).toBe(1)
      expect(await keys(store, '')).toEqual(expected)
      const whole = Buffer.alloc(3_000_000, 'z')
      expect(await store.put('a/b', whole)).toBe(expected.length > 0 ? 'exists' : 'stored')
      expect(whole.equals(await store.get('a/b'))).toBe(true)
    },
  )
})

/** Runs a process that puts 3 MB and kills itself at a point; returns the signal that ended it. */
async function killChild({ folder, key, point }: { folder: string; key: string; point: string }) {
  const script = fileURLToPath(new URL('./killed-put.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', script, folder, key, point], { stdio: 'inherit' })
  const [, signal] = await once(child, 'exit')
  return signal
}
