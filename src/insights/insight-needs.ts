import { HitparadeError } from '../domain/errors.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import type { ChartName } from './insight-charts.ts'
import type { Insight } from './insight-header.ts'

interface Need {
  form: RegExp
  /** One row, with a column `value` of what the chart or its source offers. */
  sql: string
  isMet(value: unknown, wanted: string): boolean
}

const song = (column: string) => `
    select max(s.${column}) as value
    from core.chart_history as h
    inner join core.songs as s
        on h.source = s.source and h.song_id = s.song_id
    where h.source = :source and h.chart = :chart`

const isThere = (value: unknown) => value !== null

/** What `needs` of a header may say. */
const needs: Need[] = [
  { form: /^isrc$/, sql: song('isrc'), isMet: isThere },
  { form: /^label$/, sql: song('label'), isMet: isThere },
  {
    form: /^metric$/,
    sql: 'select max(h.metric) as value from core.chart_history as h where h.source = :source and h.chart = :chart',
    isMet: isThere,
  },
  {
    form: /^published$/,
    sql: `select max(coalesce(h.source_previous_position, h.source_peak_position, h.source_issues_on_chart)) as value
    from core.chart_history as h where h.source = :source and h.chart = :chart`,
    isMet: isThere,
  },
  {
    form: /^markets>=(\d+)$/,
    sql: `select count(distinct i.market) as value from core.published_issues as i
    where i.source = :source and i.scope = 'market'`,
    isMet: (value, wanted) => Number(value) >= Number(wanted),
  },
  {
    form: /^cadence=(daily|weekly)$/,
    sql: `select i.cadence as value from core.published_issues as i
    where i.source = :source and i.chart = :chart
    qualify row_number() over (order by i.chart_date desc nulls last) = 1`,
    isMet: (value, wanted) => value === wanted,
  },
]

/** Throws code `NotAvailable` where the chart or its source lacks what an insight needs. */
export async function requireNeeds(warehouse: Warehouse, insight: Insight, chart: ChartName | null) {
  if (chart === null) return
  for (const wanted of insight.needs) {
    const need = needs.find(({ form }) => form.test(wanted))
    if (need === undefined)
      throw new Error(`the header of ${insight.name} says \`needs: ${wanted}\`, which is unknown`)
    const { rows } = await warehouse.query(need.sql, { ...chart })
    if (need.isMet(rows[0]?.value, need.form.exec(wanted)?.[1] ?? '')) continue
    throw new HitparadeError(
      'NotAvailable',
      `not available from this source: ${insight.name} needs ${wanted}, which ${chart.source}/${chart.chart} does not offer`,
    )
  }
}
