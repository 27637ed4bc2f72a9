import { CfnDeletionPolicy, CfnOutput, type Stack } from 'aws-cdk-lib'
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { CfnBucket, CfnBucketPolicy, type CfnBucketProps } from 'aws-cdk-lib/aws-s3'
import { type SnapshotTable, snapshotTables, tableNames } from '../../../../domain/tables/tables.ts'
import { isReserved } from '../../bucket-names.ts'
import { outputs } from '../../stack-interface.ts'
import type { Scope } from '../stack-scope.ts'
import { notifySnowpipe } from './snowpipe-notifications.ts'

export interface Buckets {
  raw: CfnBucket
  curated: CfnBucket
}

/**
 * The raw and the curated bucket. Both are kept when the stack is deleted. They are L1 constructs, because CDK's L2
 * options for EventBridge and notifications add a Lambda function to the stack.
 */
export function createBuckets(scope: Scope): Buckets {
  const { stack, names, encryption, aws } = scope
  const shared = {
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
    ...shared,
    ...nameBucket(names.rawBucket),
    versioningConfiguration: { status: 'Enabled' },
    notificationConfiguration: { eventBridgeConfiguration: { eventBridgeEnabled: true } },
    lifecycleConfiguration: { rules: [abortUploads, ...expireMoved] },
  })
  const curated = new CfnBucket(stack, 'Curated', {
    ...shared,
    ...nameBucket(names.curatedBucket),
    // For the decisions of people. A bucket is versioned as a whole, so rules delete the old versions of all else.
    versioningConfiguration: { status: 'Enabled' },
    lifecycleConfiguration: {
      rules: [abortUploads, ...forgetVersions, ...expireTables(aws.curated_expiry_days)],
    },
    ...(scope.hasSnowflake && { notificationConfiguration: notifySnowpipe(scope) }),
  })
  for (const [id, bucket] of [
    ['Raw', raw],
    ['Curated', curated],
  ] as const) {
    // A failed first deployment must not keep them: they would block the next one.
    bucket.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE
    bucket.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN
    requireTls(stack, id, bucket)
  }
  new CfnOutput(stack, outputs.rawBucket, { value: raw.ref })
  new CfnOutput(stack, outputs.curatedBucket, { value: curated.ref })
  return { raw, curated }
}

/** The namespace belongs to the name: S3 creates a reserved name only in it. */
function nameBucket(bucketName: string): Pick<CfnBucketProps, 'bucketName' | 'bucketNamespace'> {
  return isReserved(bucketName) ? { bucketName, bucketNamespace: 'account-regional' } : { bucketName }
}

const abortUploads: CfnBucket.RuleProperty = {
  id: 'abort-uploads',
  status: 'Enabled',
  abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
}

/** Each move from to_process/ to processed/ leaves a noncurrent version and a delete marker. */
const expireMoved: CfnBucket.RuleProperty[] = [
  {
    id: 'forget-moved',
    status: 'Enabled',
    noncurrentVersionExpiration: { noncurrentDays: 30 },
    expiredObjectDeleteMarker: true,
  },
]

/** Days for which a version of a decision that was deleted or replaced can be restored. */
const decisionDays = 365

/** Files of the other tables are made from raw objects, which are versioned themselves. */
const forgetVersions: CfnBucket.RuleProperty[] = tableNames.map((table) => ({
  id: `forget-${table}`,
  status: 'Enabled',
  prefix: `${table}/`,
  noncurrentVersionExpiration: { noncurrentDays: table === 'settings' ? decisionDays : 1 },
  expiredObjectDeleteMarker: true,
}))

/** Decisions of people never expire: they are stored nowhere else. */
function expireTables(days: number | null): CfnBucket.RuleProperty[] {
  if (days === null) return []
  const expire = (table: SnapshotTable | 'runs') => ({
    id: `expire-${table}`,
    status: 'Enabled',
    prefix: `${table}/`,
    expirationInDays: days,
  })
  return [...snapshotTables, 'runs' as const].map(expire)
}

function requireTls(stack: Stack, id: string, bucket: CfnBucket) {
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
