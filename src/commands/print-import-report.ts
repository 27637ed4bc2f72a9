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

/** Prints the chart that plays were counted into, with what does not count. */
export function printListens(files: ImportedFile[]): void {
  const [found] = files.flatMap(({ listens }) => listens ?? [])
  if (found === undefined) return
  const { chart, cadence, settings, first_date, last_date, issues, plays, rows, left_out } = found
  const { size, min_play_ms, time_zone, week_starts, least_plays } = settings
  const week = cadence === 'weekly' ? `, weeks from ${formatWeekday(week_starts)}` : ''
  const least = least_plays === 1 ? '' : `, songs with ${least_plays} plays or more`
  printNote(
    `${chart}: ${issues} ${cadence} ${issues === 1 ? 'issue' : 'issues'} from ${first_date} to ${last_date}; ` +
      `${plays} of ${pluralize(rows, 'row')} count as plays`,
  )
  printNote(
    `counted: top ${size} in ${time_zone}${week}, plays of ${min_play_ms / 1000} seconds or more where the length is known${least}`,
  )
  const reasons = Object.entries(left_out).map(([reason, count]) => `${reason} ${count}`)
  if (reasons.length > 0) printNote(`not counted: ${reasons.join(', ')}`)
}

/** The report as fields of a row. */
export function toReportFields({ report, listens }: ImportedFile) {
  return {
    ...(listens === undefined ? {} : { listens }),
    used: report === null ? null : Object.fromEntries(report.used),
    not_used: report === null ? null : report.unused,
    notes: report === null ? null : report.notes,
  }
}

/** 1 is Monday. 1 January 2024 was one. */
function formatWeekday(weekday: number): string {
  return new Date(Date.UTC(2024, 0, weekday)).toLocaleDateString('en', { weekday: 'long', timeZone: 'UTC' })
}
