import type { SSMClient } from '@aws-sdk/client-ssm'
import type { AwsConfig, Config } from '../../../config/config.ts'
import { ConfigError, UsageError } from '../../../domain/errors.ts'
import type { Authorisation, AuthorisationStore } from '../../../sources/oauth/authorisation.ts'
import { authorisationFile } from '../../../sources/oauth/authorisation-file.ts'
import { getCallerAccount } from '../aws-account.ts'
import {
  type AwsAccount,
  type CredentialSource,
  credentialSources,
  credentialsParameter,
  formatAccount,
  stackName,
} from '../aws-names.ts'
import { clientOptions } from '../client-options.ts'
import { loadClient } from '../load-clients.ts'
import { readConsentInstant, toPutInput } from '../secret-parameter.ts'
import { withAwsErrors } from '../with-aws-errors.ts'

/**
 * Stores a source's credentials where the extract function reads them: in an SSM SecureString, encrypted with the
 * customer's key if there is one. These are the consent of the signed-in user, which then belongs to the function, or
 * the app's from the environment. Returns the parameter's name, its account, and whose credentials they are.
 */
export async function putCredentials(
  config: Config,
  source: string,
): Promise<{ name: string; account: AwsAccount; kind: 'user' | 'client' }> {
  const { aws } = config
  if (!isCredentialSource(source)) {
    throw new UsageError(`expected a source that needs credentials, got ${source}`, {
      advice: `use ${credentialSources.join(' or ')}`,
    })
  }
  const store = authorisationFile(config.data_dir, source)
  const put = async (value: object, authorized_at: string | null) => {
    const account = await getCallerAccount(aws)
    const { PutParameterCommand, SSMClient } = await loadClient.ssm()
    const name = credentialsParameter(aws.environment, source)
    const { kms_key_arn } = aws
    const command = new PutParameterCommand(toPutInput({ name, value, authorized_at, kms_key_arn }))
    await withAwsErrors('ssm:PutParameter', () => new SSMClient(clientOptions(aws)).send(command))
    return { name, account }
  }
  const { auth } = config.sources[source]
  if (auth === 'client' || (auth === null && (await store.read()) === null)) {
    return { ...(await put(readAppCredentials(config, source), null)), kind: 'client' }
  }
  await requireConsent(store, source)
  // No run on this machine may refresh it at the same time: the function would get a token that is used up.
  const stored = await store.exclusively(async () => {
    const consent = await requireConsent(store, source)
    const stored = await put(consent, consent.authorized_at)
    const given_to = `${stackName(aws.environment)} in ${formatAccount(stored.account)}`
    await store.write({ ...consent, given_to })
    return stored
  })
  return { ...stored, kind: 'user' }
}

/** The consent of the user on this machine, unless another deployment has it. */
async function requireConsent(store: AuthorisationStore, source: string): Promise<Authorisation> {
  const consent = await store.read()
  if (consent !== null && consent.given_to === null) return consent
  const problem =
    consent === null
      ? `no one has signed in to ${source}`
      : `${consent.given_to} uses this consent to ${source}`
  throw new ConfigError(problem, { advice: `sign in with \`hitparade auth ${source}\` first` })
}

function readAppCredentials({ credentials }: Config, source: CredentialSource) {
  const { client_id, client_secret } = credentials[source]
  const missing = Object.entries({ SPOTIFY_CLIENT_ID: client_id, SPOTIFY_CLIENT_SECRET: client_secret })
    .filter(([, value]) => value === null)
    .map(([name]) => name)
  if (missing.length === 0) return { client_id, client_secret }
  throw new ConfigError(
    `expected a user who has signed in, or ${missing.join(' and ')} in the environment, got nothing`,
    {
      advice: `sign in with \`hitparade auth ${source}\` first; for an app with extended quota, set what its page in the Spotify dashboard shows`,
      details: { variables: missing.join(', ') },
    },
  )
}

/** A parameter with credentials that exists. */
export interface StoredParameter {
  name: string
  /** ISO instant of the consent that it contains; null: it contains the credentials of an app. */
  authorized_at: string | null
}

/** The parameters with an environment's credentials that exist. */
export async function listStoredCredentials(
  client: SSMClient,
  environment: string,
): Promise<StoredParameter[]> {
  const { paginateDescribeParameters } = await loadClient.ssm()
  const Values = credentialSources.map((source) => credentialsParameter(environment, source))
  const ParameterFilters = [{ Key: 'Name', Option: 'Equals', Values }]
  const stored: StoredParameter[] = []
  // All pages: one may be empty and not the last.
  for await (const { Parameters = [] } of paginateDescribeParameters({ client }, { ParameterFilters })) {
    for (const parameter of Parameters) {
      const { Name: name } = parameter
      if (name !== undefined) stored.push({ name, authorized_at: readConsentInstant(parameter) })
    }
  }
  return stored
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

function isCredentialSource(source: string): source is CredentialSource {
  return credentialSources.some((name) => name === source)
}
