import type { Insight, InsightParameter } from '../../../insights/insight-header.ts'
import { listInsights } from '../../../insights/run-insight.ts'
import { replaceParameters } from '../../../warehouse/sql-parameters.ts'
import { quoteSnowflakeLiteral } from '../../../warehouse/sql-text.ts'

/** The view of the chart that insights show where none is named. */
export const DEFAULT_CHART = 'default_chart'

/**
 * One row: the chart that insights show, and its first and newest issue. Where several are global the first by
 * source and name; charts of the refused sources never. The newest is asked of chart_history, which is refreshed last.
 */
export function defaultChartQuery(refusedSources: readonly string[]): string {
  return `-- grain: one row: the chart that the insights show
-- column: first_date, first published issue of the chart
-- column: newest_date, newest published issue of the chart
with newest as (
    select
        i.source,
        i.chart,
        i.scope
    from core.published_issues as i${refused('i.source', 'where', refusedSources)}
    qualify row_number() over (partition by i.source, i.chart order by i.chart_date desc nulls last) = 1
),

spans as (
    select
        h.source,
        h.chart,
        min(h.chart_date) as first_date,
        max(h.chart_date) as newest_date
    from core.chart_history as h
    group by 1, 2
)

select
    n.source,
    n.chart,
    s.first_date,
    s.newest_date
from newest as n
inner join spans as s
    on n.source = s.source and n.chart = s.chart
qualify row_number() over (
    order by case n.scope when 'global' then 0 else 1 end asc nulls last, n.source asc nulls last, n.chart asc nulls last
) = 1
`
}

export interface InsightQuery extends Insight {
  /** Its text with every parameter filled in. */
  sql: string
}

/**
 * Every insight that can be asked without a word, with its defaults: the global chart, the newest issue, no limit.
 * Those that need a song to be named are left out. Rows of the refused sources are in none that derives anything.
 */
export function insightQueries(refusedSources: readonly string[] = []): InsightQuery[] {
  return listInsights()
    .filter(({ parameters }) => parameters.every(({ initial }) => initial !== null))
    .map((insight) => ({ ...insight, sql: withoutRefused(insight, refusedSources) }))
}

function withoutRefused(insight: Insight, refusedSources: readonly string[]): string {
  const sql = withDefaults(insight)
  if (!insight.derives || refusedSources.length === 0 || !isOfAllCharts(insight)) return sql
  return `select *\nfrom (\n${sql}\n) as every_source${refused('source', 'where', refusedSources)}\n`
}

function refused(column: string, word: string, sources: readonly string[]): string {
  return sources.length === 0
    ? ''
    : `\n    ${word} ${column} not in (${sources.map(quoteSnowflakeLiteral).join(', ')})`
}

function isOfAllCharts({ parameters }: Insight): boolean {
  return parameters.some(({ name, initial }) => name === 'chart' && initial === 'all')
}

/** The text of an insight where each parameter is what `resolveParameters` gives it if nothing is said. */
export function withDefaults(insight: Insight): string {
  const isOfAll = isOfAllCharts(insight)
  const parameters = new Map(insight.parameters.map((parameter) => [parameter.name, parameter]))
  return replaceParameters(insight.sql, (name) => {
    if (name === 'source' || name === 'chart') return isOfAll ? 'null' : ofDefaultChart(name)
    const parameter = parameters.get(name)
    if (parameter === undefined)
      throw new Error(`${insight.name} asks for :${name}, which its header does not explain`)
    return defaultLiteral(parameter, isOfAll)
  })
}

/** More rows than any insight has: its limit is off. */
const NO_LIMIT = '9223372036854775807'

function defaultLiteral({ name, initial }: InsightParameter, isOfAll: boolean): string {
  if (initial === null) throw new Error(`:${name} has no default, so there can be no view`)
  if (name === 'now') return 'sysdate()'
  if (name === 'limit') return initial === 'all' ? 'null' : NO_LIMIT
  if (initial === 'all') return 'null'
  if (name === 'from') return isOfAll ? ofAllCharts('min') : ofDefaultChart('first_date')
  if (name === 'to' || name === 'on') return isOfAll ? ofAllCharts('max') : ofDefaultChart('newest_date')
  if (/^(true|false|\d+)$/.test(initial)) return initial
  return quoteSnowflakeLiteral(initial.split('|')[0] ?? '')
}

function ofDefaultChart(column: string): string {
  return `(select d.${column} from core.${DEFAULT_CHART} as d)`
}

function ofAllCharts(edge: 'min' | 'max'): string {
  return `(select ${edge}(h.chart_date) from core.chart_history as h)`
}
