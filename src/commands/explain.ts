import { formatChartName } from '../domain/chart-name.ts'
import { HitparadeError, UsageError } from '../domain/errors.ts'
import type { ExplainedIssue, ExplainedSnapshot, Explanation } from '../insights/explain/explain-answer.ts'
import { type Format, pluralize, print, printNote } from '../terminal/print.ts'
import { parseParameters } from './insight-arguments.ts'
import { type EmptyCommand, examples, formatOption, type GlobalOptions } from './shared-options.ts'

/** Issues that are listed without `--issues`. */
const DEFAULT_ISSUES = '10'

export function defineCommand(empty: EmptyCommand) {
  empty
    .argument('<insight>')
    .argument('[parameters...]')
    .allowUnknownOption()
    .option('--row <n>', 'only this row of the answer, from 1')
    .option('--issues <n>', `maximum number of issues to list, newest first (default: ${DEFAULT_ISSUES})`)
    .addOption(formatOption())
    .addHelpText(
      'after',
      examples(
        'explain chart --row 3',
        'explain top_songs --limit 5',
        'explain top_artists --from 2026-11-01 --row 1 --format json',
        'explain turnover --song "blinding lights"',
      ),
    )
    .action((insight, argv, options, command) =>
      explainInsight(insight, argv, options, command.optsWithGlobals()),
    )
}

interface ExplainOptions {
  row?: string | undefined
  issues?: string | undefined
  format?: Format | undefined
}

async function explainInsight(
  name: string,
  argv: string[],
  options: ExplainOptions,
  globals: GlobalOptions,
): Promise<void> {
  const { withWarehouse } = await import('./with-app.ts')
  const { explain } = await import('../insights/explain/explain-answer.ts')
  const { readInsight } = await import('../insights/run-insight.ts')
  const { insightContext } = await import('./source-terms.ts')
  const given = parseParameters(argv)
  const { song, pick, ...others } = given
  // An insight without a parameter `song` is narrowed to a song by its entries instead.
  const hasSong = readInsight(name).parameters.some((parameter) => parameter.name === 'song')
  const insight = { name, given: hasSong ? given : others }
  const about = {
    row: options.row === undefined ? undefined : parsePositive('row', options.row),
    song: hasSong ? undefined : song,
    pick: hasSong || pick === undefined ? undefined : parsePositive('pick', pick),
    issues: parsePositive('issues', options.issues ?? DEFAULT_ISSUES),
  }
  await withWarehouse(globals, async (app) => {
    const explanation = await explain(app, insight, about, insightContext(app))
    const { format = process.stdout.isTTY ? 'table' : 'ndjson' } = options
    if (format === 'table') process.stdout.write(explanation.snapshots.map(formatSnapshot).join('\n'))
    else await print({ columns, rows: explanation.snapshots.flatMap(toRows) }, { format, json: explanation })
    if (format !== 'json') for (const line of formatSummary(explanation)) printNote(line)
    requireUnchanged(explanation)
  })
}

const columns = [
  ...['source', 'chart', 'chart_date', 'positions', 'song_ids', 'snapshot_id', 'transform_version'],
  ...['fetched_at', 'urls', 'file_name', 'raw_key', 'content_hash', 'verified', 'curated'],
]

/** One row for each issue of a snapshot. */
function toRows({ issues, curated, raw, ...snapshot }: ExplainedSnapshot) {
  const { key, urls, file_name, content_hash, verified } = raw
  return issues.map(({ entries, ...issue }) => ({
    ...issue,
    ...snapshot,
    positions: entries.map(({ position }) => position),
    song_ids: entries.map(({ song_id }) => song_id),
    ...{ urls, file_name, raw_key: key, content_hash, verified, curated },
  }))
}

/** A snapshot for people: the entries of its issues, then what they were made from, down to the raw object. */
function formatSnapshot(snapshot: ExplainedSnapshot): string {
  const { issues, curated, raw } = snapshot
  const state = raw.verified ? 'verified' : raw.key === null ? 'no longer stored' : 'CHANGED'
  const several = issues.length > 1 ? `, with these ${issues.length} issues` : ''
  const lines = [
    ...issues.flatMap(formatIssue),
    ...formatLabelled('snapshot', [
      `${snapshot.snapshot_id}, fetched ${snapshot.fetched_at}, transform version ${snapshot.transform_version}${several}`,
    ]),
    ...formatLabelled('curated', curated),
    ...formatLabelled('raw', [raw.address ?? '-', `sha256 ${raw.content_hash} ${state}`]),
    ...formatLabelled('from', [...raw.urls, ...(raw.file_name === null ? [] : [raw.file_name])]),
  ]
  return `${lines.join('\n')}\n`
}

function formatIssue({ entries, ...issue }: ExplainedIssue): string[] {
  const width = Math.max(0, ...entries.map(({ position }) => String(position).length))
  const songs = entries.map(
    ({ position, song, song_id }) => `${String(position).padStart(width)}  ${song ?? ''} (${song_id})`,
  )
  return [
    `${formatChartName(issue)} ${issue.chart_date}`,
    ...formatLabelled('entries', entries.length === 0 ? ['none'] : songs),
  ]
}

/** Values below each other, the first of them after the label. */
function formatLabelled(label: string, values: string[]): string[] {
  return values.map((value, index) => `  ${(index === 0 ? label : '').padEnd(9)} ${value}`)
}

function formatSummary({ insight, row, issue_count, entry_count, snapshots }: Explanation): string[] {
  const subject = row === null ? insight : 'this row'
  const shown = snapshots.reduce((sum, { issues }) => sum + issues.length, 0)
  const listed = shown < issue_count ? `; the newest ${shown} are listed, --issues lists more` : ''
  const missing = snapshots.filter(({ raw }) => raw.key === null).length
  return [
    `${subject} is based on ${pluralize(entry_count, 'entry', 'entries')} in ${pluralize(issue_count, 'issue')}${listed}`,
    ...(missing > 0 ? [`the raw objects of ${pluralize(missing, 'snapshot')} are not stored any more`] : []),
  ]
}

/** Throws if a raw object is stored and is not what was loaded from it. */
function requireUnchanged({ snapshots }: Explanation): void {
  const changed = snapshots.filter(({ raw }) => raw.key !== null && !raw.verified).length
  if (changed === 0) return
  const problem = `the raw objects of ${pluralize(changed, 'snapshot')} differ from what was loaded`
  throw new HitparadeError('Changed', problem, { advice: 'see `hitparade doctor --verify`' })
}

function parsePositive(name: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new UsageError(`--${name} expects a whole number above 0, got ${JSON.stringify(text)}`)
}
