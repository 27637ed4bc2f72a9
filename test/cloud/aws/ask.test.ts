import { expect, test } from 'vitest'
import { withAwsErrors } from '../../../src/cloud/aws/with-aws-errors.ts'
import { HitparadeError } from '../../../src/domain/errors.ts'

/** An error as the AWS SDK throws it. */
const thrown = (name: string, message: string, httpStatusCode?: number) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode } })

test.each([
  [
    'Denied',
    thrown('AccessDeniedException', 'User is not authorized'),
    /^AWS refused ssm:PutParameter \(AccessDeniedException\): the credentials need it$/,
  ],
  ['Denied', thrown('Unknown', 'Forbidden', 403), /^AWS refused ssm:PutParameter/],
  [
    'Credentials',
    thrown('ExpiredTokenException', 'The token has expired', 400),
    /The token has expired; set AWS_PROFILE/,
  ],
  // STS and most others refuse unknown keys with the status of a right that lacks.
  [
    'Credentials',
    thrown('InvalidClientTokenId', 'The security token included in the request is invalid.', 403),
    /^AWS could not be asked for ssm:PutParameter: The security token .*; set AWS_PROFILE/,
  ],
  [
    'Denied',
    thrown('AccessDeniedException', 'is not authorized to perform: kms:Encrypt on resource: arn', 400),
    /the credentials need kms:Encrypt on the key that encrypts this$/,
  ],
  [
    'Credentials',
    thrown('Error', 'Region is missing'),
    /Region is missing; set AWS_PROFILE.*and AWS_REGION$/,
  ],
  [
    'Aws',
    thrown('ParameterMaxVersionLimitExceeded', 'too many'),
    /^AWS failed at ssm:PutParameter \(ParameterMaxVersionLimitExceeded\): too many$/,
  ],
])('a refusal becomes the error %s that says what to do', async (code, error, message) => {
  const asked = withAwsErrors('ssm:PutParameter', () => Promise.reject(error))
  await expect(asked).rejects.toMatchObject({ code, message: expect.stringMatching(message), cause: error })
})

test('an answer is an answer, and an error of ours stays as it is', async () => {
  expect(await withAwsErrors('ssm:PutParameter', async () => 7)).toBe(7)
  const own = new HitparadeError('Account', 'another account')
  await expect(withAwsErrors('sts:GetCallerIdentity', () => Promise.reject(own))).rejects.toBe(own)
})
