import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FunctionName } from '../../../src/cloud/aws/aws-names.ts'
import { buildArchiveFiles } from '../../../src/cloud/aws/bundle/bundle.ts'
import { loadConfig } from '../../../src/config/config.ts'
import { charts } from './support.ts'

const key = 'to_process/deezer/top-50/2026-01-02/20260102t060000z-000000000000.json.gz'

describe('the functions as they are deployed, without the error classes of the SDK,', () => {
  let server: Server
  let folder = ''

  /** SSM without parameters, and S3 with an object that may not be read. */
  beforeAll(async () => {
    server = createServer(({ headers, url = '', method }, response) => {
      if (headers['x-amz-target'] !== undefined) {
        const body = { __type: 'ParameterNotFound', message: 'no such parameter' }
        response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body))
      } else if (method === 'GET' && url.includes('to_process')) {
        response.writeHead(403, { 'content-type': 'application/xml' }).end(denied)
      } else response.writeHead(404, { 'content-type': 'application/xml' }).end(missing)
    })
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    folder = await mkdtemp(join(tmpdir(), 'hitparade-bundle-'))
  })
  afterAll(async () => {
    server.close()
    await rm(folder, { recursive: true, force: true })
  })

  test('transform reports a denied object with its code, name and status', async () => {
    const event = { Records: [{ messageId: 'one', body: JSON.stringify({ detail: { object: { key } } }) }] }
    const { output, log } = await invoke('transform', event)
    expect(output).toEqual({ batchItemFailures: [{ itemIdentifier: 'one' }] })
    expect(log[0]).toMatchObject({
      message: 'the message failed',
      error: {
        code: 'Denied',
        message: expect.stringContaining('(AccessDenied): the credentials need s3:GetObject; grant'),
        details: { operation: 'read', bucket: 'raw', key, aws_error: 'AccessDenied', status: 403 },
      },
    })
  })

  test('transform reports an object that does not exist as missing', async () => {
    const body = JSON.stringify({ detail: { object: { key: key.replace('to_process', 'processed') } } })
    const { log } = await invoke('transform', { Records: [{ messageId: 'one', body }] })
    expect(log.map(({ error }) => error?.code)).toEqual(['Missing'])
  })

  test('extract reports credentials that are not stored', async () => {
    const event = { chart: 'spotify/mine', scheduled_time: '2026-01-05T06:05:00Z' }
    const { output } = await invoke('extract', event)
    expect(output).toMatchObject({
      code: 'Credentials',
      problem: expect.stringContaining('/hitparade-test/credentials/spotify (ParameterNotFound)'),
      details: { aws_error: 'ParameterNotFound' },
    })
  })

  async function invoke(name: FunctionName, event: object): Promise<{ output: unknown; log: LogLine[] }> {
    const config = { ...loadConfig({ cwd: '/nowhere', environment: {} }), charts }
    for (const file of await buildArchiveFiles(name, config)) {
      const path = join(folder, name, file.name)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, file.bytes)
    }
    const script = `
      import { handler } from ${JSON.stringify(pathToFileURL(join(folder, name, 'dist/index.js')).href)}
      const output = await handler(${JSON.stringify(event)}).catch((error) => error)
      console.log(JSON.stringify({ output }))`
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '-e', script],
      {
        env: {
          AWS_ACCESS_KEY_ID: 'a',
          AWS_SECRET_ACCESS_KEY: 'a',
          AWS_REGION: 'eu-central-1',
          AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
          AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
          HITPARADE_RAW: 's3://raw',
          HITPARADE_CURATED: 's3://curated',
          HITPARADE_METRICS: 'hitparade-test',
          HITPARADE_ENVIRONMENT: 'test',
        },
      },
    )
    const lines = `${stdout}${stderr}`
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as LogLine & { output?: unknown })
    return {
      output: lines.find((line) => 'output' in line)?.output,
      log: lines.filter(({ level }) => level === 'ERROR'),
    }
  }
})

interface LogLine {
  level?: string
  message?: string
  error?: { code: string; message: string; details: object }
}

const denied = '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>'
const missing = '<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>'
