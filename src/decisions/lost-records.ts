import { WarehouseError } from '../domain/errors.ts'
import { formatPurgeScope, isPurged, type PurgeableIssue } from '../domain/purge-rule.ts'
import { readPurges } from '../storage/purged/read-purges.ts'
import type { ObjectStore } from '../storage/store.ts'
import type { LocalWarehouse } from '../warehouse/warehouse.ts'
import type { Decision } from './decision-file.ts'

/** What a warehouse had published and recorded. */
export interface Recorded {
  issues: PurgeableIssue[]
  /** The commands that decided something, by the decision. */
  decisions: Map<string, string>
}

/** Kinds of decisions that the next load writes again. */
const ofConfiguration = "'join', 'split', 'chart'"

/** Null if the warehouse cannot be read, or another version of hitparade built it. */
export async function readRecorded(local: Pick<LocalWarehouse, 'query'>): Promise<Recorded | null> {
  try {
    const issues = await local.query(
      `select published.source, published.chart, published.chart_date, published.snapshot_id, published.fetched_at,
         max(issues.after_purge) as after_purge
       from core.published_issues as published
       inner join landing.chart_issues as issues
         on published.source = issues.source and published.chart = issues.chart
         and published.chart_date = issues.chart_date and published.snapshot_id = issues.snapshot_id
       group by 1, 2, 3, 4, 5 order by 1, 2, 3`,
    )
    const decisions = await local.query(
      `select kind, source, chart, chart_date, snapshot_id, song_id, other_song_id, decided_at from landing.settings
       where kind not in (${ofConfiguration}) order by decided_at, kind, source`,
    )
    return {
      issues: issues.rows as unknown as PurgeableIssue[],
      decisions: new Map(
        decisions.rows.map((row) => [JSON.stringify(row), formatCommand(row as unknown as Decision)]),
      ),
    }
  } catch (error) {
    if (error instanceof WarehouseError) return null
    throw error
  }
}

/** A line for each issue and decision that a warehouse has no longer. What a purge covers is not lost. */
export async function listLost(
  before: Recorded | null,
  { local, curated }: { local: Pick<LocalWarehouse, 'query'>; curated: ObjectStore },
): Promise<string[]> {
  const now = before === null ? null : await readRecorded(local)
  if (before === null || now === null) return []
  const published = new Set(now.issues.map(formatIssue))
  const purges = await readPurges(curated)
  const issues = before.issues.filter(
    (issue) => !published.has(formatIssue(issue)) && !isPurged(purges, issue),
  )
  const decisions = [...before.decisions].filter(([row]) => !now.decisions.has(row))
  return [
    ...issues.map((issue) => `no longer published: ${formatIssue(issue)}`),
    ...decisions.map(([, command]) => `no longer recorded; decide it again: \`${command}\``),
  ]
}

/** The command that makes a decision of a command again. */
function formatCommand({ kind, source, chart, chart_date, snapshot_id, ...songs }: Decision): string {
  const pair = `${songs.song_id} ${songs.other_song_id} --source ${source}`
  switch (kind) {
    case 'joined':
      return `hitparade join ${pair}`
    case 'parted':
      return `hitparade split ${pair}`
    case 'withdrawn':
      return `hitparade join ${pair} --withdraw`
    case 'purge':
      return `hitparade purge ${formatPurgeScope({ source, chart, chart_date, snapshot_id })}`
    case 'rejection':
      return `hitparade approve ${source}/${chart} ${chart_date} --reject`
    default:
      return `hitparade approve ${source}/${chart} ${chart_date}`
  }
}

function formatIssue({ source, chart, chart_date }: PurgeableIssue): string {
  return `${source}/${chart} ${chart_date}`
}
