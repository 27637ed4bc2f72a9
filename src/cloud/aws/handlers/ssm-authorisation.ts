import { GetParameterCommand, PutParameterCommand, type SSMClient } from '@aws-sdk/client-ssm'
import {
  type Authorisation,
  type AuthorisationStore,
  parseAuthorisation,
} from '../../../sources/oauth/authorisation.ts'
import { toPutInput } from '../secret-parameter.ts'
import { withAwsErrors } from '../with-aws-errors.ts'

interface SsmAuthorisation {
  client: SSMClient
  source: string
  /** Name of the parameter. */
  name: string
  kms_key_arn: string | null
  /** What the parameter contained when the function started. */
  stored: Authorisation
  exclusively: AuthorisationStore['exclusively']
}

/** The consent in an SSM parameter. It is read again only where a token has to be refreshed. */
export function ssmAuthorisation({
  client,
  source,
  name,
  kms_key_arn,
  stored,
  exclusively,
}: SsmAuthorisation): AuthorisationStore {
  let first: Authorisation | null = stored
  return {
    async read() {
      const known = first
      first = null
      if (known !== null) return known
      const command = new GetParameterCommand({ Name: name, WithDecryption: true })
      const { Parameter } = await withAwsErrors('ssm:GetParameter', () => client.send(command), name)
      return parseAuthorisation(source, Parameter?.Value ?? '', name)
    },
    async write(authorisation) {
      const { authorized_at } = authorisation
      const command = new PutParameterCommand(
        toPutInput({ name, value: authorisation, authorized_at, kms_key_arn }),
      )
      await withAwsErrors('ssm:PutParameter', () => client.send(command), name)
    },
    exclusively,
  }
}
