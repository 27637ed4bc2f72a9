import type { RawHeader } from '../../../sources/raw/raw-object.ts'
import type { Listens } from '../../../sources/registry.ts'
import type { ChartIssue } from '../../../sources/source.ts'
import type { ImportedFile, ListenReport } from '../import-report.ts'
import type { ImportableFile } from '../list-files.ts'
import { LISTENS } from './listen-settings.ts'
import type { ReadExport, ReadPart } from './read-exports.ts'

type Counted = ReturnType<Listens['countHeaderPlays']>

/** What is stored of a chart after an import. */
export interface StoredCounts {
  /** Raw key of the object. */
  key: string
  /** False: it was stored before. */
  isStored: boolean
  report: ListenReport
}

/** The chart that plays were counted into. */
export function describeCounts(
  { chart, settings, listens }: RawHeader,
  { plays, rows, left_out }: Counted,
  issues: Iterable<ChartIssue>,
  { leftOutReasons }: Listens,
): ListenReport {
  let [count, entries] = [0, 0]
  let [first, last] = ['', '']
  for (const { chart_date, items } of issues) {
    if (count === 0) first = chart_date
    last = chart_date
    count++
    entries += [...items].length
  }
  return {
    chart: chart ?? '',
    first_date: first,
    last_date: last,
    issues: count,
    entries,
    cadence: settings.cadence,
    settings: listens as ListenReport['settings'],
    plays,
    rows,
    left_out: nameReasons(left_out, leftOutReasons),
  }
}

/** Why no row of the exports counts. */
export function describeNoPlays({ rows, left_out }: Counted, { leftOutReasons }: Listens): string {
  if (rows === 0) return 'the export has no rows'
  const reasons = Object.entries(nameReasons(left_out, leftOutReasons)).map(
    ([reason, count]) => `${reason} ${count}`,
  )
  return `none of the ${rows} rows counts as a play: ${reasons.join(', ')}`
}

/** Why no song of the plays is on the chart. */
export function describeNoSong({ cadence, settings }: ListenReport): string {
  const plays = `${settings.least_plays} ${settings.least_plays === 1 ? 'play' : 'plays'}`
  return `no song has ${plays} in a ${cadence === 'daily' ? 'day' : 'week'}; pass a smaller --least-plays`
}

/** In the order of the reasons. */
function nameReasons(
  left_out: Counted['left_out'],
  words: Listens['leftOutReasons'],
): Record<string, number> {
  const names = Object.keys(words) as (keyof typeof words)[]
  return Object.fromEntries(names.flatMap((name) => (left_out[name] ? [[words[name], left_out[name]]] : [])))
}

/** The outcome of each export. `stored`: what became of all plays, or why none counts. */
export function describeExports(
  exports: Map<ImportableFile, ReadExport>,
  stored: StoredCounts | string | null,
): Map<ImportableFile, ImportedFile> {
  const results = new Map<ImportableFile, ImportedFile>()
  const hasNew = [...exports.values()].some((parts) => typeof parts !== 'string' && isNew(parts))
  let isFirst = true
  for (const [file, parts] of exports) {
    if (typeof parts === 'string' || stored === null || typeof stored === 'string') {
      const reason = typeof parts === 'string' ? parts : (stored as string)
      results.set(file, {
        path: file.path,
        outcome: 'refused',
        reason,
        key: null,
        source: null,
        charts: [],
        report: null,
      })
      continue
    }
    const { chart, first_date, last_date, issues, entries } = stored.report
    // A file without plays of its own belongs to the others.
    const isImported = parts.length === 0 ? hasNew : isNew(parts) || (stored.isStored && !hasNew)
    results.set(file, {
      path: file.path,
      outcome: isImported ? 'imported' : 'already',
      reason: null,
      key: stored.key,
      source: LISTENS,
      // The chart comes from all files together, so its numbers are shown once.
      charts: isFirst ? [{ chart, first_date, last_date, issues, entries, incomplete: 0, rejects: 0 }] : [],
      report: { used: [], unused: [], notes: describeParts(parts) },
      listens: stored.report,
    })
    isFirst = false
  }
  return results
}

function isNew(parts: ReadPart[]): boolean {
  return parts.some((part) => part.isNew)
}

/** A line for each kind of file, and what a person needs to know about it. */
function describeParts(parts: ReadPart[]): string[] {
  const kinds = new Map<string, { files: number; rows: number }>()
  for (const { title, file } of parts) {
    const kind = kinds.get(title) ?? { files: 0, rows: 0 }
    kinds.set(title, { files: kind.files + 1, rows: kind.rows + file.rows })
  }
  const lines = [...kinds].map(
    ([title, { files, rows }]) =>
      `${title}: ${rows} ${rows === 1 ? 'row' : 'rows'}${files === 1 ? '' : ` in ${files} files`}`,
  )
  return [...lines, ...new Set(parts.flatMap(({ note }) => note ?? []))]
}
