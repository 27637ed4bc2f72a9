import type { Stack } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { type IKey, Key } from 'aws-cdk-lib/aws-kms'
import type { CfnBucket } from 'aws-cdk-lib/aws-s3'
import { QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs'

/** How everything is encrypted: with a customer's key, or with the keys of the services. */
export interface Encryption {
  key: IKey | null
  bucket: CfnBucket.BucketEncryptionProperty
  queue: Pick<QueueProps, 'encryption' | 'encryptionMasterKey'>
  /** What a role needs in addition to read and to write encrypted data. Empty if the services hold the keys. */
  toRead: PolicyStatement[]
  toWrite: PolicyStatement[]
  /** The same for a SecureString. */
  toWriteParameters: PolicyStatement[]
}

/** Encrypts with the customer's key `kms_key_arn`. If it is null, the services use keys that AWS manages. */
export function createEncryption(stack: Stack, kms_key_arn: string | null): Encryption {
  if (kms_key_arn === null) {
    const bucket = bucketEncryption({ sseAlgorithm: 'AES256' })
    const none = { toRead: [], toWrite: [], toWriteParameters: [] }
    return { key: null, bucket, queue: { encryption: QueueEncryption.SQS_MANAGED }, ...none }
  }
  const key = Key.fromKeyArn(stack, 'Key', kms_key_arn)
  const allow = (...actions: string[]) => [new PolicyStatement({ actions, resources: [kms_key_arn] })]
  return {
    key,
    bucket: bucketEncryption({ sseAlgorithm: 'aws:kms', kmsMasterKeyId: kms_key_arn }),
    queue: { encryption: QueueEncryption.KMS, encryptionMasterKey: key },
    toRead: allow('kms:Decrypt'),
    // SQS decrypts the data key that it encrypts a message with.
    toWrite: allow('kms:GenerateDataKey', 'kms:Decrypt'),
    toWriteParameters: allow('kms:Encrypt'),
  }
}

function bucketEncryption(
  serverSideEncryptionByDefault: CfnBucket.ServerSideEncryptionByDefaultProperty,
): CfnBucket.BucketEncryptionProperty {
  const bucketKeyEnabled = serverSideEncryptionByDefault.sseAlgorithm === 'aws:kms'
  return { serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault, bucketKeyEnabled }] }
}
