import { afterAll, beforeAll, expect, test } from 'vitest'
import { readVersions } from '../../src/site/data/data-versions.ts'
import { routes } from '../../src/site/routes.ts'
import { openSite } from '../../src/site/site.ts'
import { type SmallWorld, smallWorld } from '../support/fixtures/small-world.ts'
import { createContext, requestSite } from './demo-site.ts'
import { readText } from './read-page.ts'

let world: SmallWorld
let request: ReturnType<typeof requestSite>
const texts = new Map<string, Promise<string>>()

beforeAll(async () => {
  world = await smallWorld()
  request = requestSite(world.warehouse)
})

afterAll(() => world.close())

function readHtml(address: string): Promise<string> {
  const text = texts.get(address) ?? request(address).then((response) => response.text())
  texts.set(address, text)
  return text
}

/** Numbers of the pipeline, which are counted and not calculated. */
const counts = ['Failures', 'Requests', 'Rows']

/** Pages of a kind are made in the same way, so some of them are enough. */
const mostPages = 3

test.each(routes.map((kind) => [kind.name, kind] as const))(
  'every figure of a page of kind %s leads to what defines it',
  { timeout: 120_000 },
  async (_name, kind) => {
    const site = await openSite(createContext(world.warehouse))
    const listed = routes.find(({ pattern }) => `/embed${pattern}` === kind.pattern)
    const pages = await (listed ?? kind).list(site, await readVersions(site))
    const entries = pages.map(({ address }) => (listed === undefined ? address : `/embed${address}`))
    const step = Math.ceil(entries.length / mostPages)
    const wrong: string[] = []
    for (const address of entries.filter((_, index) => index % step === 0)) {
      const html = await readHtml(address)
      const heads = [
        ...html.matchAll(/<th scope="col"([^>]*)>(.*?)<\/th>|<dt>([^<]*<a class="about".*?)<\/dt>/gs),
      ]
      for (const [, attributes = '', head = '', fact = ''] of heads) {
        const [, link] = /<a class="about" href="([^"]*)"/.exec(`${head}${fact}`) ?? []
        const name = readText(`${head}${fact}`.replace(/<a class="about".*?<\/a>/s, ''))
        const isFigure = /class="n[ "]/.test(attributes) && !counts.includes(name)
        if (link === undefined) {
          if (isFigure) wrong.push(`${address}: ${name} leads to nothing`)
          continue
        }
        const { pathname, hash } = new URL(link, `http://site${address}`)
        const target = await readHtml(pathname)
        const isThere =
          hash === '' ? target.includes('id="definition"') : target.includes(` id="${hash.slice(1)}"`)
        if (!isThere) wrong.push(`${address}: ${name} leads to ${link}`)
      }
    }
    expect(entries.length).toBeGreaterThan(0)
    expect(wrong).toEqual([])
  },
)
