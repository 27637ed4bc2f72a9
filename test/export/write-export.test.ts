import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ExportJob, exportFormats, writeExport } from '../../src/export/write-export.ts'
import { exportJob, exportTable } from '../support/export.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hitparade-whole-'))
})
afterEach(() => rm(folder, { recursive: true }))

const good = exportTable({ n: 'bigint', word: 'text' }, [
  [1, 'one'],
  [2, null],
])
const broken = exportTable({ n: 'bigint', word: 'text' }, async function* () {
  yield [[1, 'one']]
  throw new Error('the connection is gone')
})
const inFolder = (job: ExportJob): ExportJob => ({
  ...job,
  isBiExport: true,
  tables: [good, { ...job.tables[0], name: 'more' } as ExportJob['tables'][0]],
})

describe.each(exportFormats)('an export as %s', (format) => {
  const out = () => join(folder, 'deep', `file.${format}`)

  it('creates its folders and is written completely', async () => {
    const { files } = await writeExport(exportJob(good, format, out()))
    expect(files).toEqual([{ file: out(), rows: 2, bytes: expect.any(Number) }])
    expect(await readdir(join(folder, 'deep'))).toEqual([`file.${format}`])
  })

  it('is not written if reading its rows fails', async () => {
    await expect(writeExport(exportJob(broken, format, out()))).rejects.toThrow('the connection is gone')
    expect(await readdir(join(folder, 'deep'))).toEqual([])
  })

  it('removes temporary files of a killed export to the same path, and no other files', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '0'])
    await mkdir(join(folder, 'deep'))
    const left = [`.file.${format}.${pid}.part`, `.file.${format}.${pid}.part.wal`]
    const others = [`.file.${format}.${process.ppid}.part`, `.other.${format}.${pid}.part`]
    for (const name of [...left, ...others]) await writeFile(join(folder, 'deep', name), '')
    await writeExport(exportJob(good, format, out()))
    expect((await readdir(join(folder, 'deep'))).sort()).toEqual([...others, `file.${format}`].sort())
  })

  it('replaces a file only with force, and only when it is complete', async () => {
    await mkdir(join(folder, 'deep'))
    await writeFile(out(), 'precious')
    const refused = { exitCode: 2, message: expect.stringMatching(/already exists; .*--out.*--force/) }
    await expect(writeExport(exportJob(good, format, out()))).rejects.toMatchObject(refused)
    await expect(writeExport({ ...exportJob(broken, format, out()), force: true })).rejects.toThrow('gone')
    expect(await readFile(out(), 'utf8')).toBe('precious')
    await writeExport({ ...exportJob(good, format, out()), force: true })
    expect(await readFile(out(), 'utf8')).not.toBe('precious')
    expect(await readdir(join(folder, 'deep'))).toEqual([`file.${format}`])
  })

  it('does not replace a folder with a file', async () => {
    await mkdir(out(), { recursive: true })
    await expect(writeExport({ ...exportJob(good, format, out()), force: true })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/expected a file or a new path, but .* is a folder; /),
    })
  })
})

describe('an export of several tables into a folder', () => {
  const biJob = (job = exportJob(good, 'csv', join(folder, 'bi'))) => inFolder(job)

  it('is written with all files or not at all', async () => {
    await expect(writeExport(biJob(exportJob(broken, 'csv', join(folder, 'bi'))))).rejects.toThrow('gone')
    expect(await readdir(folder)).toEqual([])
    await writeExport(biJob())
    const names = ['hitparade.pbids', 'hitparade.tds', 'more.csv', 'numbers.csv']
    expect((await readdir(join(folder, 'bi'))).sort()).toEqual(names)
  })

  it('replaces an export with force, but never a folder with other files', async () => {
    await writeExport(biJob())
    await expect(writeExport(biJob())).rejects.toMatchObject({ exitCode: 2 })
    await writeExport({ ...biJob(), force: true })
    expect(await readdir(folder)).toEqual(['bi'])
    await writeFile(join(folder, 'bi', 'thesis.doc'), 'years of work')
    await expect(writeExport({ ...biJob(), force: true })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/contains thesis\.doc, which this export does not write/),
    })
    expect(await readdir(join(folder, 'bi'))).toContain('thesis.doc')
  })
})

describe('the limits of Excel', () => {
  const refused = { name: 'HitparadeError', code: 'ExcelLimit', exitCode: 1 }
  const write = (table: ExportJob['tables'][0]) =>
    writeExport(exportJob(table, 'xlsx', join(folder, 'book.xlsx')))

  it('reject too many rows before anything is written or read, and name the table', async () => {
    // biome-ignore lint/correctness/useYield: the test fails when it is read
    const unread = async function* () {
      throw new Error('this was read')
    }
    await expect(write(exportTable({ n: 'bigint' }, unread, 1_048_576))).rejects.toMatchObject({
      ...refused,
      message: expect.stringMatching(
        /numbers has 1,048,576 rows, but an Excel sheet can contain 1,048,575; .*--format parquet/,
      ),
    })
    expect(await readdir(folder)).toEqual([])
  })

  it('allow a sheet to be filled to its last row', async () => {
    await expect(write(exportTable({ n: 'bigint' }, [[1]], 1_048_575))).resolves.toMatchObject({
      formulas: 0,
    })
  })

  it.each([
    { what: 'a text that is too long', types: { t: 'text' }, row: ['x'.repeat(32_768)] },
    { what: 'a date before the first date of Excel', types: { d: 'date' }, row: ['1900-02-28'] },
  ] as const)('reject $what', async ({ types, row }) => {
    await expect(write(exportTable({ ...types }, [[...row]]))).rejects.toMatchObject(refused)
    expect(await readdir(folder)).toEqual([])
  })
})

it('counts texts that a spreadsheet would run as formulas in a CSV, and writes them unchanged', async () => {
  const texts = [['=1+1'], ['-'], ['+ (Deluxe)'], ['@home'], ['a = b'], [null], ['']]
  const path = join(folder, 'titles.csv')
  const { formulas } = await writeExport(exportJob(exportTable({ title: 'text' }, texts), 'csv', path))
  expect(formulas).toBe(4)
  expect(await readFile(path, 'utf8')).toBe('title\n=1+1\n-\n+ (Deluxe)\n@home\na = b\n\n\n')
})
