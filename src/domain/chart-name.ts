import { didYouMean, findNearestWord } from './text/did-you-mean.ts'

export interface ChartName {
  source: string
  chart: string
}

/** `source/slug`. */
export function formatChartName({ source, chart }: ChartName): string {
  return `${source}/${chart}`
}

/**
 * The charts that a person's name means: a slug or `source/slug`, or the beginning of one if only one chart begins with it.
 * Several have the slug of several sources.
 */
export function matchCharts<Chart extends ChartName>(charts: readonly Chart[], given: string): Chart[] {
  const exact = matchWholeNames(charts, given)
  if (exact.length > 0) return exact
  const begun = listBegun(charts, given)
  return new Set(begun.map(formatChartName)).size === 1 ? begun : []
}

/** The charts with the slug or `source/slug`. */
export function matchWholeNames<Chart extends ChartName>(charts: readonly Chart[], given: string): Chart[] {
  return charts.filter((chart) => given === chart.chart || given === formatChartName(chart))
}

/** Advice for a name that means no chart: those that begin with it, or the one with a near name, else all. */
export function suggestCharts(charts: readonly ChartName[], given: string): string {
  const format = given.includes('/') ? formatChartName : ({ chart }: ChartName) => chart
  const names = [...new Set(charts.map(format))]
  const begun = names.filter((name) => given !== '' && name.startsWith(given))
  const near = begun.length > 0 ? begun.join(' or ') : findNearestWord(given, names)
  return near === null ? didYouMean(given, names) : `did you mean ${near}?`
}

function listBegun<Chart extends ChartName>(charts: readonly Chart[], given: string): Chart[] {
  if (given === '') return []
  return charts.filter((chart) => chart.chart.startsWith(given) || formatChartName(chart).startsWith(given))
}
