import { UsageError } from '../domain/errors.ts'
import { type ExplainedIssue, type Explanation, explain } from '../insights/explain/explain-answer.ts'
import { readInsight } from '../insights/run-insight.ts'
import { type Format, print, printNote } from '../terminal/print.ts'
import { parseParameters } from './insights.ts'
import type { GlobalOptions } from './options.ts'
import { insightContext } from './source-terms.ts'
import { withWarehouse } from './with-app.ts'

/** `hitparade explain`: an answer, or one row of it, back to entries, curated files and raw objects. */
export async function explainAnswer(
  name: string,
  words: string[],
  options: { row?: string; issues: string; format?: Format },
  globals: GlobalOptions,
): Promise<void> {
  const given = parseParameters(words)
  const ownsSong = readInsight(name).parameters.some((parameter) => parameter.name === 'song')
  const { song, ...others } = given
  const insight = { name, given: ownsSong ? given : others }
  const about = {
    row: options.row === undefined ? undefined : wholeNumber('row', options.row),
    song: ownsSong ? undefined : song,
    issues: wholeNumber('issues', options.issues),
  }
  await withWarehouse(globals, async (app) => {
    const explanation = await explain(app, insight, about, insightContext(app))
    const { format = process.stdout.isTTY ? 'table' : 'ndjson' } = options
    if (format === 'table') process.stdout.write(explanation.issues.map(chain).join('\n'))
    else await print({ columns, rows: explanation.issues.map(flat) }, { format, json: explanation })
    if (format !== 'json') for (const line of summary(explanation)) printNote(line)
  })
}

const columns = [
  ...['source', 'chart', 'chart_date', 'positions', 'song_ids', 'snapshot_id', 'transform_version'],
  ...['fetched_at', 'urls', 'file_name', 'raw_key', 'content_hash', 'verified', 'curated'],
]

function flat({ entries, curated, raw, ...issue }: ExplainedIssue) {
  const { key, urls, file_name, content_hash, verified } = raw
  return {
    ...issue,
    positions: entries.map(({ position }) => position),
    song_ids: entries.map(({ song_id }) => song_id),
    ...{ urls, file_name, raw_key: key, content_hash, verified, curated },
  }
}

/** The way back of one issue, for people: what it says, then what that was made of, down to the raw object. */
function chain(issue: ExplainedIssue): string {
  const { entries, curated, raw } = issue
  const state = raw.verified ? 'verified' : raw.key === null ? 'not stored any more' : 'CHANGED'
  const said = entries.map(({ position, song, song_id }) => `${position}  ${song ?? ''} (${song_id})`)
  const lines = [
    ...labelled('entries', entries.length === 0 ? ['none'] : said),
    ...labelled('snapshot', [
      `${issue.snapshot_id}, fetched ${issue.fetched_at}, transform version ${issue.transform_version}`,
    ]),
    ...labelled('curated', curated),
    ...labelled('raw', [raw.address ?? '-', `sha256 ${raw.content_hash} ${state}`]),
    ...labelled('from', [...raw.urls, ...(raw.file_name === null ? [] : [raw.file_name])]),
  ]
  return `${issue.source}/${issue.chart} ${issue.chart_date}\n${lines.join('\n')}\n`
}

function labelled(label: string, values: string[]): string[] {
  return values.map((value, index) => `  ${(index === 0 ? label : '').padEnd(9)} ${value}`)
}

function summary({ insight, row, issue_count, entry_count, issues }: Explanation): string[] {
  const what = row === null ? insight : `the row of ${insight}`
  const listed =
    issues.length < issue_count ? `; the newest ${issues.length} are listed, --issues lists more` : ''
  const changed = issues.filter(({ raw }) => !raw.verified).length
  return [
    `${what} rests on ${counted(entry_count, 'entry', 'entries')} in ${counted(issue_count, 'issue', 'issues')}${listed}`,
    ...(changed > 0 ? [`${changed} of these have no raw object with the hash that was loaded`] : []),
  ]
}

function counted(count: number, one: string, several: string): string {
  return `${count} ${count === 1 ? one : several}`
}

function wholeNumber(name: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new UsageError(`--${name} expects a whole number above 0, got ${JSON.stringify(text)}`)
}
