import { type Role, resourceNames } from '../../../src/cloud/aws/aws-names.ts'
import { plainTemplate } from '../../../src/cloud/aws/infra/cdk-app.ts'
import { type Config, loadConfig } from '../../../src/config/config.ts'
import type { Statement } from './policy.ts'

export const place = { partition: 'aws', account: '111111111111', region: 'eu-central-1' }
export const names = resourceNames('prod', place)
export const keyArn = `arn:aws:kms:${place.region}:${place.account}:key/11111111-2222-3333-4444-555555555555`

type Properties = Record<string, unknown>
interface Resource {
  Type: string
  Properties?: Properties
}

const chart = {
  expected_size: 100,
  scope: 'global',
  market: null,
  cadence: 'daily',
  weekdays: null,
  time_zone: 'UTC',
  lag_days: 0,
  run_at: ['12:00'] as string[],
} as const

/** The resources of the synthesised template of two charts, with every name, number and ARN in its place. */
export function synthesised(
  aws: Partial<Config['aws']> = {},
  spotify: Partial<Config['sources']['spotify']> = {},
): Record<string, Resource> {
  const config = loadConfig({ environment: {}, cwd: '/nowhere' })
  const charts = [
    { ...chart, source: 'deezer', chart: 'top-worldwide', name: 'Top', playlist: '3155776842' },
    { ...chart, source: 'spotify', chart: 'mine', name: 'Mine', playlist: '0123456789ABCDEFabcdef' },
  ]
  const text = plainTemplate(
    {
      ...config,
      charts,
      sources: { ...config.sources, spotify: { ...config.sources.spotify, ...spotify } },
      aws: { ...config.aws, ...aws },
      snowflake: { ...config.snowflake, account: 'myorg-charts' },
    },
    { extract: 'extract.zip', transform: 'transform.zip' },
  )
  const { Resources } = JSON.parse(text) as { Resources: Record<string, Resource> }
  return resolved(Resources, Resources) as Record<string, Resource>
}

/** What each role may do, by the template's own statements. */
export function readStatements(resources: Record<string, Resource>): Record<Role, Statement[]> {
  const of = (role: Role) => {
    const found = Object.values(resources).find(
      ({ Properties }) => Properties?.RoleName === names.roles[role],
    )
    if (found === undefined) throw new Error(`the template has no role ${names.roles[role]}`)
    const policies = found.Properties?.Policies as { PolicyDocument: { Statement: Statement[] } }[]
    return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
  }
  return {
    scheduler: of('scheduler'),
    extract: of('extract'),
    transform: of('transform'),
    snowflake: of('snowflake'),
  }
}

/** CloudFormation's own words, said as it would: only those that the template uses where rights are. */
function resolved(value: unknown, all: Record<string, Resource>): unknown {
  if (Array.isArray(value)) return value.map((each) => resolved(each, all))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const [[word, argument] = ['', null]] = entries
  if (entries.length === 1) {
    if (word === 'Ref') return reference(String(argument), all)
    if (word === 'Fn::Join') {
      const [separator, parts] = argument as [string, unknown[]]
      return parts.map((part) => resolved(part, all)).join(separator)
    }
    if (word === 'Fn::GetAtt') {
      const [id, attribute] = argument as [string, string]
      if (attribute === 'Arn') return formatArn(id, all)
    }
  }
  return Object.fromEntries(entries.map(([name, inner]) => [name, resolved(inner, all)]))
}

function reference(id: string, all: Record<string, Resource>): unknown {
  const pseudo: Record<string, string> = {
    'AWS::Partition': place.partition,
    'AWS::Region': place.region,
    'AWS::AccountId': place.account,
  }
  const resource = all[id]
  if (resource?.Type === 'AWS::SNS::Topic') return formatArn(id, all)
  return pseudo[id] ?? (resource === undefined ? { Ref: id } : findName(id, all))
}

const nameProperty: Record<string, string> = {
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::Scheduler::ScheduleGroup': 'Name',
  'AWS::Events::Rule': 'Name',
}

function findName(id: string, all: Record<string, Resource>): string {
  const { Type = '', Properties = {} } = all[id] ?? {}
  return String(resolved(Properties[nameProperty[Type] ?? ''] ?? id, all))
}

function formatArn(id: string, all: Record<string, Resource>): string {
  const name = findName(id, all)
  const of = (service: string, resource: string) =>
    `arn:${place.partition}:${service}:${place.region}:${place.account}:${resource}`
  switch (all[id]?.Type) {
    case 'AWS::S3::Bucket':
      return `arn:${place.partition}:s3:::${name}`
    case 'AWS::SQS::Queue':
      return of('sqs', name)
    case 'AWS::SNS::Topic':
      return of('sns', name)
    case 'AWS::Lambda::Function':
      return of('lambda', `function:${name}`)
    case 'AWS::Logs::LogGroup':
      return of('logs', `log-group:${name}:*`)
    case 'AWS::Scheduler::ScheduleGroup':
      return of('scheduler', `schedule-group/${name}`)
    case 'AWS::Events::Rule':
      return of('events', `rule/${name}`)
    case 'AWS::IAM::Role':
      return `arn:${place.partition}:iam::${place.account}:role/${name}`
    default:
      throw new Error(`the ARN of ${id} (${all[id]?.Type}) is not known to the test`)
  }
}
