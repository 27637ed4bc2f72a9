import type { SSMClient } from '@aws-sdk/client-ssm'
import type { AwsConfig, Config } from '../../../config/config.ts'
import { ConfigError, UsageError } from '../../../domain/errors.ts'
import { clientOptions, getCallerPlace } from '../aws-account.ts'
import { type AwsPlace, credentialsParameter } from '../aws-names.ts'
import { credentialSources } from '../credential-sources.ts'
import { withAwsErrors } from '../with-aws-errors.ts'

/**
 * Puts a source's credentials where the extract function reads them: a SecureString of SSM, encrypted with the
 * customer's key where there is one. They come from the environment. Returns the parameter's name and where it lies.
 */
export async function putCredentials(
  { aws, credentials }: Config,
  source: string,
): Promise<{ name: string; place: AwsPlace }> {
  if (!isCredentialSource(source)) {
    throw new UsageError(`${source} takes no credentials`, {
      advice: `those that do are ${credentialSources.join(', ')}`,
    })
  }
  const { client_id, client_secret } = credentials[source]
  const missing = Object.entries({ SPOTIFY_CLIENT_ID: client_id, SPOTIFY_CLIENT_SECRET: client_secret })
    .filter(([, value]) => value === null)
    .map(([name]) => name)
  if (missing.length > 0) {
    throw new ConfigError(`expected ${missing.join(' and ')} in the environment, got nothing`, {
      advice: 'set what is missing',
    })
  }
  const place = await getCallerPlace(aws)
  const { PutParameterCommand, SSMClient } = await import('@aws-sdk/client-ssm')
  const Name = credentialsParameter(aws.environment, source)
  const command = new PutParameterCommand({
    Name,
    Value: JSON.stringify({ client_id, client_secret }),
    Type: 'SecureString',
    Overwrite: true,
    ...(aws.kms_key_arn !== null && { KeyId: aws.kms_key_arn }),
  })
  await withAwsErrors('ssm:PutParameter', () => new SSMClient(clientOptions(aws)).send(command))
  return { name: Name, place }
}

/** The parameters of an environment's credentials that there are. A page may be empty and not the last. */
export async function credentialsThere(client: SSMClient, environment: string): Promise<string[]> {
  const { paginateDescribeParameters } = await import('@aws-sdk/client-ssm')
  const Values = credentialSources.map((source) => credentialsParameter(environment, source))
  const ParameterFilters = [{ Key: 'Name', Option: 'Equals', Values }]
  const there: string[] = []
  for await (const { Parameters = [] } of paginateDescribeParameters({ client }, { ParameterFilters })) {
    for (const { Name } of Parameters) if (Name !== undefined) there.push(Name)
  }
  return there
}

/** Whether any were put and are there. */
export async function hasCredentials(aws: AwsConfig): Promise<boolean> {
  const { SSMClient } = await import('@aws-sdk/client-ssm')
  const client = new SSMClient(clientOptions(aws))
  const there = await withAwsErrors('ssm:DescribeParameters', () => credentialsThere(client, aws.environment))
  return there.length > 0
}

/** Deletes all that were put; returns the names of those that were there. */
export async function deleteCredentials(aws: AwsConfig): Promise<string[]> {
  const { DeleteParametersCommand, SSMClient } = await import('@aws-sdk/client-ssm')
  const Names = credentialSources.map((source) => credentialsParameter(aws.environment, source))
  const client = new SSMClient(clientOptions(aws))
  const { DeletedParameters } = await withAwsErrors('ssm:DeleteParameters', () =>
    client.send(new DeleteParametersCommand({ Names })),
  )
  return DeletedParameters ?? []
}

function isCredentialSource(source: string): source is (typeof credentialSources)[number] {
  return credentialSources.some((name) => name === source)
}
