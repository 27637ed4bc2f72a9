import { Duration } from 'aws-cdk-lib'
import { Dashboard, GraphWidget, type IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import type { ChartConfig } from '../../../../config/config.ts'
import { chartName, failures as failureNames, metrics, metricsNamespace } from '../../aws-names.ts'
import type { Scope } from '../stack-scope.ts'
import type { FailureQueues } from './failure-queues.ts'
import type { Transformation } from './transform-function.ts'

/** One page of pictures in the order of the data. */
export function createDashboard({ stack, names, aws }: Scope, options: WatchOptions): void {
  const { charts, failures, extraction, transformation } = options
  const own = (metricName: string, statistic: string) =>
    new Metric({
      namespace: metricsNamespace(aws.environment),
      metricName,
      statistic,
      period: Duration.minutes(5),
    })
  const graph = (title: string, left: IMetric[]) => new GraphWidget({ title, left, width: 12 })
  new Dashboard(stack, 'Dashboard', {
    dashboardName: names.dashboard,
    widgets: [
      [
        graph(
          'Snapshots stored',
          charts.map((chart) => snapshotsStored(aws.environment, chart)),
        ),
        graph('Extract', [extraction.metricInvocations(), extraction.metricErrors()]),
      ],
      [
        graph('Transform time, ms', [
          own(metrics.transformTime, 'p50'),
          own(metrics.transformTime, 'Maximum'),
        ]),
        graph('Items rejected', [own(metrics.itemsRejected, 'Sum')]),
      ],
      [
        graph('Waiting to be transformed', [
          transformation.queue.metricApproximateNumberOfMessagesVisible(),
          transformation.queue.metricApproximateAgeOfOldestMessage(),
        ]),
        graph(
          'Failed',
          failureNames.map((name) => failures[name].metricApproximateNumberOfMessagesVisible()),
        ),
      ],
    ],
  })
}
export function snapshotsStored(environment: string, chart: ChartConfig): Metric {
  return new Metric({
    namespace: metricsNamespace(environment),
    metricName: metrics.snapshotsStored,
    dimensionsMap: { Chart: chartName(chart) },
    statistic: 'Sum',
    period: Duration.hours(1),
  })
}
export interface WatchOptions {
  charts: ChartConfig[]
  failures: FailureQueues
  extraction: LambdaFunction
  transformation: Transformation
}
