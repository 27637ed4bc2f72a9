import type { Stack } from '@aws-sdk/client-cloudformation'
import { HitparadeError } from '../../../../domain/errors.ts'
import { credentialSources, credentialsParameter, formatAccount } from '../../aws-names.ts'
import { describeStack } from '../../aws-stack.ts'
import { clientOptions } from '../../client-options.ts'
import { loadClient } from '../../load-clients.ts'
import { listStoredCredentials } from '../put-credentials.ts'
import type { InspectContext } from './inspect-context.ts'

/** CloudFormation's description of the stack; null if it cannot be seen. Throws code `NotDeployed` if there is no stack. */
export async function readStack({
  aws,
  names,
  account,
  readIfPermitted,
}: Omit<InspectContext, 's3' | 'now'>): Promise<Stack | null> {
  return readIfPermitted('stack', names.stack, async () => {
    const stack = await describeStack(aws)
    if (stack !== null) return stack
    throw new HitparadeError('NotDeployed', `there is no stack ${names.stack} in ${formatAccount(account)}`, {
      advice:
        'deploy it with `hitparade deploy --target aws`, or set "environment" and "region" under "aws" in ' +
        'hitparade.jsonc',
      details: { stack: names.stack, account: account.account, region: account.region },
    })
  })
}

export interface CredentialsState {
  source: string
  parameter: string
  there: boolean
  /** ISO instant of the user's consent; null: it is missing, or the credentials are those of an app. */
  authorized_at: string | null
}

/** Which sources have stored credentials, of those that need some; null if that cannot be seen. */
export async function readCredentialsState({
  aws,
  readIfPermitted,
}: InspectContext): Promise<CredentialsState[] | null> {
  const { SSMClient } = await loadClient.ssm()
  const ssm = new SSMClient(clientOptions(aws))
  return readIfPermitted('credentials', '*', async () => {
    const stored = await listStoredCredentials(ssm, aws.environment)
    return credentialSources.map((source) => {
      const parameter = credentialsParameter(aws.environment, source)
      const found = stored.find(({ name }) => name === parameter)
      return {
        source,
        parameter,
        there: found !== undefined,
        authorized_at: found?.authorized_at ?? null,
      }
    })
  })
}
