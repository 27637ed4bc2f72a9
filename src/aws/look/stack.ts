import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { DescribeParametersCommand, SSMClient } from '@aws-sdk/client-ssm'
import { HitparadeError, messageOf } from '../../errors.ts'
import { credentialSources } from '../credential-sources.ts'
import type { Looking } from '../look.ts'
import { credentialsParameter, placeWords } from '../names.ts'

/** CloudFormation's word for the state of the stack; null where it cannot be seen. Throws where there is none. */
export async function stackStateOf({ client, names, place, ask }: Looking): Promise<string | null> {
  const cloudformation = new CloudFormationClient(client)
  return ask('stack', names.stack, async () => {
    try {
      const { Stacks } = await cloudformation.send(new DescribeStacksCommand({ StackName: names.stack }))
      return Stacks?.[0]?.StackStatus ?? null
    } catch (error) {
      if (!/does not exist/.test(messageOf(error))) throw error
      throw new HitparadeError(
        'NotDeployed',
        `there is no stack ${names.stack} in ${placeWords(place)}; deploy it with ` +
          '`hitparade deploy --target aws`, or set "environment" and "region" under "aws" in hitparade.jsonc',
      )
    }
  })
}

export interface CredentialsState {
  source: string
  parameter: string
  there: boolean
}

/** Whether the credentials of the sources that need some were put; null where that cannot be seen. */
export async function credentialsOf({
  client,
  environment,
  ask,
}: Looking): Promise<CredentialsState[] | null> {
  const ssm = new SSMClient(client)
  const names = credentialSources.map((source) => credentialsParameter(environment, source))
  return ask('credentials', '*', async () => {
    const filter = { Key: 'Name', Option: 'Equals', Values: names }
    const { Parameters = [] } = await ssm.send(new DescribeParametersCommand({ ParameterFilters: [filter] }))
    return credentialSources.map((source, index) => {
      const parameter = names[index] ?? ''
      return { source, parameter, there: Parameters.some(({ Name }) => Name === parameter) }
    })
  })
}
