import { metrics, metricsNamespace } from '../../aws-names.ts'
import { clientOptions } from '../../client-options.ts'
import { loadClient } from '../../load-clients.ts'
import type { InspectContext } from './inspect-context.ts'

/** Milliseconds back. A message that has failed is delivered again within 72 minutes, so it has failed since then. */
const SPAN = 2 * 3_600_000

/** Deliveries that the transform function failed in the last two hours; null if that cannot be seen. */
export async function countTransformFailures({
  aws,
  readIfPermitted,
  now,
}: InspectContext): Promise<number | null> {
  const { CloudWatchClient, GetMetricStatisticsCommand } = await loadClient.cloudwatch()
  const cloudwatch = new CloudWatchClient(clientOptions(aws))
  const EndTime = new Date(now)
  const command = new GetMetricStatisticsCommand({
    Namespace: metricsNamespace(aws.environment),
    MetricName: metrics.transformFailed,
    StartTime: new Date(EndTime.getTime() - SPAN),
    EndTime,
    Period: SPAN / 1000,
    Statistics: ['Sum'],
  })
  return readIfPermitted('metrics', '*', async () => {
    const { Datapoints = [] } = await cloudwatch.send(command)
    return Datapoints.reduce((total, { Sum = 0 }) => total + Sum, 0)
  })
}
