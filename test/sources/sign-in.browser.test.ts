import { readFile } from 'node:fs/promises'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findChromium } from '../../scripts/find-chromium.mjs'
import { formatStamp } from '../../src/domain/time.ts'
import { type Simulator, startSimulator } from '../../src/simulator/simulator-server.ts'
import { simulatedCharts } from '../../src/simulator/world/simulated-charts.ts'
import { useFolder } from '../commands/support/cases.ts'
import { describeInBrowser } from '../site/browser/open-browser.ts'
import { start } from '../support/cli.ts'
import { addressesAt } from './support/consent.ts'

describeInBrowser('signing in to Spotify in a browser', () => {
  let browser: Browser
  let simulator: Simulator
  const folder = useFolder()
  const tokenFile = () => folder.path('hitparade-data/credentials/spotify.json')

  beforeAll(async () => {
    simulator = await startSimulator()
    const spotify = {
      ...addressesAt(simulator, formatStamp(new Date().toISOString())),
      client_id: 'simulator-new-app',
    }
    const [chart] = simulatedCharts
    const charts = [{ chart: 'mine', source: 'spotify', playlist: chart?.playlist }]
    await folder.write('hitparade.jsonc', { charts, sources: { spotify } })
    browser = await chromium.launch({ executablePath: findChromium() ?? '', args: ['--no-sandbox'] })
  })
  afterAll(async () => {
    await browser?.close()
    await simulator?.close()
  })

  /** Runs `auth`, and a person in the browser who presses a button. */
  async function signIn(button: 'Agree' | 'Cancel', user = 'Ada') {
    const child = start(['auth', 'spotify', '--no-browser'], folder.path())
    let stderr = ''
    child.stderr.on('data', (text) => {
      stderr += text
    })
    const closed = new Promise<number | null>((end) => child.once('close', end))
    const url = await new Promise<string>((found) => child.stdout.once('data', (text) => found(`${text}`)))
    const page = await (await browser.newContext()).newPage()
    await page.goto(url.trim())
    await page.getByLabel(user).check()
    await page.getByRole('button', { name: button }).click()
    await page.waitForURL(/^http:\/\/127\.0\.0\.1:\d+\/callback\?/)
    const heading = await page.getByRole('heading').textContent()
    return { code: await closed, stderr, heading, page }
  }

  test('the person who cancels sees that nothing happened', async () => {
    const { code, stderr, heading } = await signIn('Cancel')
    expect([code, heading]).toEqual([1, 'hitparade could not sign you in'])
    expect(stderr).toMatch(/did not agree/)
  })

  test('the person who agrees is signed in, and the playlist is fetched', async () => {
    const { code, stderr, heading } = await signIn('Agree')
    expect([code, heading]).toEqual([0, 'You are signed in'])
    expect(stderr).toMatch(/signed in to spotify as Ada/)
    expect(await folder.run('run')).toMatchObject({ code: 0, stderr: expect.stringMatching(/1 stored/) })
  })

  test('two sign-ins at the same time do not mix, and the last one counts', async () => {
    const [first, second] = await Promise.all([signIn('Agree', 'Ada'), signIn('Agree', 'Ben')])
    expect([first.code, second.code]).toEqual([0, 0])
    expect(first.stderr).toMatch(/as Ada/)
    expect(second.stderr).toMatch(/as Ben/)
    expect(['Ada', 'Ben']).toContain(JSON.parse(await readFile(tokenFile(), 'utf8')).account)
  })
})
