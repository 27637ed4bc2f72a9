import type { SSMClient } from '@aws-sdk/client-ssm'
import type { AwsConfig, Config } from '../../../config/config.ts'
import { ConfigError, UsageError } from '../../../domain/errors.ts'
import { clientOptions, getCallerAccount } from '../aws-account.ts'
import { type AwsAccount, credentialSources, credentialsParameter } from '../aws-names.ts'
import { loadClient } from '../load-clients.ts'
import { withAwsErrors } from '../with-aws-errors.ts'

/**
 * Stores a source's credentials from the environment where the extract function reads them: in an SSM SecureString,
 * encrypted with the customer's key if there is one. Returns the parameter's name and its account.
 */
export async function putCredentials(
  { aws, credentials }: Config,
  source: string,
): Promise<{ name: string; account: AwsAccount }> {
  if (!isCredentialSource(source)) {
    throw new UsageError(`expected a source that needs credentials, got ${source}`, {
      advice: `use ${credentialSources.join(' or ')}`,
    })
  }
  const { client_id, client_secret } = credentials[source]
  const missing = Object.entries({ SPOTIFY_CLIENT_ID: client_id, SPOTIFY_CLIENT_SECRET: client_secret })
    .filter(([, value]) => value === null)
    .map(([name]) => name)
  if (missing.length > 0) {
    throw new ConfigError(`expected ${missing.join(' and ')} in the environment, got nothing`, {
      advice: "set them to what your app's page in the Spotify dashboard shows",
      details: { variables: missing.join(', ') },
    })
  }
  const account = await getCallerAccount(aws)
  const { PutParameterCommand, SSMClient } = await loadClient.ssm()
  const name = credentialsParameter(aws.environment, source)
  const command = new PutParameterCommand({
    Name: name,
    Value: JSON.stringify({ client_id, client_secret }),
    Type: 'SecureString',
    Overwrite: true,
    ...(aws.kms_key_arn !== null && { KeyId: aws.kms_key_arn }),
  })
  await withAwsErrors('ssm:PutParameter', () => new SSMClient(clientOptions(aws)).send(command))
  return { name, account }
}

/** Names of the parameters with an environment's credentials that exist. */
export async function listStoredCredentials(client: SSMClient, environment: string): Promise<string[]> {
  const { paginateDescribeParameters } = await loadClient.ssm()
  const Values = credentialSources.map((source) => credentialsParameter(environment, source))
  const ParameterFilters = [{ Key: 'Name', Option: 'Equals', Values }]
  const names: string[] = []
  // All pages: one may be empty and not the last.
  for await (const { Parameters = [] } of paginateDescribeParameters({ client }, { ParameterFilters })) {
    for (const { Name } of Parameters) if (Name !== undefined) names.push(Name)
  }
  return names
}

/** Whether the environment has credentials of any source. */
export async function hasCredentials(aws: AwsConfig): Promise<boolean> {
  const { SSMClient } = await loadClient.ssm()
  const client = new SSMClient(clientOptions(aws))
  const names = await withAwsErrors('ssm:DescribeParameters', () =>
    listStoredCredentials(client, aws.environment),
  )
  return names.length > 0
}

/** Deletes the credentials of every source. Returns the names of the deleted parameters. */
export async function deleteCredentials(aws: AwsConfig): Promise<string[]> {
  const { DeleteParametersCommand, SSMClient } = await loadClient.ssm()
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
