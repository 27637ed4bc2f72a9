/** A measurement of ours: CloudWatch reads it out of the log, so that writing it needs neither a request nor a right. */
export interface Measurement {
  namespace: string
  name: string
  value: number
  unit: 'Count' | 'Milliseconds'
  /** Each set of values is a metric of its own, and costs as one. */
  dimensions?: Record<string, string>
}

/** Writes one line of CloudWatch's embedded metric format; `at` is in milliseconds since 1970. */
export function formatMeasurement(
  { namespace, name, value, unit, dimensions = {} }: Measurement,
  { at = Date.now(), write = (line: string) => process.stdout.write(line) } = {},
): void {
  const metric = {
    Namespace: namespace,
    Dimensions: [Object.keys(dimensions)],
    Metrics: [{ Name: name, Unit: unit }],
  }
  const line = { _aws: { Timestamp: at, CloudWatchMetrics: [metric] }, ...dimensions, [name]: value }
  write(`${JSON.stringify(line)}\n`)
}
