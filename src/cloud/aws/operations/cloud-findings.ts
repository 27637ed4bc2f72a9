import { type Failure, resourceNames, topicArn } from '../aws-names.ts'
import { credentialSources } from '../credential-sources.ts'
import type { CloudState } from './inspect-cloud.ts'

/** Something that somebody should do. */
export interface Finding {
  finding: string
  next: string
}

/** Milliseconds that a run and its retries may take before its chart is missed, and a raw object may wait. */
const PATIENCE = 2 * 3_600_000

/** What has to be done about an environment, the most urgent first. */
export function listCloudFindings(state: CloudState, now: string): Finding[] {
  return [
    ...stackFindings(state),
    ...failureFindings(state),
    ...rawFindings(state, now),
    ...chartFindings(state, now),
    ...alarmFindings(state),
    ...rightFindings(state),
  ]
}

function stackFindings({ stack, missing, environment }: CloudState): Finding[] {
  const isWhole = stack === null || /^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(stack)
  const broken = {
    finding: `the stack hitparade-${environment} is ${stack}`,
    next: 'read its events in the CloudFormation console, then `hitparade deploy --target aws` again',
  }
  return [
    ...(isWhole ? [] : [broken]),
    ...missing.map((resource) => ({
      finding: `${resource} should be there and is not`,
      // CloudFormation compares templates and not what there is: deploying once more would change nothing.
      next: '`hitparade destroy --target aws`, which keeps the stored charts, then `hitparade deploy --target aws` and `hitparade credentials put` make it again',
    })),
  ]
}

/** What a message in a failure queue means, and what to do when its reason is gone. */
const advice: Record<Failure, (log: string) => [string, string]> = {
  schedule: () => [
    'runs could not be started',
    'read ERROR_MESSAGE in the attributes of a message; then invoke the extract function with the body of each and purge the queue',
  ],
  extract: (log) => [
    'runs failed after two retries',
    `${log} says why; then invoke the extract function with the requestPayload of each message and purge the queue`,
  ],
  event: () => [
    'events of raw objects did not reach the transform queue',
    'read ERROR_MESSAGE in the attributes of a message; then send its body to the transform queue and delete it',
  ],
  transform: (log) => [
    'raw objects were given up after five tries',
    `${log} says why; then redrive the queue (in the SQS console, or aws sqs start-message-move-task)`,
  ],
}

function failureFindings({ queues, environment }: CloudState): Finding[] {
  return queues.flatMap(({ queue, failure, waiting, in_work }) => {
    if (failure === null || waiting + in_work === 0) return []
    const [meaning, next] = advice[failure](`the log /hitparade/${environment}/${failure}`)
    return [{ finding: `${waiting + in_work} in ${queue}: ${meaning}`, next }]
  })
}

function rawFindings({ raw, behind, ...state }: CloudState, now: string): Finding[] {
  const { rawBucket } = resourceNames(state.environment, state)
  const findings: Finding[] = []
  if (raw !== null && raw.oldest !== null && Date.parse(now) - Date.parse(raw.oldest) > PATIENCE) {
    findings.push({
      finding: `raw objects that wait to be transformed: ${raw.waiting}, the oldest since ${raw.oldest}`,
      next: 'look at the transform queues and the log of transform; `hitparade reprocess --target aws` asks for what no message tells of any more',
    })
  }
  if (raw !== null && raw.failed > 0) {
    findings.push({
      finding: `raw objects that are no answer at all: ${raw.failed}`,
      next: `\`hitparade pull --target aws\`, then \`hitparade insights rejects\` says why; \`hitparade reprocess --target aws --failed\` tries them again, and \`aws s3 rm\` under s3://${rawBucket}/failed/ gives one up`,
    })
  }
  if (behind !== null && behind > 0) {
    findings.push({
      finding: `snapshots that an older version transformed: ${behind}`,
      next: '`hitparade deploy --target aws` if that is still to be done, then `hitparade reprocess --target aws`',
    })
  }
  return findings
}

function chartFindings({ charts, credentials }: CloudState, now: string): Finding[] {
  const due = new Date(Date.parse(now) - PATIENCE).toISOString()
  const findings = charts.flatMap((chart): Finding[] => {
    const { enabled, previous_run, last_run, last_good, outcome, error_code } = chart
    if (enabled === false) {
      const next = 'enable its schedule in the EventBridge Scheduler console'
      return [{ finding: `${chart.chart} is not asked for: its schedule is disabled`, next }]
    }
    // Without any run it was deployed just now, or its alarm says so.
    const isMissed =
      enabled && previous_run !== null && previous_run < due && (last_good ?? '') < previous_run
    if (!isMissed || last_run === null) return []
    const reason = error_code === null ? outcome : `${outcome}: ${error_code}`
    const finding = `${chart.chart} was due at ${previous_run} and is not there (last run ${last_run}: ${reason})`
    return [{ finding, next: adviseOnRunError(error_code) }]
  })
  const asked = credentialSources.filter((source) =>
    charts.some(({ chart, enabled }) => enabled === true && chart.startsWith(`${source}/`)),
  )
  const lacking = (credentials ?? []).filter(
    ({ source, there }) => !there && asked.some((name) => name === source),
  )
  return [
    ...findings,
    ...lacking.map(({ source, parameter }) => ({
      finding: `${source} is asked without credentials: there is no ${parameter}`,
      next: `\`hitparade credentials put ${source}\``,
    })),
  ]
}

function adviseOnRunError(error_code: string | null): string {
  if (error_code === null) return 'read the log of the extract function'
  if (['RateLimited', 'QuotaExceeded', 'Unreachable'].includes(error_code)) {
    return 'the next run may succeed; if it does not, read the log of the extract function'
  }
  return 'the log of the extract function says what the source refused and what to do about it'
}

function alarmFindings(state: CloudState): Finding[] {
  const { alarms, subscriptions } = state
  const told = (subscriptions ?? []).map(({ endpoint, confirmed }) => ({ endpoint, confirmed }))
  return [
    ...(alarms ?? [])
      .filter(({ state }) => state === 'ALARM')
      .map(({ alarm, about, since }) => ({
        finding: `alarm ${alarm}${since === null ? '' : ` since ${since}`}`,
        next: about ?? 'look at it in the CloudWatch console',
      })),
    ...told
      .filter(({ confirmed }) => !confirmed)
      .map(({ endpoint }) => ({
        finding: `${endpoint} is not told of alarms: it has not confirmed it`,
        next: `follow the link in the e-mail from AWS Notifications; if it is older than two days, have another sent: ${subscribing(state, endpoint)}`,
      })),
    ...(subscriptions !== null && told.length === 0
      ? [
          {
            finding: 'nobody is told of alarms',
            next: `set "alarm_email" under "aws" in hitparade.jsonc and deploy again; where it was set and the e-mail not confirmed in time: ${subscribing(state, '<address>')}`,
          },
        ]
      : []),
  ]
}

/** Has AWS send the e-mail once more: it forgets an address that was not confirmed, and a deployment does not notice. */
function subscribing({ environment, ...place }: CloudState, address: string): string {
  const topic = topicArn(environment, place)
  return `\`aws sns subscribe --topic-arn ${topic} --protocol email --notification-endpoint ${address}\``
}

function rightFindings({ lacking }: CloudState): Finding[] {
  return lacking.map(({ action, resource, asks }) => ({
    finding: `you may not ask ${asks}: it needs ${action} on ${resource}`,
    next: 'have the policy that `hitparade doctor --target aws --policy` prints attached to you',
  }))
}
