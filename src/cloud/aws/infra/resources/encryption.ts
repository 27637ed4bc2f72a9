import type { Stack } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { type IKey, Key } from 'aws-cdk-lib/aws-kms'
import type { CfnBucket } from 'aws-cdk-lib/aws-s3'
import { QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs'

/** How everything is encrypted: by a customer's key, or by the keys of the services. */
export interface Encryption {
  key: IKey | null
  bucket: CfnBucket.BucketEncryptionProperty
  queue: Pick<QueueProps, 'encryption' | 'encryptionMasterKey'>
  /** What a role needs besides, to read and to write what is encrypted; nothing where the services have the keys. */
  toRead: PolicyStatement[]
  toWrite: PolicyStatement[]
}

export function createEncryption(stack: Stack, kms_key_arn: string | null): Encryption {
  if (kms_key_arn === null) {
    const bucket = bucketEncryption({ sseAlgorithm: 'AES256' })
    return { key: null, bucket, queue: { encryption: QueueEncryption.SQS_MANAGED }, toRead: [], toWrite: [] }
  }
  const key = Key.fromKeyArn(stack, 'Key', kms_key_arn)
  const allow = (...actions: string[]) => [new PolicyStatement({ actions, resources: [kms_key_arn] })]
  return {
    key,
    bucket: bucketEncryption({ sseAlgorithm: 'aws:kms', kmsMasterKeyId: kms_key_arn }),
    queue: { encryption: QueueEncryption.KMS, encryptionMasterKey: key },
    toRead: allow('kms:Decrypt'),
    // A queue's message is written with a data key that has to be readable again.
    toWrite: allow('kms:GenerateDataKey', 'kms:Decrypt'),
  }
}

function bucketEncryption(
  serverSideEncryptionByDefault: CfnBucket.ServerSideEncryptionByDefaultProperty,
): CfnBucket.BucketEncryptionProperty {
  const bucketKeyEnabled = serverSideEncryptionByDefault.sseAlgorithm === 'aws:kms'
  return { serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault, bucketKeyEnabled }] }
}
