import { HitparadeError } from '../domain/errors.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import { type ChartName, formatChartName } from './insight-charts.ts'
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
  { form: /^isrc$/, sql: songColumn('isrc'), isMet: isPresent },
  { form: /^label$/, sql: songColumn('label'), isMet: isPresent },
  {
    form: /^metric$/,
    sql: `select max(entries.metric) as value from core.chart_history as entries
    where entries.source = :source and entries.chart = :chart`,
    isMet: isPresent,
  },
  {
    form: /^published$/,
    sql: `select max(coalesce(
        entries.source_previous_position, entries.source_peak_position, entries.source_issues_on_chart
    )) as value
    from core.chart_history as entries where entries.source = :source and entries.chart = :chart`,
    isMet: isPresent,
  },
  {
    form: /^markets>=(\d+)$/,
    sql: `select count(distinct issues.market) as value from core.published_issues as issues
    where issues.source = :source and issues.scope = 'market'`,
    isMet: (value, wanted) => Number(value) >= Number(wanted),
  },
  {
    form: /^cadence=(daily|weekly)$/,
    sql: `select issues.cadence as value from core.published_issues as issues
    where issues.source = :source and issues.chart = :chart
    qualify row_number() over (order by issues.chart_date desc nulls last) = 1`,
    isMet: (value, wanted) => value === wanted,
  },
]

/** Throws code `NotAvailable` if the chart or its source does not offer what an insight needs. */
export async function requireNeeds(warehouse: Warehouse, insight: Insight, chart: ChartName | null) {
  if (chart === null) return
  for (const wanted of insight.needs) {
    const need = needs.find(({ form }) => form.test(wanted))
    if (need === undefined)
      throw new Error(`the header of ${insight.name} has an unknown need: \`needs: ${wanted}\``)
    const { rows } = await warehouse.query(need.sql, { ...chart })
    if (need.isMet(rows[0]?.value, need.form.exec(wanted)?.[1] ?? '')) continue
    const name = formatChartName(chart)
    throw new HitparadeError(
      'NotAvailable',
      `not available from this source: ${insight.name} needs ${wanted}, which ${name} does not offer`,
      { details: { insight: insight.name, need: wanted, chart: name } },
    )
  }
}
