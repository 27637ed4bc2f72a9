import { CfnOutput, Duration } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns'
import type { TimeOfRun } from '../../../../config/time-of-run.ts'
import { formatChartName } from '../../../../domain/chart-name.ts'
import { REMINDER_DAYS } from '../../../../sources/oauth/authorisation.ts'
import { alarms, chartId, failures, toPascalCase } from '../../aws-names.ts'
import { outputs } from '../../stack-interface.ts'
import { listRunTimes } from '../schedule-times.ts'
import type { Scope } from '../stack-scope.ts'
import {
  consentAge,
  createDashboard,
  type MonitoringOptions,
  snapshotsStored,
  transformFailures,
} from './dashboard.ts'

/** Seconds that a message may wait in the transform queue. */
const maxWait = 3600

/** Creates the alarms on failures, on a backlog and on charts without a run, and the topic that they notify. */
export function createAlarms(scope: Scope, options: MonitoringOptions): void {
  const { stack, aws } = scope
  const { environment } = aws
  const { extraction, transformation } = options
  const action = new SnsAction(alarmTopic(scope))
  const alarm = (id: string, { periods = 1, ...props }: AlarmOptions) =>
    new Alarm(stack, `${id}Alarm`, {
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      evaluationPeriods: periods,
      ...props,
    }).addAlarmAction(action)

  const every = { period: Duration.minutes(5) }
  alarm('ExtractErrors', {
    alarmName: alarms.extractErrors(environment),
    alarmDescription: 'the extract function failed; see its log for the cause',
    metric: extraction.metricErrors(every),
  })
  alarm('TransformErrors', {
    alarmName: alarms.transformErrors(environment),
    alarmDescription: 'the transform function failed for a whole batch; see its log for the cause',
    metric: transformation.transformFunction.metricErrors(every),
  })
  alarm('TransformFailed', {
    alarmName: alarms.transformFailed(environment),
    alarmDescription: 'transform failed for a raw object and tries it again; see its log for the cause',
    metric: transformFailures(environment),
  })
  for (const failure of failures) {
    alarm(`Failed${toPascalCase(failure)}`, {
      alarmName: alarms.failed(environment, failure),
      alarmDescription: `the failure queue of ${failure} contains messages; run hitparade doctor --target aws for the next step`,
      metric: options.failures[failure].metricApproximateNumberOfMessagesVisible(every),
    })
  }
  alarm('Backlog', {
    alarmName: alarms.backlog(environment),
    alarmDescription: 'a raw object has been pending for an hour; see the log of the transform function',
    metric: transformation.queue.metricApproximateAgeOfOldestMessage(every),
    threshold: maxWait,
  })
  for (const chart of options.charts) {
    const hours = staleHours(listRunTimes(chart))
    alarm(`Stale${chartId(chart)}`, {
      alarmName: alarms.stale(environment, chart),
      alarmDescription: `in ${hours} hours no run has stored ${formatChartName(chart)} or found it stored`,
      metric: snapshotsStored(environment, chart),
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      periods: hours,
      // A run that does not happen reports no data.
      treatMissingData: TreatMissingData.BREACHING,
    })
  }
  for (const source of options.consents) {
    alarm(`Consent${toPascalCase(source)}`, {
      alarmName: alarms.consent(environment, source),
      alarmDescription: `the consent of the user to ${source} ends after six months: run hitparade auth ${source}, then hitparade credentials put ${source}`,
      metric: consentAge(environment, source),
      threshold: REMINDER_DAYS,
      // Weekly charts report on one day of seven.
      treatMissingData: TreatMissingData.IGNORE,
    })
  }
  if (aws.dashboard) createDashboard(scope, options)
}

interface AlarmOptions {
  alarmName: string
  alarmDescription: string
  metric: IMetric
  threshold?: number
  comparisonOperator?: ComparisonOperator
  treatMissingData?: TreatMissingData
  periods?: number
}

function alarmTopic({ stack, names, aws, encryption }: Scope): Topic {
  const topic = new Topic(stack, 'AlarmTopic', {
    topicName: names.topic,
    enforceSSL: true,
    ...(encryption.key && { masterKey: encryption.key }),
  })
  // This policy replaces the default one, which lets the account publish.
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'Alarms',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
    }),
  )
  if (aws.alarm_email !== null) {
    const subscription = { topicArn: topic.topicArn, protocol: 'email', endpoint: aws.alarm_email }
    new CfnSubscription(stack, 'AlarmEmail', subscription)
  }
  new CfnOutput(stack, outputs.alarmTopic, { value: topic.topicArn })
  return topic
}

/**
 * Hours after which a chart without a run is stale. Days count, not runs: a day is missing only after its last run. So this
 * is the longest pause between the last runs of two days, plus two hours for the run itself and a clock change. At most
 * 168, because an alarm evaluates no more than a week.
 */
export function staleHours(times: TimeOfRun[]): number {
  const lastRuns = new Map<number, number>()
  for (const { weekdays, hour, minute } of times) {
    for (const day of weekdays) {
      const instant = day * 24 + hour + minute / 60
      lastRuns.set(day, Math.max(lastRuns.get(day) ?? instant, instant))
    }
  }
  const sorted = [...lastRuns.values()].sort((a, b) => a - b)
  const pauses = sorted.map((each, index) => (sorted[index + 1] ?? (sorted[0] ?? each) + 168) - each)
  return Math.min(Math.ceil(Math.max(...pauses)) + 2, 168)
}
