export interface ChartName {
  source: string
  chart: string
}

/** `source/slug`. */
export function formatChartName({ source, chart }: ChartName): string {
  return `${source}/${chart}`
}

/** Whether a person's name of a chart, a slug or `source/slug`, is that of this chart. */
export function hasChartName(chart: ChartName, given: string): boolean {
  return given === chart.chart || given === formatChartName(chart)
}
