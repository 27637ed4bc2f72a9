import { CfnDeletionPolicy, CfnOutput, type Stack } from 'aws-cdk-lib'
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3'
import { type SnapshotTable, snapshotTables } from '../../../../domain/tables/tables.ts'
import { outputs } from '../../aws-names.ts'
import type { Scope } from '../stack-scope.ts'
import { snowflakeNotifications } from './snowpipe-notifications.ts'

export interface Buckets {
  raw: CfnBucket
  curated: CfnBucket
}

/**
 * The raw and the curated bucket. Both stay when the stack is deleted. They are CDK's L1 constructs: its L2 switches
 * for EventBridge and for notifications bring in a function of their own.
 */
export function createBuckets(scope: Scope): Buckets {
  const { stack, names, encryption, aws } = scope
  const common = {
    bucketEncryption: encryption.bucket,
    publicAccessBlockConfiguration: {
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    ownershipControls: { rules: [{ objectOwnership: 'BucketOwnerEnforced' }] },
  }
  const raw = new CfnBucket(stack, 'Raw', {
    ...common,
    bucketName: names.rawBucket,
    versioningConfiguration: { status: 'Enabled' },
    notificationConfiguration: { eventBridgeConfiguration: { eventBridgeEnabled: true } },
    lifecycleConfiguration: { rules: [abortUploads, ...forgetMoves] },
  })
  const curated = new CfnBucket(stack, 'Curated', {
    ...common,
    bucketName: names.curatedBucket,
    lifecycleConfiguration: { rules: [abortUploads, ...expiry(aws.curated_expiry_days)] },
    notificationConfiguration: snowflakeNotifications(scope),
  })
  for (const [id, bucket] of [
    ['Raw', raw],
    ['Curated', curated],
  ] as const) {
    // But not what a first deployment that failed has made: the next one would find it in its way.
    bucket.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE
    bucket.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN
    onlyTls(stack, id, bucket)
  }
  new CfnOutput(stack, outputs.rawBucket, { value: raw.ref })
  new CfnOutput(stack, outputs.curatedBucket, { value: curated.ref })
  return { raw, curated }
}

const abortUploads: CfnBucket.RuleProperty = {
  id: 'abort-uploads',
  status: 'Enabled',
  abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
}

/** Each move from to_process/ to processed/ leaves a version that nobody sees and a delete marker. */
const forgetMoves: CfnBucket.RuleProperty[] = [
  {
    id: 'forget-moved',
    status: 'Enabled',
    noncurrentVersionExpiration: { noncurrentDays: 30 },
    expiredObjectDeleteMarker: true,
  },
]

/** Decisions of people stay for ever: nothing else holds them. */
function expiry(days: number | null): CfnBucket.RuleProperty[] {
  if (days === null) return []
  const expire = (table: SnapshotTable | 'runs') => ({
    id: `expire-${table}`,
    status: 'Enabled',
    prefix: `${table}/`,
    expirationInDays: days,
  })
  return [...snapshotTables, 'runs' as const].map(expire)
}

function onlyTls(stack: Stack, id: string, bucket: CfnBucket) {
  const statement = new PolicyStatement({
    sid: 'OnlyTls',
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions: ['s3:*'],
    resources: [bucket.attrArn, `${bucket.attrArn}/*`],
    conditions: { Bool: { 'aws:SecureTransport': 'false' } },
  })
  new CfnBucketPolicy(stack, `${id}Policy`, {
    bucket: bucket.ref,
    policyDocument: new PolicyDocument({ statements: [statement] }),
  })
}
