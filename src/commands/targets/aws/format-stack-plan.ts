import { type AwsAccount, formatAccount, stackName } from '../../../cloud/aws/aws-names.ts'
import { isReserved } from '../../../cloud/aws/bucket-names.ts'
import type { FoundBuckets } from '../../../cloud/aws/find-buckets.ts'
import { type FixedItems, sumFixedCosts } from '../../../cloud/aws/operations/fixed-costs.ts'
import type { StackTemplate, TemplateResource } from '../../../cloud/aws/operations/stack-template.ts'
import { pluralize } from '../../../terminal/print.ts'

/** What a deployment of the stack is about to do. */
export interface StackPlan {
  environment: string
  place: AwsAccount
  template: StackTemplate
  /** The template of the deployed stack; null: there is no stack; `unknown`: it cannot be read. */
  deployed: StackTemplate | null | 'unknown'
  buckets: FoundBuckets
  /** Custom metrics. */
  metrics: number
  bootstrap: Bootstrap
}

/** Whether CDK is bootstrapped. `qualifier` is null for CDK's own. */
export interface Bootstrap {
  isThere: boolean
  qualifier: string | null
}

/** The plan for people, in at most ten lines. */
export function formatStackPlan(plan: StackPlan): string[] {
  const { environment, place, template, deployed, buckets } = plan
  const change = deployed === null ? 'a new stack' : 'a change of the stack'
  return [
    `${stackName(environment)} in ${formatAccount(place)}: ${change}`,
    ...toLines({
      ...(deployed === null
        ? { creates: countKinds(Object.values(template.Resources)) }
        : { changes: formatChanges(template, deployed) }),
      buckets: formatBuckets(buckets, deployed !== null),
      ...Object.fromEntries(
        listRoles(template).map(([role, actions]) => [`${role} may`, actions.join(', ')]),
      ),
      'fixed cost': formatCosts(countFixedItems(plan)),
      CDK: formatBootstrap(plan.bootstrap),
    }),
  ]
}

function toLines(entries: Record<string, string>): string[] {
  const width = Math.max(...Object.keys(entries).map((name) => name.length))
  return Object.entries(entries).map(([name, text]) => `  ${name.padEnd(width)}  ${text}`)
}

function formatChanges(template: StackTemplate, deployed: StackTemplate | 'unknown'): string {
  if (deployed === 'unknown') return 'unknown: you need the permission cloudformation:GetTemplate'
  const [after, before] = [template.Resources, deployed.Resources]
  const select = (all: StackTemplate['Resources'], isSelected: (id: string) => boolean) =>
    Object.keys(all).flatMap((id) => (all[id] !== undefined && isSelected(id) ? [all[id]] : []))
  const isEqual = (id: string) => JSON.stringify(after[id]) === JSON.stringify(before[id])
  const parts = {
    creates: select(after, (id) => before[id] === undefined),
    changes: select(after, (id) => before[id] !== undefined && !isEqual(id)),
    deletes: select(before, (id) => after[id] === undefined),
  }
  const texts = Object.entries(parts).flatMap(([verb, resources]) =>
    resources.length === 0 ? [] : [`${verb} ${countKinds(resources)}`],
  )
  return texts.join('; ') || 'none'
}

/** Resources that people know, by CloudFormation type, in the order of a plan. */
const kinds: [type: string, one: string][] = [
  ['AWS::S3::Bucket', 'bucket'],
  ['AWS::Lambda::Function', 'function'],
  ['AWS::Scheduler::Schedule', 'schedule'],
  ['AWS::SQS::Queue', 'queue'],
  ['AWS::CloudWatch::Alarm', 'alarm'],
  ['AWS::SNS::Topic', 'topic'],
  ['AWS::CloudWatch::Dashboard', 'dashboard'],
  ['AWS::IAM::Role', 'role'],
]

/** `2 buckets, 1 topic, 9 others`. */
function countKinds(resources: TemplateResource[]): string {
  const count = (type: string) => resources.filter(({ Type }) => Type === type).length
  const known = kinds.flatMap(([type, one]) => (count(type) === 0 ? [] : [pluralize(count(type), one)]))
  const others = resources.filter(({ Type }) => kinds.every(([type]) => type !== Type)).length
  return [...known, ...(others === 0 ? [] : [pluralize(others, 'other')])].join(', ')
}

function formatBuckets({ rawBucket, curatedBucket, retained }: FoundBuckets, isDeployed: boolean): string {
  const names = `${rawBucket}, ${curatedBucket}`
  if (retained.length > 0) return `${names}; adopts ${retained.join(', ')} of an earlier stack`
  return isDeployed && !isReserved(rawBucket) ? `${names}; they keep these older names` : names
}

/** Each role with the actions of its own policies. */
function listRoles({ Resources }: StackTemplate): [role: string, actions: string[]][] {
  return Object.entries(Resources)
    .filter(([, { Type }]) => Type === 'AWS::IAM::Role')
    .map(([id, { Properties }]): [string, string[]] => {
      const statements = (Properties?.Policies ?? []).flatMap(
        ({ PolicyDocument }) => PolicyDocument.Statement,
      )
      const actions = new Set(statements.flatMap(({ Action }) => Action))
      return [id.replace(/Role.*$/, '').toLowerCase(), [...actions].sort()]
    })
    .sort(([one], [other]) => (one < other ? -1 : 1))
}

function countFixedItems({ template, metrics }: StackPlan): FixedItems {
  const count = (type: string) => Object.values(template.Resources).filter(({ Type }) => Type === type).length
  return { alarms: count('AWS::CloudWatch::Alarm'), metrics, dashboards: count('AWS::CloudWatch::Dashboard') }
}

function formatCosts(items: FixedItems): string {
  const { alarms, metrics, dashboards } = items
  const counted = [
    pluralize(alarms, 'alarm'),
    pluralize(metrics, 'metric'),
    ...(dashboards === 0 ? [] : [pluralize(dashboards, 'dashboard')]),
  ]
  return `${sumFixedCosts(items).toFixed(2)} USD a month for ${counted.join(', ')} (list prices of US East, less what is free); usage is extra`
}

function formatBootstrap({ isThere, qualifier }: Bootstrap): string {
  const name = qualifier === null ? '' : ` with the qualifier ${qualifier}`
  if (isThere) return `is bootstrapped${name}`
  if (qualifier !== null) return `is not bootstrapped${name}, so nothing can be deployed`
  return 'is not bootstrapped: once you confirm it, deploy creates the stack CDKToolkit with 5 roles; CloudFormation deploys with the one that has AdministratorAccess'
}
