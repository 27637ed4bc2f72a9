import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { findChromium } from '../../../scripts/find-chromium.mjs'
import { serveSite } from '../../../src/site/serve-site.ts'
import { simulatedWarehouse } from '../../support/fixtures/simulated.ts'
import { createContext } from '../demo-site.ts'

/** Defines tests that need a browser; without one they are skipped, and fail in CI. */
export function describeInBrowser(what: string, define: () => void) {
  const lack = 'no Chromium: run npm run browser'
  if (findChromium() !== null) describe(what, define)
  else if (process.env.CI) test(what, () => expect.fail(lack))
  else describe.skip(what, () => test(lack, () => {}))
}

/** A browser, and the site of a few invented days that it reads over HTTP. */
export interface Visit {
  origin: string
  /** Opens an address, and fails if the page logs an error or requests anything from another host. */
  open(address: string, options?: BrowserContextOptions): Promise<Page>
  close(): Promise<void>
}

export async function startVisit(): Promise<Visit> {
  const demo = await simulatedWarehouse('2026-11-01', '2026-11-03')
  const site = await serveSite(createContext(demo.warehouse), { port: 0, host: '127.0.0.1' })
  const origin = site.url.slice(0, -1)
  const browser: Browser = await chromium.launch({
    executablePath: findChromium() ?? '',
    args: ['--no-sandbox'],
  })
  return {
    origin,
    async open(address, options = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
      const page = await context.newPage()
      const faults: string[] = []
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) faults.push(message.text())
      })
      page.on('pageerror', (error) => faults.push(error.message))
      page.on('request', (request) => {
        const url = request.url()
        if (!url.startsWith(`${origin}/`) && !url.startsWith('data:')) faults.push(`requests ${url}`)
      })
      page.on('response', (response) => {
        if (response.status() >= 400) faults.push(`${response.status()} ${response.url()}`)
      })
      const response = await page.goto(`${origin}${address}`, { waitUntil: 'load' })
      expect([address, response?.status()]).toEqual([address, 200])
      expect([address, faults]).toEqual([address, []])
      return page
    },
    async close() {
      await browser.close()
      await site.close()
      await demo.close()
    },
  }
}
