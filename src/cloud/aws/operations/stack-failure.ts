import type { StackEvent } from '@aws-sdk/client-cloudformation'
import type { AwsConfig } from '../../../config/config.ts'
import { HitparadeError } from '../../../domain/errors.ts'
import { stackName } from '../aws-names.ts'
import { clientOptions } from '../client-options.ts'
import { loadClient } from '../load-clients.ts'
import { nullOn, withAwsErrors } from '../with-aws-errors.ts'

/** Why CloudFormation could not finish. */
export interface StackFailure {
  /** Type and logical id, e.g. `AWS::S3::Bucket Raw`. */
  resource: string
  reason: string
}

/**
 * Changes the stack. If that fails with a `HitparadeError`, its message gets the reason of CloudFormation, which the events
 * of the stack contain.
 */
export async function withStackReason<T>(aws: AwsConfig, change: () => Promise<T>): Promise<T> {
  // An operation that fails before it reaches the stack leaves no event: those of an older one must not explain it.
  const [before] = await readEvents(aws, (_, index) => index === 1)
  try {
    return await change()
  } catch (error) {
    if (!(error instanceof HitparadeError)) throw error
    const failure = await explain(
      aws,
      await readEvents(aws, (event) => event.EventId === before?.EventId || isBeginning(event)),
    )
    if (failure === null) throw error
    const { resource, reason } = failure
    throw new HitparadeError(error.code, `${error.problem}: ${resource}: ${reason}`, {
      advice: 'fix the cause, then run the command again',
      details: { ...error.details, resource, reason },
      cause: error,
    })
  }
}

/** CloudFormation checks a template before it changes anything. What it then finds is not among the events of the stack. */
async function explain(aws: AwsConfig, events: StackEvent[]): Promise<StackFailure | null> {
  const isInvalid = events.some(({ DetailedStatus }) => DetailedStatus === 'VALIDATION_FAILED')
  return (isInvalid ? await readMistake(aws) : null) ?? findFailure(events)
}

/** What is wrong with the template or its names; null if it cannot be read. */
async function readMistake(aws: AwsConfig): Promise<StackFailure | null> {
  const { CloudFormationClient, DescribeEventsCommand } = await loadClient.cloudformation()
  const client = new CloudFormationClient(clientOptions(aws))
  const command = new DescribeEventsCommand({ StackName: stackName(aws.environment) })
  const answer = await nullOn(['Denied'], () =>
    withAwsErrors('cloudformation:DescribeEvents', () => client.send(command)),
  )
  const mistake = answer?.OperationEvents?.find(({ ValidationStatus }) => ValidationStatus === 'FAILED')
  if (mistake === undefined) return null
  const { ResourceType = '', LogicalResourceId = '', ValidationStatusReason = 'no reason given' } = mistake
  return { resource: `${ResourceType} ${LogicalResourceId}`, reason: ValidationStatusReason.trim() }
}

/**
 * The first failure of one operation, of its events from the newest to the oldest. What CloudFormation cancels because of
 * it fails too, but is not the reason. Null if nothing failed.
 */
export function findFailure(events: StackEvent[]): StackFailure | null {
  const failed = events
    .filter(
      ({ ResourceStatus = '', ResourceStatusReason = '' }) =>
        ResourceStatus.endsWith('_FAILED') && !/cancelled/i.test(ResourceStatusReason),
    )
    .reverse()
  const event = failed.find((each) => !isOfStack(each)) ?? failed[0]
  if (event === undefined) return null
  const { ResourceType = '', LogicalResourceId = '', ResourceStatusReason = 'no reason given' } = event
  return { resource: `${ResourceType} ${LogicalResourceId}`, reason: ResourceStatusReason.trim() }
}

/** Whether an operation of the whole stack begins with the event. */
function isBeginning(event: StackEvent): boolean {
  return isOfStack(event) && /^(CREATE|UPDATE|DELETE|IMPORT)_IN_PROGRESS$/.test(event.ResourceStatus ?? '')
}

function isOfStack({ PhysicalResourceId, StackId }: StackEvent): boolean {
  return PhysicalResourceId !== undefined && PhysicalResourceId === StackId
}

/**
 * The events of the stack from the newest to the one before the end. Empty if they cannot be read: they explain a failure
 * that is reported without them too.
 */
async function readEvents(
  aws: AwsConfig,
  isEnd: (event: StackEvent, index: number) => boolean,
): Promise<StackEvent[]> {
  const { CloudFormationClient, paginateDescribeStackEvents } = await loadClient.cloudformation()
  const client = new CloudFormationClient(clientOptions(aws))
  const pages = paginateDescribeStackEvents({ client }, { StackName: stackName(aws.environment) })
  const found: StackEvent[] = []
  try {
    await withAwsErrors('cloudformation:DescribeStackEvents', async () => {
      for await (const { StackEvents = [] } of pages) {
        for (const event of StackEvents) {
          if (isEnd(event, found.length)) return
          found.push(event)
        }
      }
    })
  } catch (error) {
    if (!(error instanceof HitparadeError)) throw error
  }
  return found
}
