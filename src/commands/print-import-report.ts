import { basename } from 'node:path'
import type { ImportedFile } from '../extract/import/import-report.ts'
import type { FileReport } from '../sources/file-format.ts'
import { pluralize, printNote } from '../terminal/print.ts'

/** Prints what was read of each file that was not plain, once for all files with equal lines. */
export function printFileReports(files: ImportedFile[]): void {
  const groups = new Map<string, { lines: string[]; paths: string[] }>()
  for (const { path, report } of files) {
    const lines = report === null ? [] : formatReport(report)
    const key = lines.join('\n')
    const group = groups.get(key) ?? { lines, paths: [] }
    groups.set(key, group)
    group.paths.push(path)
  }
  for (const { lines, paths } of groups.values()) {
    const others = paths.length - 1
    const more = others === 0 ? '' : ` and ${pluralize(others, 'more file')}`
    for (const line of lines) printNote(`${basename(paths[0] ?? '')}${more}: ${line}`)
  }
}

/** No lines for a file of which every column is read as its name says. */
function formatReport({ used, unused, notes }: FileReport): string[] {
  if (unused.length === 0 && notes.length === 0) return []
  const pairs = used.map(([column, meaning]) => `${column} → ${meaning}`)
  return [
    ...(pairs.length === 0 ? [] : [`used: ${pairs.join(', ')}`]),
    ...(unused.length === 0 ? [] : [`not used: ${unused.join(', ')}`]),
    ...notes,
  ]
}

/** The report as fields of a row. */
export function toReportFields({ report }: ImportedFile) {
  return {
    used: report === null ? null : Object.fromEntries(report.used),
    not_used: report === null ? null : report.unused,
    notes: report === null ? null : report.notes,
  }
}
