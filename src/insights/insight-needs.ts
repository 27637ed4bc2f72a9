import { type ChartName, formatChartName } from '../domain/chart-name.ts'
import { HitparadeError } from '../domain/errors.ts'
import type { Parameters, Warehouse } from '../warehouse/warehouse.ts'
import type { ChartSelection } from './insight-charts.ts'
import type { Insight } from './insight-header.ts'

/** Why the terms of a source do not allow derived figures, and what the user can do. */
export interface Restriction {
  problem: string
  advice: string
}

/** Finds the restriction of a source; null if its terms allow derived figures, or the user has accepted them. */
export type FindRestriction = (source: string) => Promise<Restriction | null>

/** Throws code `TermsNotAccepted` if the insight derives figures from a source whose terms do not allow it. */
export async function requireTerms(
  insight: Insight,
  charts: ChartName[],
  findRestriction: FindRestriction,
): Promise<void> {
  if (!insight.derives) return
  for (const source of new Set(charts.map((chart) => chart.source))) {
    const restriction = await findRestriction(source)
    if (restriction === null) continue
    const { problem, advice } = restriction
    throw new HitparadeError('TermsNotAccepted', problem, { advice, details: { source } })
  }
}

interface Need {
  form: RegExp
  /** What a source publishes that meets it; `wanted` is the group of `form`. */
  describe(wanted: string): string
  /** One row whose column `value` is what the chart or its source offers. */
  sql: string
  isMet(value: unknown, wanted: string): boolean
}

const songColumn = (column: string) => `
    select max(songs.${column}) as value
    from core.chart_history as entries
    inner join core.songs as songs
        on entries.source = songs.source and entries.song_id = songs.song_id
    where entries.source = :source and entries.chart = :chart`

const isPresent = (value: unknown) => value !== null

/** The values that `needs` of a header may have. */
const needs: Need[] = [
  { form: /^isrc$/, describe: () => 'the ISRC of each song', sql: songColumn('isrc'), isMet: isPresent },
  { form: /^label$/, describe: () => 'the label of each song', sql: songColumn('label'), isMet: isPresent },
  {
    form: /^album$/,
    describe: () => 'the album of each song',
    sql: songColumn('album_id'),
    isMet: isPresent,
  },
  {
    form: /^metric$/,
    describe: () => 'a number for each entry, e.g. streams',
    sql: `select max(entries.metric) as value from core.chart_history as entries
    where entries.source = :source and (cast(:chart as varchar) is null or entries.chart = :chart)`,
    isMet: isPresent,
  },
  {
    form: /^published$/,
    describe: () => 'its own previous position, peak and count',
    sql: `select max(coalesce(
        entries.source_previous_position, entries.source_peak_position, entries.source_issues_on_chart
    )) as value
    from core.chart_history as entries where entries.source = :source and entries.chart = :chart`,
    isMet: isPresent,
  },
  {
    form: /^markets>=(\d+)$/,
    describe: (wanted) => `charts of ${wanted} or more markets`,
    sql: `select count(distinct issues.market) as value from core.published_issues as issues
    where issues.source = :source and issues.scope = 'market'`,
    isMet: (value, wanted) => Number(value) >= Number(wanted),
  },
  {
    form: /^cadence=(daily|weekly)$/,
    describe: (wanted) => `a ${wanted} chart`,
    sql: `select issues.cadence as value from core.published_issues as issues
    where issues.source = :source and issues.chart = :chart
    qualify row_number() over (order by issues.chart_date desc nulls last) = 1`,
    isMet: (value, wanted) => value === wanted,
  },
]

/** Throws code `NotAvailable` if the chart or its source does not offer what an insight, or the points of it, needs. */
export async function requireNeeds(
  warehouse: Warehouse,
  insight: Insight,
  { source, chart }: ChartSelection['names'],
  { points }: Parameters,
) {
  if (source === null) return
  const needed = [...(chart === null ? [] : insight.needs), ...(points === 'metric' ? ['metric'] : [])]
  for (const wanted of needed) {
    const { sql, isMet, value } = findNeed(wanted)
    const { rows } = await warehouse.query(sql, { source, chart })
    if (isMet(rows[0]?.value, value)) continue
    const name = chart === null ? source : formatChartName({ source, chart })
    throw new HitparadeError(
      'NotAvailable',
      `not available from this source: ${insight.name} needs ${describeNeed(wanted)}, which ${name} does not offer`,
      { details: { insight: insight.name, need: wanted, chart: name } },
    )
  }
}

/** What a need of a header is, for people: `published` is `its own previous position, peak and count`. */
export function describeNeed(wanted: string): string {
  const { describe, value } = findNeed(wanted)
  return describe(value)
}

function findNeed(wanted: string): Need & { value: string } {
  for (const need of needs) {
    const match = need.form.exec(wanted)
    if (match !== null) return { ...need, value: match[1] ?? '' }
  }
  throw new Error(`the header of an insight has an unknown need: \`needs: ${wanted}\``)
}
