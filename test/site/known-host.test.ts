import { get } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isKnownHost, isLoopback } from '../../src/site/live/known-host.ts'
import { type ServedSite, serveSite } from '../../src/site/serve-site.ts'
import { createWarehouse } from '../support/warehouse/warehouse.ts'
import { createContext } from './demo-site.ts'

test.each([
  ['localhost', true],
  ['LOCALHOST.', true],
  ['charts.localhost', true],
  ['127.0.0.1', true],
  ['192.168.1.5', true],
  ['[::1]', true],
  ['charts.example.org', true],
  ['Charts.Example.org', true],
  ['example.org', false],
  ['evil.charts.example.org', false],
  ['localhost.example.com', false],
  ['notlocalhost', false],
  ['', false],
])('a request for %j is answered: %j', (name, isAnswered) => {
  expect(isKnownHost(name, ['charts.example.org'])).toBe(isAnswered)
})

test.each([
  ['localhost', true],
  ['127.0.0.1', true],
  ['127.0.0.2', true],
  ['::1', true],
  ['0.0.0.0', false],
  ['::', false],
  ['192.168.1.5', false],
  ['127.example.org', false],
])('only this machine reaches %s: %j', (host, isOnlyThisMachine) => {
  expect(isLoopback(host)).toBe(isOnlyThisMachine)
})

describe('a site that only this machine reaches', () => {
  let served: ServedSite
  let close: () => Promise<void>

  beforeAll(async () => {
    const warehouse = await createWarehouse({}, [])
    const options = { port: 0, host: '127.0.0.1', names: ['charts.example.org'] }
    served = await serveSite(createContext(warehouse), options)
    close = async () => {
      await served.close()
      await warehouse.close()
    }
  })

  afterAll(() => close())

  const ask = (host: string) =>
    new Promise<[number | undefined, string]>((resolve, reject) => {
      get(served.url, { headers: { Host: host } }, (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (part: string) => (text += part))
        response.on('end', () => resolve([response.statusCode, text]))
      }).on('error', reject)
    })

  test('answers its own names, with any port', async () => {
    for (const host of ['localhost:8040', '127.0.0.1', 'charts.example.org', 'charts.example.org:443'])
      expect((await ask(host))[0], host).toBe(200)
  })

  test('refuses other names, and says how to allow one', async () => {
    const [status, text] = await ask('evil.example.net')
    expect(status).toBe(403)
    expect(text).toContain(
      'evil.example.net is not a name of this server: start it with --allow-host evil.example.net',
    )
    expect(text).not.toContain('There is no chart')
  })
})
