/** Keys of a user. */
export interface Keys {
  accessKeyId: string
  secretAccessKey: string
}

/** A new user of moto who may do what one policy says, and nothing else once policies are enforced. */
export async function userWith(endpoint: string, UserName: string, policy: object): Promise<Keys> {
  await iam(endpoint, { Action: 'CreateUser', UserName })
  const PolicyDocument = JSON.stringify(policy)
  await iam(endpoint, { Action: 'PutUserPolicy', UserName, PolicyName: 'only', PolicyDocument })
  const made = await iam(endpoint, { Action: 'CreateAccessKey', UserName })
  const [, accessKeyId = ''] = /<AccessKeyId>(.+)<\/AccessKeyId>/.exec(made) ?? []
  const [, secretAccessKey = ''] = /<SecretAccessKey>(.+)<\/SecretAccessKey>/.exec(made) ?? []
  return { accessKeyId, secretAccessKey }
}

/** From now on every call is checked. */
export async function enforcePolicies(endpoint: string): Promise<void> {
  const { ok } = await fetch(`${endpoint}/moto-api/reset-auth`, { method: 'POST', body: '0' })
  if (!ok) throw new Error('moto does not enforce policies')
}

/** IAM's query protocol by hand: one more SDK for three calls would be too much. */
async function iam(endpoint: string, parameters: Record<string, string>): Promise<string> {
  const answer = await fetch(endpoint, {
    method: 'POST',
    // Which service is meant, moto reads from here; nothing is enforced yet.
    headers: {
      authorization:
        'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: new URLSearchParams({ ...parameters, Version: '2010-05-08' }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`moto refused ${parameters.Action}: ${text}`)
  return text
}
