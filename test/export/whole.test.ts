import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ExportJob, exportFormats, writeExport } from '../../src/export/write-export.ts'
import { jobOf, tableOf } from '../support/export.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hitparade-whole-'))
})
afterEach(() => rm(folder, { recursive: true }))

const good = tableOf({ n: 'bigint', word: 'text' }, [
  [1, 'one'],
  [2, null],
])
const broken = tableOf({ n: 'bigint', word: 'text' }, async function* () {
  yield [[1, 'one']]
  throw new Error('the connection is gone')
})
const inFolder = (job: ExportJob): ExportJob => ({
  ...job,
  isStar: true,
  tables: [good, { ...job.tables[0], name: 'more' } as ExportJob['tables'][0]],
})

describe.each(exportFormats)('an export as %s', (format) => {
  const out = () => join(folder, 'deep', `file.${format}`)

  it('is written whole into folders that are made for it', async () => {
    const { files } = await writeExport(jobOf(good, format, out()))
    expect(files).toEqual([{ file: out(), rows: 2, bytes: expect.any(Number) }])
    expect(await readdir(join(folder, 'deep'))).toEqual([`file.${format}`])
  })

  it('is not written at all where its rows break off', async () => {
    await expect(writeExport(jobOf(broken, format, out()))).rejects.toThrow('the connection is gone')
    expect(await readdir(join(folder, 'deep'))).toEqual([])
  })

  it('clears what one that was killed has left of it, and nothing else', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '0'])
    await mkdir(join(folder, 'deep'))
    const left = [`.file.${format}.${pid}.part`, `.file.${format}.${pid}.part.wal`]
    const others = [`.file.${format}.${process.ppid}.part`, `.other.${format}.${pid}.part`]
    for (const name of [...left, ...others]) await writeFile(join(folder, 'deep', name), '')
    await writeExport(jobOf(good, format, out()))
    expect((await readdir(join(folder, 'deep'))).sort()).toEqual([...others, `file.${format}`].sort())
  })

  it('replaces nothing unless told to, and then only when it is whole', async () => {
    await mkdir(join(folder, 'deep'))
    await writeFile(out(), 'precious')
    const refused = { exitCode: 2, message: expect.stringMatching(/is there already.*--out.*--force/) }
    await expect(writeExport(jobOf(good, format, out()))).rejects.toMatchObject(refused)
    await expect(writeExport({ ...jobOf(broken, format, out()), force: true })).rejects.toThrow('gone')
    expect(await readFile(out(), 'utf8')).toBe('precious')
    await writeExport({ ...jobOf(good, format, out()), force: true })
    expect(await readFile(out(), 'utf8')).not.toBe('precious')
    expect(await readdir(join(folder, 'deep'))).toEqual([`file.${format}`])
  })

  it('puts no file in the place of a folder', async () => {
    await mkdir(out(), { recursive: true })
    await expect(writeExport({ ...jobOf(good, format, out()), force: true })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/is a folder; expected a file/),
    })
  })
})

describe('an export of several tables into a folder', () => {
  const star = (job = jobOf(good, 'csv', join(folder, 'star'))) => inFolder(job)

  it('is there with all files or not at all', async () => {
    await expect(writeExport(star(jobOf(broken, 'csv', join(folder, 'star'))))).rejects.toThrow('gone')
    expect(await readdir(folder)).toEqual([])
    await writeExport(star())
    const names = ['hitparade.pbids', 'hitparade.tds', 'more.csv', 'numbers.csv']
    expect((await readdir(join(folder, 'star'))).sort()).toEqual(names)
  })

  it('replaces an export when told to, and no folder with anything else in it', async () => {
    await writeExport(star())
    await expect(writeExport(star())).rejects.toMatchObject({ exitCode: 2 })
    await writeExport({ ...star(), force: true })
    expect(await readdir(folder)).toEqual(['star'])
    await writeFile(join(folder, 'star', 'thesis.doc'), 'years of work')
    await expect(writeExport({ ...star(), force: true })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/holds thesis\.doc, which this export does not write/),
    })
    expect(await readdir(join(folder, 'star'))).toContain('thesis.doc')
  })
})

describe('what Excel cannot hold', () => {
  const refused = { name: 'HitparadeError', code: 'ExcelLimit', exitCode: 1 }
  const write = (table: ExportJob['tables'][0]) =>
    writeExport(jobOf(table, 'xlsx', join(folder, 'book.xlsx')))

  it('is refused by name before anything is written or read', async () => {
    // biome-ignore lint/correctness/useYield: the test fails when it is read
    const unread = async function* () {
      throw new Error('this was read')
    }
    await expect(write(tableOf({ n: 'bigint' }, unread, 1_048_576))).rejects.toMatchObject({
      ...refused,
      message: expect.stringMatching(/holds 1,048,575 rows, and numbers has 1,048,576.*--format parquet/),
    })
    expect(await readdir(folder)).toEqual([])
  })

  it('fills a sheet to its last row', async () => {
    await expect(write(tableOf({ n: 'bigint' }, [[1]], 1_048_575))).resolves.toMatchObject({ formulas: 0 })
  })

  it.each([
    { what: 'a text that is too long', types: { t: 'text' }, row: ['x'.repeat(32_768)] },
    { what: 'a day before Excel counts days', types: { d: 'date' }, row: ['1900-02-28'] },
  ] as const)('is refused: $what', async ({ types, row }) => {
    await expect(write(tableOf({ ...types }, [[...row]]))).rejects.toMatchObject(refused)
    expect(await readdir(folder)).toEqual([])
  })
})

it('counts the texts of a CSV that a spreadsheet would run, and leaves them as they are', async () => {
  const texts = [['=1+1'], ['-'], ['+ (Deluxe)'], ['@home'], ['a = b'], [null], ['']]
  const path = join(folder, 'titles.csv')
  const { formulas } = await writeExport(jobOf(tableOf({ title: 'text' }, texts), 'csv', path))
  expect(formulas).toBe(4)
  expect(await readFile(path, 'utf8')).toBe('title\n=1+1\n-\n+ (Deluxe)\n@home\na = b\n\n\n')
})
