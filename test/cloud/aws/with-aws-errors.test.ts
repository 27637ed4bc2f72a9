import { expect, test } from 'vitest'
import { findOrNull, withAwsErrors } from '../../../src/cloud/aws/with-aws-errors.ts'
import { HitparadeError } from '../../../src/domain/errors.ts'

/** An error as the AWS SDK throws it. */
const thrown = (name: string, message: string, httpStatusCode?: number) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode } })

test.each([
  [
    'Denied',
    thrown('AccessDeniedException', 'User is not authorized'),
    /^could not call ssm:PutParameter \(AccessDeniedException\): the credentials need ssm:PutParameter; grant ssm:PutParameter, or set AWS_PROFILE to use other credentials$/,
  ],
  ['Denied', thrown('Unknown', 'Forbidden', 403), /^could not call ssm:PutParameter \(Unknown\)/],
  [
    'Credentials',
    thrown('ExpiredTokenException', 'The token has expired', 400),
    /\(ExpiredTokenException\): no valid AWS credentials: The token has expired; set AWS_PROFILE/,
  ],
  // STS and most others reject unknown keys with the status of a missing permission.
  [
    'Credentials',
    thrown('InvalidClientTokenId', 'The security token included in the request is invalid.', 403),
    /^could not call ssm:PutParameter .*: The security token .*; set AWS_PROFILE/,
  ],
  [
    'Denied',
    thrown('AccessDeniedException', 'is not authorized to perform: kms:Encrypt on resource: arn', 400),
    /the credentials need kms:Encrypt; grant kms:Encrypt on the encryption key, or/,
  ],
  [
    'Region',
    thrown('Error', 'Region is missing'),
    /^no AWS region is set; set AWS_REGION, or "region" under "s3" in the configuration file$/,
  ],
  [
    'Missing',
    thrown('QueueDoesNotExist', 'The specified queue does not exist.', 400),
    /^could not call ssm:PutParameter \(QueueDoesNotExist\): The specified queue/,
  ],
  ['Unreachable', thrown('InternalError', 'try later', 500), /no complete answer from AWS: try later; check/],
  [
    'Unreachable',
    Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }),
    /no complete answer from AWS: ECONNREFUSED;/,
  ],
  [
    'Aws',
    thrown('ParameterMaxVersionLimitExceeded', 'too many'),
    /^could not call ssm:PutParameter \(ParameterMaxVersionLimitExceeded\): too many$/,
  ],
])('a failure becomes an error of code %s with the next step', async (code, error, message) => {
  const call = withAwsErrors('ssm:PutParameter', () => Promise.reject(error))
  await expect(call).rejects.toMatchObject({ code, message: expect.stringMatching(message), cause: error })
})

test('a result is returned, and an error of hitparade passes unchanged', async () => {
  expect(await withAwsErrors('ssm:PutParameter', async () => 7)).toBe(7)
  const own = new HitparadeError('Account', 'another account')
  await expect(withAwsErrors('sts:GetCallerIdentity', () => Promise.reject(own))).rejects.toBe(own)
})

test('the details contain the name and status from AWS, the operation and the missing permission', async () => {
  const error = thrown(
    'AccessDeniedException',
    'not authorized to perform: kms:Decrypt on resource: arn',
    400,
  )
  await expect(withAwsErrors('sqs:SendMessage', () => Promise.reject(error), 'queue')).rejects.toMatchObject({
    message: expect.stringMatching(/^could not call sqs:SendMessage on queue /),
    retryable: false,
    details: {
      operation: 'sqs:SendMessage',
      resource: 'queue',
      aws_error: 'AccessDeniedException',
      status: 400,
      permission: 'kms:Decrypt',
    },
  })
  const overloaded = thrown('ServiceUnavailable', 'try later', 503)
  await expect(withAwsErrors('sqs:SendMessage', () => Promise.reject(overloaded))).rejects.toMatchObject({
    retryable: true,
  })
})

test.each([
  thrown('ParameterNotFound', 'no parameter', 400),
  thrown('NotFound', 'no bucket', 404),
  thrown('NoSuchBucket', 'no bucket', 404),
  thrown('ValidationError', 'Stack with id hitparade-prod does not exist', 400),
])('a missing resource ($name) is null where it may be missing', async (error) => {
  expect(await findOrNull('ssm:GetParameter', () => Promise.reject(error))).toBeNull()
})
