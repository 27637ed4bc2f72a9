import { csvLine } from '../export/formats/csv-format.ts'
import type { Result } from '../warehouse/warehouse.ts'
import { placeBeside } from './addresses.ts'
import type { Page, PendingFile, SiteFile } from './page.ts'
import { renderPage } from './pages/layout.tsx'
import type { Site } from './site.ts'

export const htmlType = 'text/html; charset=utf-8'
export const jsonType = 'application/json; charset=utf-8'
export const csvType = 'text/csv; charset=utf-8'

/** The files of a page: the page itself, its data beside it, and what else belongs to it. Made only when they are used. */
export function* renderFiles(site: Site, page: Page): Generator<SiteFile | PendingFile> {
  const html = { address: page.address, type: htmlType, bytes: renderPage(site, page) }
  if (page.isEmbedded) return yield { ...html, isEmbedded: true }
  yield html
  yield { address: placeBeside(page.address, 'json'), type: jsonType, bytes: renderJson(site, page) }
  if (page.table !== null) {
    yield { address: placeBeside(page.address, 'csv'), type: csvType, bytes: renderCsv(page.table) }
  }
  yield* page.files ?? []
  if (page.embed !== undefined) yield* renderFiles(site, page.embed)
}

/** The file with its bytes. */
export async function completeFile(file: SiteFile | PendingFile): Promise<SiteFile> {
  if ('bytes' in file) return file
  return { address: file.address, type: file.type, bytes: await file.make() }
}

/** The data of a page, with the attribution of its sources where their terms require one. */
function renderJson({ attributions }: Site, { data, sources }: Page): string {
  const credited = sources.flatMap((source) => attributions.get(source) ?? [])
  const isObject = typeof data === 'object' && data !== null && !Array.isArray(data)
  return `${JSON.stringify(isObject && credited.length > 0 ? { attribution: credited, ...data } : data)}\n`
}

function renderCsv({ columns, rows }: Result): string {
  let text = `${csvLine(columns)}\n`
  for (const row of rows) text += `${csvLine(columns.map((column) => row[column] ?? null))}\n`
  return text
}
