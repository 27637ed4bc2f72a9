import { expect, test } from 'vitest'
import { createPermittedReader } from '../../../src/cloud/aws/operations/inspect/permitted-reader.ts'
import { HitparadeError, StoreError } from '../../../src/domain/errors.ts'

/** An error as the AWS SDK throws it. */
const thrown = (name: string, message: string, httpStatusCode: number) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode } })

const fail = (error: unknown) => () => Promise.reject(error)

test('a denied read is null, and its permission is recorded once per resource', async () => {
  const { readIfPermitted, missingPermissions, missingResources } = createPermittedReader()
  const denied = fail(thrown('AccessDenied', 'not authorized', 403))
  expect(await readIfPermitted('queue', 'a', denied)).toBeNull()
  expect(await readIfPermitted('queue', 'a', denied)).toBeNull()
  expect(await readIfPermitted('queue', 'b', denied)).toBeNull()
  const asks = 'the URL of a queue'
  expect(missingPermissions).toEqual([
    { action: 'sqs:GetQueueUrl', resource: 'a', asks },
    { action: 'sqs:GetQueueUrl', resource: 'b', asks },
  ])
  expect(missingResources).toEqual([])
})

test('a missing permission on the encryption key is recorded instead of the call', async () => {
  const { readIfPermitted, missingPermissions } = createPermittedReader()
  const denied = thrown('AccessDenied', 'not authorized to perform: kms:Decrypt on resource: arn', 403)
  const inStore = new StoreError('Denied', 'could not read', { details: { permission: 'kms:Decrypt' } })
  await readIfPermitted('depth', 'a', fail(denied))
  await readIfPermitted('files', 'b', fail(inStore))
  expect(missingPermissions.map(({ action }) => action)).toEqual(['kms:Decrypt', 'kms:Decrypt'])
})

test.each([
  thrown('QueueDoesNotExist', 'no queue', 400),
  thrown('ResourceNotFoundException', 'no schedule', 404),
  new StoreError('Store', 'no bucket', { details: { aws_error: 'NoSuchBucket' } }),
])('a read of a missing resource ($message) is null, and the resource is recorded', async (error) => {
  const { readIfPermitted, missingPermissions, missingResources } = createPermittedReader()
  expect(await readIfPermitted('queue', '*', fail(error), 'the queue')).toBeNull()
  expect({ missingPermissions, missingResources }).toEqual({
    missingPermissions: [],
    missingResources: ['the queue'],
  })
})

test.each([
  ['Credentials', thrown('ExpiredToken', 'expired', 403)],
  ['Aws', thrown('Teapot', 'short and stout', 418)],
  ['Missing', new StoreError('Missing', 'the object was deleted')],
  ['NotDeployed', new HitparadeError('NotDeployed', 'no stack')],
])('any other failure (%s) is thrown', async (code, error) => {
  const { readIfPermitted } = createPermittedReader()
  await expect(readIfPermitted('queue', 'a', fail(error))).rejects.toMatchObject({ code })
})

test('a result is returned', async () => {
  expect(await createPermittedReader().readIfPermitted('queue', 'a', async () => 7)).toBe(7)
})
