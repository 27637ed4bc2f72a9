import { Duration } from 'aws-cdk-lib'
import { Dashboard, GraphWidget, type IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import type { ChartConfig } from '../../../../config/config.ts'
import { formatChartName } from '../../../../domain/chart-name.ts'
import {
  type CredentialSource,
  failures as failureNames,
  metrics,
  metricsNamespace,
} from '../../aws-names.ts'
import type { Scope } from '../stack-scope.ts'
import type { FailureQueues } from './failure-queues.ts'
import type { Transformation } from './transform-function.ts'

/** What the alarms and the dashboard show. */
export interface MonitoringOptions {
  charts: ChartConfig[]
  /** Sources that may be read with the consent of a user. */
  consents: CredentialSource[]
  failures: FailureQueues
  extraction: LambdaFunction
  transformation: Transformation
}

/** Creates one dashboard with graphs in the order of the data. */
export function createDashboard({ stack, names, aws }: Scope, options: MonitoringOptions): void {
  const { charts, failures, extraction, transformation } = options
  const metric = (metricName: string, statistic: string) =>
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
          metric(metrics.transformTime, 'p50'),
          metric(metrics.transformTime, 'Maximum'),
        ]),
        graph('Items rejected', [metric(metrics.itemsRejected, 'Sum')]),
      ],
      [
        graph('Pending raw objects', [
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

/** Days since the consent of a user to a source, by the day. */
export function consentAge(environment: string, source: CredentialSource): Metric {
  return new Metric({
    namespace: metricsNamespace(environment),
    metricName: metrics.consentAge,
    dimensionsMap: { Source: source },
    statistic: 'Maximum',
    period: Duration.days(1),
  })
}

/** Deliveries that the transform function failed, of any message. */
export function transformFailures(environment: string): Metric {
  return new Metric({
    namespace: metricsNamespace(environment),
    metricName: metrics.transformFailed,
    statistic: 'Sum',
    period: Duration.minutes(5),
  })
}

/** Snapshots of a chart that were stored or found stored, by the hour. */
export function snapshotsStored(environment: string, chart: ChartConfig): Metric {
  return new Metric({
    namespace: metricsNamespace(environment),
    metricName: metrics.snapshotsStored,
    dimensionsMap: { Chart: formatChartName(chart) },
    statistic: 'Sum',
    period: Duration.hours(1),
  })
}
