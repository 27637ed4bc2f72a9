import type { AwsConfig, Config } from '../../config/config.ts'
import { HitparadeError } from '../../domain/errors.ts'
import { openStore } from '../../storage/open-store.ts'
import type { ObjectStore } from '../../storage/store.ts'
import type { AwsAccount } from './aws-names.ts'
import type { BucketNames } from './bucket-names.ts'
import { clientOptions } from './client-options.ts'
import { findBuckets } from './find-buckets.ts'
import { loadClient } from './load-clients.ts'
import { findOrNull, withAwsErrors } from './with-aws-errors.ts'

/**
 * The account of the credentials, and the configured region. Throws if the credentials are not valid (code
 * `Credentials`), or belong to another account than the configured one (code `Account`).
 */
export async function getCallerAccount(aws: AwsConfig): Promise<AwsAccount> {
  const { GetCallerIdentityCommand, STSClient } = await loadClient.sts()
  const client = new STSClient(clientOptions(aws))
  return withAwsErrors('sts:GetCallerIdentity', async () => {
    const region = await client.config.region()
    const { Account = '', Arn = '' } = await client.send(new GetCallerIdentityCommand({}))
    if (aws.account === null || aws.account === Account) {
      return { partition: Arn.split(':')[1] ?? 'aws', account: Account, region }
    }
    throw new HitparadeError(
      'Account',
      `expected credentials of account ${aws.account}, got those of ${Account}`,
      {
        advice: 'set AWS_PROFILE, or correct aws.account in the configuration',
        details: { expected: aws.account, account: Account },
      },
    )
  })
}

/** One of the two buckets of the configured environment, in the environment's region. */
export async function deployedStore(
  config: Pick<Config, 'aws' | 's3'>,
  bucket: keyof BucketNames,
): Promise<ObjectStore> {
  const place = await getCallerAccount(config.aws)
  const { [bucket]: name } = await findBuckets(config, place)
  return openStore(`s3://${name}`, { ...config.s3, region: place.region })
}

/** Whether CDK is bootstrapped in the account and region, which every deployment needs. */
export async function isBootstrapped(aws: AwsConfig): Promise<boolean> {
  const { GetParameterCommand, SSMClient } = await loadClient.ssm()
  const client = new SSMClient(clientOptions(aws))
  const Name = `/cdk-bootstrap/${aws.bootstrap_qualifier ?? 'hnb659fds'}/version`
  const version = await findOrNull('ssm:GetParameter', () => client.send(new GetParameterCommand({ Name })))
  return version !== null
}
