import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { readPlain } from '../../src/extract/import/list-files.ts'
import { recogniseFile } from '../../src/extract/import/recognise-file.ts'
import { csvRecords } from '../../src/sources/chart-csv/csv-records.ts'
import { createNumberColumn, readPosition } from '../../src/sources/chart-rows/read-numbers.ts'
import { createFileContent } from '../../src/sources/file-content.ts'
import { parseWithoutMarkets } from '../../src/sources/json/parse-json.ts'
import { splitLines } from '../../src/sources/json/split-lines.ts'
import { gunzip, gunzipUpTo } from '../../src/sources/raw/gunzip.ts'
import { openFormats } from '../../src/sources/registry.ts'

const unreadable = { code: 'Unreadable' }

describe('uncompressing', () => {
  const plain = Buffer.alloc(300_000, 'a text\n')
  const members = Buffer.concat([gzipSync(plain), gzipSync(plain)])

  it.each([gzipSync(plain), members])('gives up to the limit, of one member or more', async (bytes) => {
    const { length } = (await gunzipUpTo(bytes, 2 ** 31)) ?? []
    expect((await gunzipUpTo(bytes, length ?? 0))?.length).toBe(length)
    expect(await gunzipUpTo(bytes, (length ?? 0) - 1)).toBeNull()
  })

  it('of a stored object gives no more than its last bytes say', () => {
    const bytes = gzipSync(plain)
    expect(gunzip(bytes)).toEqual(plain)
    const lying = Buffer.from(bytes)
    lying.writeUInt32LE(1_000, lying.length - 4)
    const large = Buffer.from(bytes)
    large.writeUInt32LE(2 ** 32 - 1, large.length - 4)
    // Refused before anything is uncompressed.
    expect(() => gunzip(large)).toThrow('gzip file of 4294967295 bytes, expected at most')
    for (const damaged of [lying, bytes.subarray(0, 100), bytes.subarray(0, 5), Buffer.alloc(0)]) {
      expect(() => gunzip(damaged)).toThrow(expect.objectContaining(unreadable))
    }
  })

  it.each([50, 70_000])('of damaged bytes is unreadable, of %d bytes', async (length) => {
    const noise = Buffer.alloc(length, 'noise')
    noise.set([0x1f, 0x8b])
    await expect(gunzipUpTo(noise, 2 ** 31)).rejects.toMatchObject(unreadable)
  })

  it('refuses a file that is too large, plain or compressed', async () => {
    const read = (bytes: Uint8Array) =>
      readPlain({ path: 'x', name: 'x', size: async () => bytes.length, read: async () => bytes }, 299_999)
    for (const bytes of [plain, gzipSync(plain)]) {
      await expect(read(bytes)).rejects.toMatchObject({
        ...unreadable,
        message: 'larger than 2 GiB; split it, e.g. by year',
      })
    }
  })
})

describe('a line that is longer than a text can be', () => {
  const tooLong = {
    ...unreadable,
    message: expect.stringMatching(/has 31 bytes, expected at most 30; split/),
  }

  it('is unreadable as JSON', () => {
    const json = Buffer.from(JSON.stringify('x'.repeat(29)))
    expect(() => parseWithoutMarkets(json, 30)).toThrow(expect.objectContaining(tooLong))
    expect(parseWithoutMarkets(json, 31)).toBe('x'.repeat(29))
  })

  it('is unreadable as CSV, wherever it is', () => {
    const body = Buffer.from(`a,b\n${'x'.repeat(30)}\nc,d\n`)
    const read = (longest: number) => [...csvRecords(body, ',', { slice: 8, longest })].flat()
    expect(() => read(30)).toThrow(expect.objectContaining(tooLong))
    expect(read(31)).toHaveLength(3)
  })
})

describe('blank files', () => {
  const formats = openFormats()
  const recognise = async (body: Buffer) =>
    recogniseFile(createFileContent({ name: 'x.csv', body, identity: 'id' }), await formats)

  it.each([
    ['', /empty/],
    [' \n\t\r\n '.repeat(1_000), /empty/],
    ['\0'.repeat(1_000), /got binary data/],
  ])('are refused', async (text, message) => {
    await expect(recognise(Buffer.from(text))).rejects.toThrow(message)
  })

  it('are searched for lines without a call for each byte', () => {
    const blank = Buffer.alloc(2 ** 27, '\n')
    expect([...splitLines(blank)]).toEqual([])
    blank.set(Buffer.from(' x \n\n  y'), 2 ** 26)
    expect([...splitLines(blank)].map(String)).toEqual([' x ', '  y'])
  })
})

describe('a chart CSV', () => {
  it.each(['\n', '\r\n', '\r'])('may have lines that end in %j', (end) => {
    const text = ['position,title', '1,Ash', '"2","El""m"', '3,"a,b"', ''].join(end)
    const read = (slice: number) => [...csvRecords(Buffer.from(text), ',', { slice })].flat()
    const expected = [
      ['position', 'title'],
      ['1', 'Ash'],
      ['2', 'El"m'],
      ['3', 'a,b'],
    ]
    expect(read(65_536)).toEqual(expected)
    expect(read(4)).toEqual(expected)
  })

  it('has positions in decimal digits only', () => {
    for (const text of ['0x10', '1e2', '1E2', '0b1', '0o7', '-1', '', 'Infinity'])
      expect(readPosition(text), text).toBe(-1)
    for (const text of ['16', ' 16 ', '16.0']) expect(readPosition(text), text).toBe(16)
    expect(readPosition('1,600')).toBe(1_600)
  })

  it('has streams in decimal digits only', () => {
    const { read } = createNumberColumn()
    for (const text of ['1.23E+06', '0x10', '1,2M']) expect(read(text), text).toBeNaN()
  })
})
