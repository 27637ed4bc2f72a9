import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { SSMClient } from '@aws-sdk/client-ssm'
import { getMessage, HitparadeError } from '../../../../domain/errors.ts'
import { credentialsParameter, placeWords } from '../../aws-names.ts'
import { credentialSources } from '../../credential-sources.ts'
import { credentialsThere } from '../put-credentials.ts'
import type { InspectContext } from './inspect-context.ts'

/** CloudFormation's word for the state of the stack; null where it cannot be seen. Throws where there is none. */
export async function readStackStatus({ client, names, place, ask }: InspectContext): Promise<string | null> {
  const cloudformation = new CloudFormationClient(client)
  return ask('stack', names.stack, async () => {
    try {
      const { Stacks } = await cloudformation.send(new DescribeStacksCommand({ StackName: names.stack }))
      return Stacks?.[0]?.StackStatus ?? null
    } catch (error) {
      if (!/does not exist/.test(getMessage(error))) throw error
      throw new HitparadeError('NotDeployed', `there is no stack ${names.stack} in ${placeWords(place)}`, {
        advice:
          'deploy it with ' +
          '`hitparade deploy --target aws`, or set "environment" and "region" under "aws" in hitparade.jsonc',
      })
    }
  })
}

export interface CredentialsState {
  source: string
  parameter: string
  there: boolean
}

/** Whether the credentials of the sources that need some were put; null where that cannot be seen. */
export async function readCredentialsState({
  client,
  environment,
  ask,
}: InspectContext): Promise<CredentialsState[] | null> {
  const ssm = new SSMClient(client)
  return ask('credentials', '*', async () => {
    const there = await credentialsThere(ssm, environment)
    return credentialSources.map((source) => {
      const parameter = credentialsParameter(environment, source)
      return { source, parameter, there: there.includes(parameter) }
    })
  })
}
