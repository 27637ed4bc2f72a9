import type { Insight, InsightParameter } from '../../../insights/insight-header.ts'
import { ISSUE_OF_ON } from '../../../insights/parameters/span.ts'
import { listInsights } from '../../../insights/run-insight.ts'
import { replaceParameters } from '../../../warehouse/sql-parameters.ts'
import { quoteSnowflakeLiteral } from '../../../warehouse/sql-text.ts'

/** The view that names the chart of an insight that is not about a given chart. */
export const DEFAULT_CHART = 'default_chart'

/**
 * One row: the chart that insights show, with its first and newest issue. Of several global charts it is the first by
 * source and name; never a chart of a restricted source. The dates come from chart_history, which is refreshed last.
 */
export function defaultChartQuery(restrictedSources: readonly string[]): string {
  return `-- grain: one row: the chart that the insights show
-- column: first_date, first published issue of the chart
-- column: newest_date, newest published issue of the chart
with newest as (
    select
        issues.source,
        issues.chart,
        issues.scope
    from core.published_issues as issues${excludeSources('issues.source', restrictedSources)}
    qualify row_number() over (partition by issues.source, issues.chart order by issues.chart_date desc nulls last) = 1
),

spans as (
    select
        history.source,
        history.chart,
        min(history.chart_date) as first_date,
        max(history.chart_date) as newest_date
    from core.chart_history as history
    group by 1, 2
)

select
    newest.source,
    newest.chart,
    spans.first_date,
    spans.newest_date
from newest
inner join spans
    on newest.source = spans.source and newest.chart = spans.chart
qualify row_number() over (
    order by
        case newest.scope when 'global' then 0 else 1 end asc nulls last,
        newest.source asc nulls last, newest.chart asc nulls last
) = 1
`
}

export interface InsightQuery extends Insight {
  /** The query with a value for every parameter. */
  sql: string
}

/**
 * Every insight that needs no argument, with its defaults: the global chart, the newest issue, no limit. Insights about
 * one song are left out. Derived insights leave out rows of the restricted sources.
 */
export function insightQueries(restrictedSources: readonly string[] = []): InsightQuery[] {
  return listInsights()
    .filter(({ parameters }) => parameters.every(({ initial }) => initial !== null))
    .map((insight) => ({ ...insight, sql: withoutRestricted(insight, restrictedSources) }))
}

function withoutRestricted(insight: Insight, restrictedSources: readonly string[]): string {
  const sql = withDefaults(insight)
  if (!insight.derives || restrictedSources.length === 0 || !coversAllCharts(insight)) return sql
  return `select *\nfrom (\n${sql}\n) as every_source${excludeSources('source', restrictedSources)}\n`
}

function excludeSources(column: string, sources: readonly string[]): string {
  return sources.length === 0
    ? ''
    : `\n    where ${column} not in (${sources.map(quoteSnowflakeLiteral).join(', ')})`
}

function coversAllCharts({ parameters }: Insight): boolean {
  return parameters.some(({ name, initial }) => name === 'chart' && initial === 'all')
}

/** The query of an insight with each parameter replaced by the default of `resolveParameters`. */
export function withDefaults(insight: Insight): string {
  const isAllCharts = coversAllCharts(insight)
  const parameters = new Map(insight.parameters.map((parameter) => [parameter.name, parameter]))
  return replaceParameters(insight.sql, (name) => {
    if (name === 'source' || name === 'chart') return isAllCharts ? 'null' : selectFromDefaultChart(name)
    const parameter = parameters.get(name)
    if (parameter === undefined)
      throw new Error(`${insight.name} reads :${name}, which its header does not declare`)
    return defaultLiteral(parameter, isAllCharts)
  })
}

/** More rows than any insight returns, so there is no limit. */
const NO_LIMIT = '9223372036854775807'

/** Whether a view has no limit where the insight has one. A limit of 1 stays: it is the answer, such as the holder of a record. */
export function isLifted({ name, initial }: Pick<InsightParameter, 'name' | 'initial'>): boolean {
  return name === 'limit' && initial !== 'all' && initial !== '1'
}

function defaultLiteral({ name, initial, choices }: InsightParameter, isAllCharts: boolean): string {
  if (initial === null) throw new Error(`:${name} has no default, so the insight cannot be a view`)
  if (name === 'now') return 'sysdate()'
  if (isLifted({ name, initial })) return NO_LIMIT
  if (choices.length > 0) return quoteSnowflakeLiteral(initial)
  if (initial === 'all' || name === 'as_of') return 'null'
  if (initial === 'the first issue')
    return isAllCharts ? selectDateOfAllCharts('min') : selectFromDefaultChart('first_date')
  if (initial === 'the newest' || initial === ISSUE_OF_ON)
    return isAllCharts ? selectDateOfAllCharts('max') : selectFromDefaultChart('newest_date')
  if (/^(true|false|\d+)$/.test(initial)) return initial
  return quoteSnowflakeLiteral(initial)
}

function selectFromDefaultChart(column: string): string {
  return `(select ${DEFAULT_CHART}.${column} from core.${DEFAULT_CHART})`
}

function selectDateOfAllCharts(edge: 'min' | 'max'): string {
  return `(select ${edge}(history.chart_date) from core.chart_history as history)`
}
