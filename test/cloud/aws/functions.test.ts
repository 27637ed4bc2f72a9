import { builtinModules } from 'node:module'
import { inflateRawSync } from 'node:zlib'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { type ArchiveFile, buildArchiveFiles, createZip } from '../../../src/cloud/aws/bundle/bundle.ts'
import { loadConfig } from '../../../src/config/config.ts'
import { charts } from './support.ts'

const secret = 'planted-5ecret'
const config = {
  ...loadConfig({ cwd: '/nowhere', environment: { SPOTIFY_CLIENT_SECRET: secret } }),
  charts,
}

describe.each(['extract', 'transform'] as const)('the %s function', (name) => {
  let files: ArchiveFile[] = []
  let code = ''
  beforeAll(async () => {
    files = await buildArchiveFiles(name, config)
    code = readText(files.find(({ name }) => name === 'dist/index.js'))
  })

  test('is one file of 700 kB at most', () => {
    expect(Buffer.byteLength(code)).toBeLessThanOrEqual(700_000)
  })

  test('contains everything but Node’s built-in modules, and no warehouse', () => {
    // esbuild replaces `require` by a function of its own.
    const [, require = ''] = /([\w$]+)=\(\w+=>typeof require</.exec(code) ?? []
    const imported = [...code.matchAll(/(?:^|[;}])import[^'"()]*?from\s*["']([^"']+)["']/g)]
    const calls = new RegExp(`(?<![\\w$])${require.replaceAll('$', '\\$')}\\("([^"]+)"\\)`, 'g')
    const modules = [...imported, ...code.matchAll(calls)].map(([, name = '']) => name)
    expect(modules).toContain('node:crypto')
    expect(modules.filter((name) => !builtinModules.includes(name.replace(/^node:/, '')))).toEqual([])
    expect(code.includes('@duckdb')).toBe(false)
  })

  test('contains the schemas of the operations that it uses, and no others of the SDK', () => {
    expect(code).toContain('PutObjectRequest')
    expect(code).not.toMatch(/AbortMultipartUpload|PutBucketPolicy|DescribeParameters|AlreadyExistsException/)
  })

  test('contains its version and the charts, and no secret', () => {
    const names = ['package.json', 'dist/index.js', ...(name === 'extract' ? ['dist/config.json'] : [])]
    expect(files.map(({ name }) => name)).toEqual(names)
    expect(files.some((file) => readText(file).includes(secret))).toBe(false)
    if (name === 'transform') return
    const known = JSON.parse(readText(files.at(-1))) as typeof config
    expect(known.charts.map(({ chart }) => chart)).toEqual(charts.map(({ chart }) => chart))
    expect(Object.keys(known).sort()).toEqual(['charts', 'sources'])
  })
})

describe('an archive', () => {
  const entries = [
    { name: 'a.txt', bytes: Buffer.from('abc'.repeat(1000)) },
    { name: 'folder/ü', bytes: Buffer.from('') },
  ]

  afterEach(() => {
    vi.unstubAllEnvs()
    vi.useRealTimers()
  })

  test('has the same bytes for the same files, at any time and in any time zone', async () => {
    const bytes = await createZip(entries)
    vi.useFakeTimers({ now: Date.parse('2031-05-06T07:08:09Z'), toFake: ['Date'] })
    vi.stubEnv('TZ', 'Pacific/Auckland')
    expect(await createZip(entries)).toEqual(bytes)
  })

  test('lists its files and gives them back', async () => {
    expect(readZip(await createZip(entries))).toEqual(
      entries.map(({ name, bytes }) => ({ name, text: bytes.toString() })),
    )
  })
})

/** Reads an archive by its central directory, as an unzip program does. */
function readZip(bytes: Buffer) {
  const end = bytes.length - 22
  expect(bytes.readUInt32LE(end)).toBe(0x06054b50)
  const files = []
  let at = bytes.readUInt32LE(end + 16)
  for (let count = bytes.readUInt16LE(end + 10); count > 0; count -= 1) {
    expect(bytes.readUInt32LE(at)).toBe(0x02014b50)
    const [packed, length] = [bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 28)]
    const name = bytes.subarray(at + 46, at + 46 + length).toString()
    const head = bytes.readUInt32LE(at + 42)
    expect(bytes.readUInt32LE(head)).toBe(0x04034b50)
    const begin = head + 30 + bytes.readUInt16LE(head + 26) + bytes.readUInt16LE(head + 28)
    files.push({ name, text: inflateRawSync(bytes.subarray(begin, begin + packed)).toString() })
    at += 46 + length
  }
  return files
}

function readText(entry: ArchiveFile | undefined): string {
  return Buffer.from(entry?.bytes ?? []).toString('utf8')
}
