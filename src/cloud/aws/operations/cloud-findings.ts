import type { Finding } from '../../../domain/finding.ts'
import { formatConsent, readAge } from '../../../sources/oauth/authorisation.ts'
import { credentialSources, type Failure, stackName, topicArn } from '../aws-names.ts'
import { MAX_DELIVERIES } from '../transform-retries.ts'
import type { CloudState } from './inspect-cloud.ts'

/** Milliseconds that a run with its retries may take before its chart is overdue, and that a raw object may be pending. */
const GRACE_PERIOD = 2 * 3_600_000

/** What needs repair in an environment, the most urgent first. `now` is an ISO instant. */
export function listCloudFindings(state: CloudState, now: string): Finding[] {
  // Its first deployment failed, so it contains nothing, and all else follows from that.
  if (state.stack === 'ROLLBACK_COMPLETE') return [failedCreation(state)]
  return [
    ...stackFindings(state),
    ...failureFindings(state),
    ...retryFindings(state),
    ...rawFindings(state, now),
    ...chartFindings(state, now),
    ...credentialFindings(state),
    ...consentFindings(state, now),
    ...alarmFindings(state),
    ...subscriptionFindings(state),
    ...permissionFindings(state),
  ]
}

function failedCreation({ environment }: CloudState): Finding {
  return {
    finding: `the first deployment of the stack ${stackName(environment)} failed, and was undone`,
    next: 'run `hitparade deploy --target aws` again, which replaces the stack; its events in the CloudFormation console have the reason',
  }
}

function stackFindings({ stack, missing, environment }: CloudState): Finding[] {
  const isWhole = stack === null || /^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(stack)
  const broken = {
    finding: `the stack ${stackName(environment)} has the status ${stack}`,
    next: 'read its events in the CloudFormation console, then run `hitparade deploy --target aws` again',
  }
  return [
    ...(isWhole ? [] : [broken]),
    ...missing.map((resource) => ({
      finding: `${resource} is missing`,
      // CloudFormation compares templates, not resources: another deployment would change nothing.
      next: 'run `hitparade destroy --target aws`, which keeps the stored charts, then `hitparade deploy --target aws` and `hitparade credentials put` to create it again',
    })),
  ]
}

/** What a message in a failure queue means, and what to do once its cause is fixed. `log` is the name of a log group. */
const failureAdvice: Record<Failure, (log: string) => [string, string]> = {
  schedule: () => [
    'runs could not be started',
    'read ERROR_MESSAGE in the attributes of a message; then invoke the extract function with the body of each message and purge the queue',
  ],
  extract: (log) => [
    'runs failed after two retries',
    `read the cause in the log ${log}; then invoke the extract function with the requestPayload of each message and purge the queue`,
  ],
  event: () => [
    'events of raw objects did not reach the transform queue',
    'read ERROR_MESSAGE in the attributes of a message; then send its body to the transform queue and delete it',
  ],
  transform: (log) => [
    'raw objects failed at every delivery',
    `read the cause in the log ${log}; then redrive the queue (in the SQS console, or with aws sqs start-message-move-task)`,
  ],
}

function failureFindings({ queues, environment }: CloudState): Finding[] {
  return queues.flatMap(({ queue, failure, waiting, in_work }) => {
    if (failure === null || waiting + in_work === 0) return []
    const [meaning, next] = failureAdvice[failure](`/hitparade/${environment}/${failure}`)
    return [{ finding: `${waiting + in_work} in ${queue}: ${meaning}`, next }]
  })
}

/** Messages that have failed are invisible until their next delivery, so they look as if transform worked on them. */
function retryFindings({ queues, transform_failures, environment }: CloudState): Finding[] {
  const queue = queues.find(({ failure }) => failure === null)
  if (queue === undefined || queue.in_work === 0 || !transform_failures) return []
  return [
    {
      finding: `${queue.in_work} in flight in ${queue.queue}: transform has failed ${transform_failures} times in two hours and tries again, at most an hour later`,
      next: `read the cause in the log /hitparade/${environment}/transform; after ${MAX_DELIVERIES} failures a message goes to the failure queue`,
    },
  ]
}

function rawFindings({ raw, behind: outdated, ...state }: CloudState, now: string): Finding[] {
  const { rawBucket } = state.buckets
  const findings: Finding[] = []
  if (raw !== null && raw.oldest !== null && Date.parse(now) - Date.parse(raw.oldest) > GRACE_PERIOD) {
    findings.push({
      finding: `raw objects pending: ${raw.waiting}, the oldest since ${raw.oldest}`,
      next: 'look at the transform queues and the log of the transform function; `hitparade reprocess --target aws` sends objects without a message to the queue',
    })
  }
  if (raw !== null && raw.failed > 0) {
    findings.push({
      finding: `raw objects that could not be parsed: ${raw.failed}`,
      next: `run \`hitparade pull --target aws\`, then \`hitparade insights rejects\` to see why; \`hitparade reprocess --target aws --failed\` tries them again, and \`aws s3 rm\` under s3://${rawBucket}/failed/ discards one`,
    })
  }
  if (outdated !== null && outdated > 0) {
    findings.push({
      finding: `snapshots that an older version transformed: ${outdated}`,
      next: 'run `hitparade deploy --target aws` if you have not deployed this version yet, then `hitparade reprocess --target aws`',
    })
  }
  return findings
}

function chartFindings({ charts }: CloudState, now: string): Finding[] {
  const due = new Date(Date.parse(now) - GRACE_PERIOD).toISOString()
  return charts.flatMap((chart): Finding[] => {
    const { enabled, previous_run, last_run, last_good, outcome, error_code } = chart
    if (enabled === false) {
      const next = 'enable its schedule in the EventBridge Scheduler console'
      return [{ finding: `${chart.chart} does not run: its schedule is disabled`, next }]
    }
    // Without any run it has just been deployed, or its alarm reports it.
    const isOverdue =
      enabled && previous_run !== null && previous_run < due && (last_good ?? '') < previous_run
    if (!isOverdue || last_run === null) return []
    const reason = error_code === null ? outcome : `${outcome}: ${error_code}`
    const finding = `${chart.chart} was due at ${previous_run} and is missing (last run ${last_run}: ${reason})`
    return [{ finding, next: adviseOnRunError(error_code) }]
  })
}

function adviseOnRunError(error_code: string | null): string {
  if (error_code === null) return 'read the log of the extract function'
  if (['RateLimited', 'QuotaExceeded', 'Unreachable'].includes(error_code)) {
    return 'the next run may succeed; if it does not, read the log of the extract function'
  }
  return 'read in the log of the extract function why the source failed and what to do'
}

function credentialFindings({ charts, credentials }: CloudState): Finding[] {
  const needed = credentialSources.filter((source) =>
    charts.some(({ chart, enabled }) => enabled === true && chart.startsWith(`${source}/`)),
  )
  return (credentials ?? [])
    .filter(({ source, there }) => !there && needed.some((name) => name === source))
    .map(({ source, parameter }) => ({
      finding: `the credentials of ${source} are missing: there is no parameter ${parameter}`,
      next: `run \`hitparade credentials put ${source}\``,
    }))
}

function consentFindings({ credentials }: CloudState, now: string): Finding[] {
  return (credentials ?? []).flatMap(({ source, authorized_at }) => {
    if (authorized_at === null) return []
    const { state, ends_on } = readAge({ authorized_at }, now)
    if (state === 'valid') return []
    const consent = `the consent to ${source} ${formatConsent({ authorized_at }, now)}`
    const finding = `${consent}, ${state === 'ended' ? 'has ended' : 'ends'} on ${ends_on}`
    return [
      { finding, next: `run \`hitparade auth ${source}\`, then \`hitparade credentials put ${source}\`` },
    ]
  })
}

function alarmFindings({ alarms }: CloudState): Finding[] {
  return (alarms ?? [])
    .filter(({ state }) => state === 'ALARM')
    .map(({ alarm, about, since }) => ({
      finding: `alarm ${alarm}${since === null ? '' : ` since ${since}`}`,
      next: about ?? 'look at it in the CloudWatch console',
    }))
}

function subscriptionFindings(state: CloudState): Finding[] {
  const { subscriptions } = state
  if (subscriptions === null) return []
  if (subscriptions.length === 0) {
    return [
      {
        finding: 'no one receives the alarms',
        next: `set "alarm_email" under "aws" in hitparade.jsonc and deploy again; if it is set and the e-mail was not confirmed in time, run ${formatSubscribe(state, '<address>')}`,
      },
    ]
  }
  return subscriptions
    .filter(({ confirmed }) => !confirmed)
    .map(({ endpoint }) => ({
      finding: `${endpoint} does not receive the alarms: the subscription is not confirmed`,
      next: `open the link in the e-mail from AWS Notifications; if it is older than two days, request another: ${formatSubscribe(state, endpoint)}`,
    }))
}

/** The command that requests another e-mail. AWS drops unconfirmed addresses, which a deployment does not notice. */
function formatSubscribe({ environment, ...account }: CloudState, address: string): string {
  const topic = topicArn(environment, account)
  return `\`aws sns subscribe --topic-arn ${topic} --protocol email --notification-endpoint ${address}\``
}

function permissionFindings({ lacking }: CloudState): Finding[] {
  return lacking.map(({ action, resource, asks: shows }) => ({
    finding: `you cannot see ${shows}: this needs ${action} on ${resource}`,
    next: 'attach the policy that `hitparade doctor --target aws --policy` prints to your user or role',
  }))
}
