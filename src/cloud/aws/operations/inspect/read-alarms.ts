import { alarms, credentialSources, failures, stackName, topicArn } from '../../aws-names.ts'
import { clientOptions } from '../../client-options.ts'
import { loadClient } from '../../load-clients.ts'
import type { InspectContext } from './inspect-context.ts'

export interface AlarmState {
  alarm: string
  /** OK, ALARM or INSUFFICIENT_DATA. */
  state: string
  about: string | null
  /** ISO instant. */
  since: string | null
}

/** The alarms of the environment; null if they cannot be seen. */
export async function readAlarms({ aws, readIfPermitted }: InspectContext): Promise<AlarmState[] | null> {
  const { environment } = aws
  const { CloudWatchClient, DescribeAlarmsCommand } = await loadClient.cloudwatch()
  const cloudwatch = new CloudWatchClient(clientOptions(aws))
  return readIfPermitted('alarms', 'alarm:*', async () => {
    const found: AlarmState[] = []
    let NextToken: string | undefined
    do {
      const command = { AlarmNamePrefix: `${stackName(environment)}-`, NextToken }
      const page = await cloudwatch.send(new DescribeAlarmsCommand(command))
      for (const { AlarmName = '', StateValue = '', ...rest } of page.MetricAlarms ?? []) {
        const since = rest.StateTransitionedTimestamp ?? rest.StateUpdatedTimestamp
        const about = rest.AlarmDescription ?? null
        found.push({ alarm: AlarmName, state: StateValue, about, since: since?.toISOString() ?? null })
      }
      NextToken = page.NextToken
    } while (NextToken !== undefined)
    return found.filter(({ alarm }) => belongsTo(alarm, environment))
  })
}

/** Needed because the prefix of `prod` also matches alarms of `prod-eu`. */
function belongsTo(alarm: string, environment: string): boolean {
  const names = [
    alarms.extractErrors(environment),
    alarms.transformErrors(environment),
    alarms.transformFailed(environment),
    alarms.throttles(environment, 'extract'),
    alarms.throttles(environment, 'transform'),
    alarms.extractUndelivered(environment),
    alarms.backlog(environment),
    ...failures.map((failure) => alarms.failed(environment, failure)),
    ...credentialSources.map((source) => alarms.consent(environment, source)),
  ]
  return names.includes(alarm) || alarm.startsWith(alarms.stalePrefix(environment))
}

export interface SubscriptionState {
  endpoint: string
  /** False until the link in the e-mail was opened. */
  confirmed: boolean
}

/** The addresses that receive alarms; null if they cannot be seen, or if the topic is not the stack's own. */
export async function readSubscriptions({
  aws,
  names,
  account,
  readIfPermitted,
}: InspectContext): Promise<SubscriptionState[] | null> {
  if (aws.alarm_topic_arn !== null) return null
  const { ListSubscriptionsByTopicCommand, SNSClient } = await loadClient.sns()
  const sns = new SNSClient(clientOptions(aws))
  const TopicArn = topicArn(aws.environment, account)
  return readIfPermitted('subscriptions', names.topic, async () => {
    const found: SubscriptionState[] = []
    let NextToken: string | undefined
    do {
      const page = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn, NextToken }))
      for (const { Endpoint = '', SubscriptionArn = '' } of page.Subscriptions ?? []) {
        // Until then the ARN is the text `PendingConfirmation`.
        found.push({ endpoint: Endpoint, confirmed: SubscriptionArn.startsWith('arn:') })
      }
      NextToken = page.NextToken
    } while (NextToken !== undefined)
    return found
  })
}
