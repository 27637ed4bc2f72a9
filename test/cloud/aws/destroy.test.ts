import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { deleteStack, stackResources } from '../../../src/cloud/aws/operations/delete-stack.ts'
import { loadConfig } from '../../../src/config/config.ts'

const { aws } = loadConfig({ environment: {}, cwd: '/nowhere' })
let server: Server

/** CloudFormation for credentials without any permission. */
beforeAll(async () => {
  const refusal =
    '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not authorized</Message></Error></ErrorResponse>'
  server = createServer((_, response) => response.writeHead(403, { 'content-type': 'text/xml' }).end(refusal))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${port}`)
  vi.stubEnv('AWS_REGION', 'eu-central-1')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'a')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'a')
  vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true')
})
afterAll(() => {
  vi.unstubAllEnvs()
  server.close()
})

test.each([
  ['cloudformation:ListStackResources', () => stackResources(aws)],
  ['cloudformation:DeleteStack', () => deleteStack(aws)],
])('without the permission %s the error names it', async (permission, act) => {
  await expect(act()).rejects.toMatchObject({
    code: 'Denied',
    message: `could not call ${permission} (AccessDenied): the credentials need ${permission}; grant ${permission}, or set AWS_PROFILE to use other credentials`,
    details: { operation: permission, resource: null, aws_error: 'AccessDenied', status: 403, permission },
  })
})
