import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch'
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns'
import { stackName, topicArn } from '../../aws-names.ts'
import type { InspectContext } from './inspect-context.ts'

export interface AlarmState {
  alarm: string
  /** OK, ALARM or INSUFFICIENT_DATA. */
  state: string
  about: string | null
  /** ISO instant since when. */
  since: string | null
}

/** The alarms of the environment; null where they cannot be seen. */
export async function readAlarms({ client, environment, ask }: InspectContext): Promise<AlarmState[] | null> {
  const cloudwatch = new CloudWatchClient(client)
  return ask('alarms', 'alarm:*', async () => {
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
    return found.filter(({ alarm }) => isOurs(alarm, environment))
  })
}

/** The prefix of `prod` is one of `prod-eu`, too. */
function isOurs(alarm: string, environment: string): boolean {
  const rest = alarm.slice(stackName(environment).length + 1)
  return /^(extract-errors|transform-errors|backlog|failed-(schedule|extract|event|transform)|stale-.*)$/.test(
    rest,
  )
}

export interface SubscriptionState {
  endpoint: string
  /** False: its owner has not followed the link in the e-mail yet. */
  confirmed: boolean
}

/** Who is told of alarms; null where that cannot be seen. */
export async function readSubscriptions({
  client,
  environment,
  names,
  place,
  ask,
}: InspectContext): Promise<SubscriptionState[] | null> {
  const sns = new SNSClient(client)
  const TopicArn = topicArn(environment, place)
  return ask('subscriptions', names.topic, async () => {
    const found: SubscriptionState[] = []
    let NextToken: string | undefined
    do {
      const page = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn, NextToken }))
      for (const { Endpoint = '', SubscriptionArn = '' } of page.Subscriptions ?? []) {
        // PendingConfirmation stands in its place until then.
        found.push({ endpoint: Endpoint, confirmed: SubscriptionArn.startsWith('arn:') })
      }
      NextToken = page.NextToken
    } while (NextToken !== undefined)
    return found
  })
}
