import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { HitparadeError } from '../../domain/errors.ts'
import type { ExportTable, OnRows } from '../export-table.ts'
import { EXCEL_ROWS, sheetXml } from './xlsx-sheet.ts'
import { escapeXml } from './xml.ts'

/** Throws code `ExcelLimit` if a table has more rows than fit in a sheet. */
export async function requireExcelRows(tables: ExportTable[]): Promise<void> {
  const limit = EXCEL_ROWS - 1
  for (const table of tables) {
    const rows = await table.count()
    if (rows <= limit) continue
    throw new HitparadeError(
      'ExcelLimit',
      `${table.name} has ${rows.toLocaleString('en')} rows, but an Excel sheet can contain ${limit.toLocaleString('en')}`,
      {
        advice: 'export less with --chart, --from and --to, or use --format parquet',
        details: { table: table.name, rows, limit },
      },
    )
  }
}

/**
 * The same rows give the same bytes in any time zone: the DOS time of a file is a local one, and the second time, which is
 * in UTC, is left out.
 */
const fixedTime = { mtime: new Date(2000, 0, 1), forceDosTimestamp: true }

/** Writes tables as the sheets of one workbook, streaming the rows. */
export async function writeXlsx(path: string, tables: ExportTable[], onRows: OnRows): Promise<void> {
  const { ZipFile } = await import('yazl')
  const zip = new ZipFile()
  const add = (name: string, text: string) => zip.addBuffer(Buffer.from(text), name, fixedTime)
  add('[Content_Types].xml', contentTypes(tables.length))
  add('_rels/.rels', relations([{ id: 'rId1', type: 'officeDocument', target: 'xl/workbook.xml' }]))
  add('xl/workbook.xml', workbook(tables))
  add('xl/_rels/workbook.xml.rels', workbookRelations(tables.length))
  add('xl/styles.xml', styles)
  const failed = new Promise<never>((_, fail) => zip.once('error', fail))
  tables.forEach((table, index) => {
    zip.addReadStreamLazy(`xl/worksheets/sheet${index + 1}.xml`, fixedTime, (give) => {
      const sheet = Readable.from(encodePieces(sheetXml(table, onRows)), { objectMode: false })
      // yazl does not handle errors of lazily added streams.
      sheet.once('error', (error) => zip.emit('error', error))
      give(null, sheet)
    })
  })
  zip.end()
  const abort = new AbortController()
  const written = pipeline(zip.outputStream, createWriteStream(path, { flags: 'wx', flush: true }), {
    signal: abort.signal,
  })
  try {
    await Promise.race([written, failed])
  } catch (error) {
    abort.abort()
    await written.catch(() => {})
    throw error
  }
}

/** Joins texts into buffers large enough to compress well. */
async function* encodePieces(texts: AsyncIterable<string>): AsyncGenerator<Buffer> {
  let piece = ''
  for await (const text of texts) {
    piece += text
    if (piece.length < 65_536) continue
    yield Buffer.from(piece)
    piece = ''
  }
  yield Buffer.from(piece)
}

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packaged = 'http://schemas.openxmlformats.org/package/2006'
const spreadsheet = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

function contentTypes(sheets: number): string {
  const parts = [
    { name: 'workbook.xml', type: 'sheet.main' },
    { name: 'styles.xml', type: 'styles' },
    ...Array.from({ length: sheets }, (_, index) => ({
      name: `worksheets/sheet${index + 1}.xml`,
      type: 'worksheet',
    })),
  ]
  const overrides = parts.map(
    ({ name, type }) => `<Override PartName="/xl/${name}" ContentType="${spreadsheet}.${type}+xml"/>`,
  )
  return `${declaration}<Types xmlns="${packaged}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${overrides.join('')}</Types>`
}

function relations(all: { id: string; type: string; target: string }[]): string {
  const lines = all.map(
    ({ id, type, target }) => `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`,
  )
  return `${declaration}<Relationships xmlns="${packaged}/relationships">${lines.join('')}</Relationships>`
}

function workbookRelations(sheets: number): string {
  return relations([
    ...Array.from({ length: sheets }, (_, index) => ({
      id: `rId${index + 1}`,
      type: 'worksheet',
      target: `worksheets/sheet${index + 1}.xml`,
    })),
    { id: `rId${sheets + 1}`, type: 'styles', target: 'styles.xml' },
  ])
}

function workbook(tables: ExportTable[]): string {
  const sheets = tables.map(
    ({ name }, index) => `<sheet name="${escapeXml(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
  )
  return `${declaration}<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${sheets.join('')}</sheets></workbook>`
}

/** `cellXfs` are the formats that `cellFormats` of `xlsx-sheet.ts` refers to. */
const styles = `${declaration}<styleSheet xmlns="${main}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
