import { builtinModules } from 'node:module'
import { inflateRawSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildArchiveFiles } from '../../../src/cloud/aws/bundle/bundle.ts'
import { writeZip, type ZipEntry } from '../../../src/cloud/aws/bundle/zip.ts'
import { loadConfig } from '../../../src/config/config.ts'
import { charts } from './support.ts'

const secret = 'planted-5ecret'
const config = {
  ...loadConfig({ cwd: '/nowhere', environment: { SPOTIFY_CLIENT_SECRET: secret } }),
  charts,
}

describe.each(['extract', 'transform'] as const)('the %s function', (stage) => {
  let files: ZipEntry[] = []
  let code = ''
  beforeAll(async () => {
    files = await buildArchiveFiles(stage, config)
    code = textOf(files.find(({ name }) => name === 'dist/index.js'))
  })

  test('is one file of 700 kB at most', () => {
    expect(Buffer.byteLength(code)).toBeLessThanOrEqual(700_000)
  })

  test('brings everything with it but Node’s own modules, and no warehouse', () => {
    // esbuild has a function of its own in the place of `require`.
    const [, require = ''] = /([\w$]+)=\(\w+=>typeof require</.exec(code) ?? []
    const imported = [...code.matchAll(/(?:^|[;}])import[^'"()]*?from\s*["']([^"']+)["']/g)]
    const asking = new RegExp(`(?<![\\w$])${require.replaceAll('$', '\\$')}\\("([^"]+)"\\)`, 'g')
    const asked = [...imported, ...code.matchAll(asking)].map(([, name = '']) => name)
    expect(asked).toContain('node:crypto')
    expect(asked.filter((name) => !builtinModules.includes(name.replace(/^node:/, '')))).toEqual([])
    expect(code.includes('@duckdb')).toBe(false)
  })

  test('describes the operations that it uses, and no others of the SDK', () => {
    expect(code).toContain('PutObjectRequest')
    expect(code).not.toMatch(/AbortMultipartUpload|PutBucketPolicy|DescribeParameters/)
  })

  test('knows its version and the charts, and no secret', () => {
    const names = ['package.json', 'dist/index.js', ...(stage === 'extract' ? ['dist/config.json'] : [])]
    expect(files.map(({ name }) => name)).toEqual(names)
    expect(files.some((file) => textOf(file).includes(secret))).toBe(false)
    if (stage === 'transform') return
    const known = JSON.parse(textOf(files.at(-1))) as typeof config
    expect(known.charts.map(({ chart }) => chart)).toEqual(charts.map(({ chart }) => chart))
    expect(Object.keys(known).sort()).toEqual(['charts', 'sources'])
  })
})

describe('an archive', () => {
  const entries = [
    { name: 'a.txt', bytes: Buffer.from('abc'.repeat(1000)) },
    { name: 'folder/ü', bytes: Buffer.from('') },
  ]

  test('is the same bytes for the same files', () => {
    expect(writeZip(entries)).toEqual(writeZip(entries))
  })

  test('lists its files and gives them back', () => {
    const bytes = Buffer.from(writeZip(entries))
    expect(listed(bytes)).toEqual(entries.map(({ name, bytes }) => ({ name, text: bytes.toString() })))
  })
})

/** Reads an archive by its directory, as whoever unpacks one does. */
function listed(bytes: Buffer) {
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

function textOf(entry: ZipEntry | undefined): string {
  return Buffer.from(entry?.bytes ?? []).toString('utf8')
}
