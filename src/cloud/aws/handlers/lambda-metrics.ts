/** A measurement for CloudWatch, which reads it from the log: no request and no permission is needed. */
export interface Measurement {
  namespace: string
  name: string
  value: number
  unit: 'Count' | 'Milliseconds'
  /** Each combination of values is a metric, and billed as one. */
  dimensions?: Record<string, string>
}

/** Writes one line in CloudWatch's embedded metric format. `at` is in milliseconds since 1970. */
export function writeMeasurement(
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
