import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { HitparadeError } from '../../../domain/errors.ts'
import type { SourceConfig } from '../../../sources/source.ts'
import { credentialsParameter } from '../aws-names.ts'
import { credentialSources } from '../credential-sources.ts'

type Credentials = SourceConfig['credentials']

/** The credentials of a source out of its SSM SecureString; none for a source that needs none. */
export async function getCredentials(environment: string, source: string): Promise<Credentials> {
  const none = { spotify: { client_id: null, client_secret: null } }
  if (!credentialSources.some((name) => name === source)) return none
  const Name = credentialsParameter(environment, source)
  try {
    const { Parameter } = await new SSMClient({}).send(
      new GetParameterCommand({ Name, WithDecryption: true }),
    )
    return { ...none, [source]: JSON.parse(Parameter?.Value ?? '') as Credentials['spotify'] }
  } catch (error) {
    // Never the cause itself: its text could hold what was read.
    const what = error instanceof Error ? error.name : 'an unknown error'
    const advice = `put them there with \`hitparade credentials put ${source}\``
    throw new HitparadeError(
      'Credentials',
      `the credentials of ${source} cannot be read from ${Name} (${what})`,
      { advice },
    )
  }
}
