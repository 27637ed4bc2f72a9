import { setTimeout } from 'node:timers/promises'
import type { S3Client } from '@aws-sdk/client-s3'
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { HitparadeError } from '../../../domain/errors.ts'
import {
  type Authorisation,
  type AuthorisationStore,
  parseAuthorisation,
} from '../../../sources/oauth/authorisation.ts'
import type { SourceConfig } from '../../../sources/source.ts'
import { parseS3Address } from '../../../storage/s3/s3-address.ts'
import { credentialSources, credentialsParameter, refreshLock } from '../aws-names.ts'
import { withRefreshLock } from './refresh-lock.ts'
import { ssmAuthorisation } from './ssm-authorisation.ts'

type Credentials = SourceConfig['credentials']

export interface StoredCredentials {
  credentials: Credentials
  /** The consent of a user; null: the credentials are those of an app. */
  authorisation: AuthorisationStore | null
  /** ISO instant of the consent. */
  authorized_at: string | null
}

export interface CredentialsPlace {
  environment: string
  kms_key_arn: string | null
  /** `s3://` address of the raw bucket, which contains the lock for refreshing a token. */
  raw: string
  client: S3Client
}

/**
 * Reads the credentials of a source from its SSM SecureString; returns empty ones for a source that needs none. Throws
 * code `Credentials` if they cannot be read.
 */
export async function getCredentials(place: CredentialsPlace, source: string): Promise<StoredCredentials> {
  const empty = { spotify: { client_id: null, client_secret: null } }
  if (!credentialSources.some((name) => name === source))
    return { credentials: empty, authorisation: null, authorized_at: null }
  const { environment, kms_key_arn } = place
  const name = credentialsParameter(environment, source)
  const client = new SSMClient({})
  const stored = await readParameter(client, source, name)
  if (!('refresh_token' in stored))
    return { credentials: { ...empty, [source]: stored }, authorisation: null, authorized_at: null }
  const { bucket = '', path = '' } = parseS3Address(place.raw) ?? {}
  const lock = {
    client: place.client,
    bucket,
    key: [...path.split('/').filter((part) => part !== ''), refreshLock(source)].join('/'),
    now: Date.now,
    sleep: setTimeout,
  }
  const authorisation = ssmAuthorisation({
    ...{ client, source, name, kms_key_arn, stored },
    exclusively: (work) => withRefreshLock(lock, work),
  })
  return { credentials: empty, authorisation, authorized_at: stored.authorized_at }
}

async function readParameter(
  client: SSMClient,
  source: string,
  name: string,
): Promise<Credentials['spotify'] | Authorisation> {
  try {
    const { Parameter } = await client.send(new GetParameterCommand({ Name: name, WithDecryption: true }))
    const text = Parameter?.Value ?? ''
    const value = JSON.parse(text) as Credentials['spotify']
    return 'refresh_token' in value ? parseAuthorisation(source, text, name) : value
  } catch (error) {
    // Without `cause`: its text could contain the credentials.
    const aws_error = error instanceof Error ? error.name : 'an unknown error'
    throw new HitparadeError(
      'Credentials',
      `could not read the credentials of ${source} in ${name} (${aws_error})`,
      {
        advice: `store them with \`hitparade credentials put ${source}\``,
        details: { aws_error, operation: 'ssm:GetParameter', source, parameter: name },
      },
    )
  }
}
