import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { HitparadeError } from '../../../domain/errors.ts'
import type { SourceConfig } from '../../../sources/source.ts'
import { credentialSources, credentialsParameter } from '../aws-names.ts'

type Credentials = SourceConfig['credentials']

/**
 * Reads the credentials of a source from its SSM SecureString; returns empty ones for a source that needs none. Throws
 * code `Credentials` if they cannot be read.
 */
export async function getCredentials(environment: string, source: string): Promise<Credentials> {
  const empty = { spotify: { client_id: null, client_secret: null } }
  if (!credentialSources.some((name) => name === source)) return empty
  const Name = credentialsParameter(environment, source)
  try {
    const { Parameter } = await new SSMClient({}).send(
      new GetParameterCommand({ Name, WithDecryption: true }),
    )
    return { ...empty, [source]: JSON.parse(Parameter?.Value ?? '') as Credentials['spotify'] }
  } catch (error) {
    // Without `cause`: its text could contain the credentials.
    const name = error instanceof Error ? error.name : 'an unknown error'
    throw new HitparadeError(
      'Credentials',
      `could not read the credentials of ${source} in ${Name} (${name})`,
      {
        advice: `store them with \`hitparade credentials put ${source}\``,
        details: { aws_error: name, operation: 'ssm:GetParameter', source, parameter: Name },
      },
    )
  }
}
