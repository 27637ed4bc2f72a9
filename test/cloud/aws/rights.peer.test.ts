import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { credentialsParameter, type Role, roles } from '../../../src/cloud/aws/aws-names.ts'
import { enforcePolicies, userWith } from '../../support/aws/moto-iam.ts'
import type { Statement } from '../../support/aws/policy.ts'
import { names, place, readStatements, synthesised } from '../../support/aws/template.ts'
import { describePeers, startPeer } from '../../support/peers.ts'

type Bucket = 'raw' | 'curated'
type Verb = 'get' | 'put' | 'delete' | 'list'

/** What each role may do; everything else that is named under `keys` it may not. */
const may: Record<Role, Record<Bucket, Partial<Record<Verb, string[]>>>> = {
  scheduler: { raw: {}, curated: {} },
  extract: {
    raw: {
      get: ['locks'],
      put: ['to_process', 'locks'],
      delete: ['locks'],
      list: ['to_process', 'processed'],
    },
    curated: { put: ['runs'] },
  },
  transform: {
    raw: {
      get: ['to_process', 'processed', 'failed'],
      put: ['processed', 'failed'],
      delete: ['to_process', 'processed', 'failed'],
      list: ['to_process', 'processed', 'failed', 'locks', 'elsewhere'],
    },
    curated: {
      put: ['albums', 'artists', 'songs', 'song_artists', 'chart_entries', 'chart_issues', 'rejects'],
    },
  },
  snowflake: {
    raw: {},
    curated: {
      get: [
        'albums',
        'artists',
        'songs',
        'song_artists',
        'chart_entries',
        'chart_issues',
        'rejects',
        'settings',
        'runs',
      ],
      list: [
        'albums',
        'artists',
        'songs',
        'song_artists',
        'chart_entries',
        'chart_issues',
        'rejects',
        'settings',
        'runs',
      ],
    },
  },
}

const prefixes: Record<Bucket, string[]> = {
  raw: ['to_process', 'processed', 'failed', 'locks', 'elsewhere'],
  curated: [...(may.snowflake.curated.get ?? []), 'elsewhere'],
}
const buckets: Record<Bucket, string> = { raw: names.rawBucket, curated: names.curatedBucket }
const verbs: Verb[] = ['get', 'put', 'delete', 'list']
const parameters = ['prod', 'test'].map((environment) => credentialsParameter(environment, 'spotify'))
const statements = readStatements(synthesised())

interface Credentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
}

describePeers('the roles of the template, whose policies are enforced,', ['ministack', 'moto'], (peer) => {
  let endpoint: string
  let stop: () => Promise<void>
  let credentials: Record<Role, Credentials>
  const clients = (role?: Role) => {
    const root = { accessKeyId: place.account, secretAccessKey: 'test' }
    const as = role === undefined ? root : credentials[role]
    const common = { endpoint, region: place.region, credentials: as, maxAttempts: 1 }
    return { s3: new S3Client({ ...common, forcePathStyle: true }), ssm: new SSMClient(common), common }
  }

  beforeAll(async () => {
    ;({ endpoint, stop } = await startPeer(peer, { AUTH: 'true' }))
    const { s3, ssm, common } = clients()
    for (const bucket of ['raw', 'curated'] as const) {
      const CreateBucketConfiguration = { LocationConstraint: place.region as 'eu-central-1' }
      await s3.send(new CreateBucketCommand({ Bucket: buckets[bucket], CreateBucketConfiguration }))
      for (const prefix of prefixes[bucket]) {
        for (const name of ['read', 'gone']) {
          await s3.send(
            new PutObjectCommand({ Bucket: buckets[bucket], Key: `${prefix}/${name}`, Body: 'x' }),
          )
        }
      }
    }
    for (const Name of parameters) {
      await ssm.send(new PutParameterCommand({ Name, Type: 'SecureString', Value: '{}' }))
    }
    credentials = await (peer === 'moto' ? asUsers(endpoint) : asRoles(common))
  })
  afterAll(() => stop?.())

  const cases = roles.flatMap((role) =>
    (['raw', 'curated'] as const).flatMap((bucket) => verbs.map((verb) => ({ role, bucket, verb }))),
  )
  test.each(cases)('$role: $verb in $bucket', async ({ role, bucket, verb }) => {
    const { s3 } = clients(role)
    const allowed: string[] = []
    for (const prefix of prefixes[bucket]) {
      if (await isLetThrough(() => ask(s3, verb, buckets[bucket], prefix))) allowed.push(prefix)
    }
    // moto knows no s3:prefix: it lists the whole bucket or nothing of it.
    const expected = may[role][bucket][verb] ?? []
    const whole = peer === 'moto' && verb === 'list' && expected.length > 0 ? prefixes[bucket] : expected
    expect(allowed.sort()).toEqual([...whole].sort())
  })

  // moto knows no resource but those of S3.
  if (peer === 'moto') return
  test.each(roles)('%s: the credentials of a source', async (role) => {
    const { ssm } = clients(role)
    const read: string[] = []
    for (const Name of parameters) {
      const get = () => ssm.send(new GetParameterCommand({ Name, WithDecryption: true }))
      if (await isLetThrough(get)) read.push(Name)
    }
    expect(read).toEqual(role === 'extract' ? [parameters[0]] : [])
  })
})

function ask(s3: S3Client, verb: Verb, Bucket: string, prefix: string): Promise<unknown> {
  switch (verb) {
    case 'get':
      return s3.send(new GetObjectCommand({ Bucket, Key: `${prefix}/read` }))
    case 'put':
      return s3.send(
        new PutObjectCommand({
          Bucket,
          Key: `${prefix}/${crypto.randomUUID()}`,
          Body: 'x',
          IfNoneMatch: '*',
        }),
      )
    case 'delete':
      return s3.send(new DeleteObjectCommand({ Bucket, Key: `${prefix}/gone` }))
    case 'list':
      return s3.send(new ListObjectsV2Command({ Bucket, Prefix: `${prefix}/` }))
  }
}

/** Anything but a refusal is an error of the test. */
async function isLetThrough(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call()
    return true
  } catch (error) {
    if (/^AccessDenied/.test((error as Error).name)) return false
    throw error
  }
}

/** The roles themselves, with the template's own statements; only who may assume them is another, so that the test may. */
async function asRoles(common: object): Promise<Record<Role, Credentials>> {
  const Resources = Object.fromEntries(
    roles.map((role) => [
      `${role}Role`,
      {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: names.roles[role],
          AssumeRolePolicyDocument: policy([
            { Effect: 'Allow', Principal: { AWS: place.account }, Action: 'sts:AssumeRole' },
          ]),
          Policies: [{ PolicyName: 'own', PolicyDocument: policy(statements[role]) }],
        },
      },
    ]),
  )
  await new CloudFormationClient(common).send(
    new CreateStackCommand({
      StackName: 'roles',
      TemplateBody: JSON.stringify({ Resources }),
      Capabilities: ['CAPABILITY_NAMED_IAM'],
    }),
  )
  const sts = new STSClient(common)
  return each(async (role) => {
    const RoleArn = `arn:aws:iam::${place.account}:role/${names.roles[role]}`
    const assume = () => sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' }))
    const { Credentials: got } = await assume()
    return {
      accessKeyId: got?.AccessKeyId ?? '',
      secretAccessKey: got?.SecretAccessKey ?? '',
      sessionToken: got?.SessionToken ?? '',
    }
  })
}

/** Users with the same statements: moto has no session for a role. Of the conditions it knows none of ours. */
async function asUsers(endpoint: string): Promise<Record<Role, Credentials>> {
  const users = await each((role) =>
    userWith(endpoint, role, policy(statements[role].map(({ Condition: _, ...statement }) => statement))),
  )
  await enforcePolicies(endpoint)
  return users
}

function policy(Statement: (Statement | object)[]) {
  return { Version: '2012-10-17', Statement }
}

async function each<T>(of: (role: Role) => Promise<T>): Promise<Record<Role, T>> {
  const all: [Role, T][] = []
  for (const role of roles) all.push([role, await of(role)])
  return Object.fromEntries(all) as Record<Role, T>
}
