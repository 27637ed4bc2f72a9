import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { deployedStore } from '../../../src/cloud/aws/aws-account.ts'
import { putCredentials } from '../../../src/cloud/aws/operations/put-credentials.ts'
import { loadConfig } from '../../../src/config/config.ts'

const requests: { url: string; region: string }[] = []
let server: Server

/** STS, and S3 with nothing in it. */
beforeAll(async () => {
  server = createServer(({ method, url = '', headers }, response) => {
    const [, region = ''] = /Credential=a\/\d+\/([^/]+)\//.exec(headers.authorization ?? '') ?? []
    requests.push({ url, region })
    response.writeHead(200, { 'content-type': 'text/xml' }).end(method === 'POST' ? identity : nothing)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'a')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'a')
  vi.stubEnv('AWS_REGION', undefined)
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint())
  vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true')
})
afterAll(() => {
  vi.unstubAllEnvs()
  server.close()
})

test('a deployed bucket is read in the region of the environment, whatever the region of other buckets is', async () => {
  const config = loadConfig({ environment: {}, cwd: '/nowhere' })
  const aws = { ...config.aws, region: 'eu-west-1' }
  for (const region of [null, 'us-east-2']) {
    requests.length = 0
    const store = await deployedStore({ aws, s3: { endpoint: endpoint(), region } }, 'curatedBucket')
    for await (const object of store.list('albums/')) expect.fail(`there is ${object.key}`)
    expect(new Set(requests.map((each) => each.region))).toEqual(new Set(['eu-west-1']))
    expect(requests.at(-1)?.url).toMatch(
      /^\/hitparade-prod-curated-111111111111-eu-west-1-an\/?\?.*prefix=albums/,
    )
  }
})

test('credentials are not stored in another account than the configured one', async () => {
  const config = loadConfig({
    environment: { SPOTIFY_CLIENT_ID: 'planted', SPOTIFY_CLIENT_SECRET: 'planted' },
    cwd: '/nowhere',
  })
  const aws = { ...config.aws, region: 'eu-west-1', account: '999999999999' }
  requests.length = 0
  await expect(putCredentials({ ...config, aws }, 'spotify')).rejects.toMatchObject({ code: 'Account' })
  expect(requests).toHaveLength(1)
})

function endpoint() {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const identity =
  '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>111111111111</Account>' +
  '<Arn>arn:aws:iam::111111111111:user/a</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>'
const nothing = '<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>'
