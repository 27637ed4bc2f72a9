import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { source as axe } from 'axe-core'
import { HtmlValidate } from 'html-validate'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { routes } from '../../../src/site/routes.ts'
import { crawlSite, type PagesByKind } from './find-pages.ts'
import { describeInBrowser, startVisit, type Visit } from './open-browser.ts'

const desktop = { width: 1280, height: 900 }
const phone = { width: 360, height: 740 }
/** Pictures of every kind of page go here, if it is set. */
const pictures = process.env.SCREENSHOTS

const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  // HTML took `details` out of sectioning content, so the head of a row may have one.
  elements: ['html5', { details: { sectioning: false } }],
  rules: {
    // Ways to write the same HTML.
    'attribute-boolean-style': 'off',
    'attribute-empty-style': 'off',
    'doctype-style': 'off',
    'no-trailing-whitespace': 'off',
    'void-style': 'off',
    'long-title': 'off',
  },
})

describeInBrowser('in a browser', () => {
  let visit: Visit
  let pages: PagesByKind
  let broken: string[]

  beforeAll(async () => {
    visit = await startVisit()
    ;({ pages, broken } = await crawlSite(visit.origin))
  }, 600_000)
  afterAll(() => visit?.close())

  const readPage = (kind: string) => {
    const [address] = pages.get(kind)?.slice(-1) ?? []
    if (address === undefined) throw new Error(`no link leads to a page of kind ${kind}`)
    return address
  }

  test('every link leads to something', () => {
    expect(broken).toEqual([])
    expect([...pages.keys()].filter((kind) => kind === 'none')).toEqual([])
  })

  const kinds = routes.map(({ name }) => name)

  test.each(kinds)('a page of kind %s is valid HTML', async (kind) => {
    const address = readPage(kind)
    const report = await validator.validateString(await (await fetch(`${visit.origin}${address}`)).text())
    const faults = report.results.flatMap(({ messages }) =>
      messages.map(({ ruleId, message, selector }) => `${ruleId}: ${message} (${selector})`),
    )
    expect([address, [...new Set(faults)]]).toEqual([address, []])
  })

  test.each(
    kinds.flatMap((kind) => [
      { kind, colorScheme: 'light' as const, where: 'desktop', viewport: desktop },
      { kind, colorScheme: 'dark' as const, where: 'phone', viewport: phone },
    ]),
  )(
    '$kind, $colorScheme on a $where, has no accessibility fault and fits',
    async ({ kind, colorScheme, where, viewport }) => {
      const address = readPage(kind)
      const page = await visit.open(address, { colorScheme, viewport })
      if (pictures !== undefined) await keepPicture(page, `${kind}-${where}-${colorScheme}`)
      expect([address, await findFaults(page)]).toEqual([address, []])
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(viewport.width)
      if (pictures !== undefined) {
        const other = colorScheme === 'light' ? 'dark' : 'light'
        await page.emulateMedia({ colorScheme: other })
        await keepPicture(page, `${kind}-${where}-${other}`)
      }
      await page.context().close()
    },
  )

  test.each(['artist', 'song'])('a page of kind %s with a picture fits on a phone', async (kind) => {
    let fitting = 0
    for (const address of pages.get(kind) ?? []) {
      if (!(await (await fetch(`${visit.origin}${address}`)).text()).includes('class="run-picture"')) continue
      const page = await visit.open(address, { viewport: phone })
      const width = await page.evaluate('document.documentElement.scrollWidth')
      expect(width, address).toBeLessThanOrEqual(phone.width)
      await page.context().close()
      fitting += 1
      if (fitting === 3) break
    }
    expect(fitting).toBe(3)
  })

  test.each(['home', 'issue', 'song', 'artist', 'search'])(
    'a name without spaces breaks on a page of kind %s',
    async (kind) => {
      const page = await visit.open(readPage(kind), { viewport: phone })
      await page.evaluate(
        'for (const name of document.querySelectorAll("h1, main bdi")) name.append("L".repeat(300))',
      )
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(phone.width)
      await page.context().close()
    },
  )

  test.each(kinds)('a page of kind %s has the same text without a script', async (kind) => {
    const texts: string[] = []
    for (const javaScriptEnabled of [true, false]) {
      const page = await visit.open(readPage(kind), { javaScriptEnabled })
      const main = await page.locator('main').textContent()
      texts.push((main ?? '').replace(/\s+/g, ' ').trim())
      await page.context().close()
    }
    expect(texts[1]?.length).toBeGreaterThan(50)
    // The script adds ages of instants and nothing else.
    expect(withoutAges(texts[0])).toBe(withoutAges(texts[1]))
  })

  test.each(kinds)('a page of kind %s is dark where the reader wants it', async (kind) => {
    const colours: unknown[] = []
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await visit.open(readPage(kind), { colorScheme })
      colours.push(await page.evaluate('getComputedStyle(document.body).backgroundColor'))
      await page.context().close()
    }
    expect(colours[0]).not.toBe(colours[1])
  })

  test('a click on the head of a column sorts its rows, and says so', async () => {
    const page = await visit.open(readPage('issue'))
    const heads = page.locator('thead th')
    const index = (await heads.allTextContents()).findIndex((text) => text.includes('Issues'))
    const head = heads.nth(index)
    const cells = async () => {
      const texts = await page.locator(`tbody > tr > :nth-child(${index + 1})`).allTextContents()
      return texts.map((text) => Number.parseInt(text.replace(/\D/g, ''), 10))
    }
    const first = await cells()
    await head.getByRole('button').click()
    expect(await head.getAttribute('aria-sort')).toBe('ascending')
    expect(await cells()).toEqual([...first].sort((a, b) => a - b))
    expect(await page.getByRole('status').textContent()).toContain('ascending')
    await head.getByRole('button').press('Enter')
    expect(await head.getAttribute('aria-sort')).toBe('descending')
    expect(await cells()).toEqual([...first].sort((a, b) => b - a))
    await page.context().close()
  })

  test('the search finds a song as its title is typed, and Enter leads to its page', async () => {
    const [song] = (await (await fetch(`${visit.origin}/search/songs.json`)).json()) as {
      name: string
      address: string
    }[]
    const page = await visit.open('/insights/')
    await page.getByRole('searchbox').pressSequentially(song?.name.slice(0, -1).toUpperCase() ?? '')
    const link = page.locator('.found a').first()
    await link.waitFor()
    expect(await link.textContent()).toContain(song?.name)
    await page.getByRole('searchbox').press('Enter')
    await page.waitForURL(new URL(song?.address ?? '', `${visit.origin}/search/`).href)
    await page.context().close()
  })

  test.each([
    { typed: 'dont st', finds: ["Don't Stop"] },
    { typed: 'strasse', finds: ['Straße'] },
    { typed: 'full', finds: ['ＦＵＬＬ'] },
    { typed: '???', finds: ['???'] },
    { typed: '歌', finds: ['長い歌'] },
    { typed: 'top', finds: ["Don't Stop"] },
    { typed: 'olu', finds: ["Don't Stop", 'Straße', 'ＦＵＬＬ', '???', '長い歌'] },
  ])('the search for $typed finds $finds', async ({ typed, finds }) => {
    const names = ["Don't Stop", 'Straße', 'ＦＵＬＬ', '???', '長い歌']
    const entries = names.map((name) => ({ name, artists: 'Olu', address: '../' }))
    const page = await visit.open('/insights/')
    await page.route('**/search/*.json', (route) =>
      route.fulfill({ json: route.request().url().endsWith('songs.json') ? entries : [] }),
    )
    await page.getByRole('searchbox').fill(typed)
    await page.locator('.found a').first().waitFor()
    const found = await page.locator('.found a').allTextContents()
    expect(found.map((text) => text.replace(' Olu', ''))).toEqual(finds)
    await page.context().close()
  })

  test('the search says that names could not be loaded, and tries again with the next key', async () => {
    const page = await visit.open('/insights/')
    await page.route('**/search/*.json', (route) => route.fulfill({ status: 503, body: 'busy' }))
    await page.getByRole('searchbox').fill('a')
    await page.getByText('The names could not be loaded.').waitFor()
    await page.unroute('**/search/*.json')
    await page.getByRole('searchbox').fill('e')
    await page.locator('.found a').first().waitFor()
    await page.context().close()
  })

  test('the search without a script leads to the best names', async () => {
    const page = await visit.open('/', { javaScriptEnabled: false })
    await page.getByRole('searchbox').fill('any')
    await page.getByRole('button', { name: 'Search' }).click()
    await page.waitForURL(`${visit.origin}/search/?q=any`)
    expect(await page.locator('main ol a').count()).toBeGreaterThan(100)
    await page.context().close()
  })

  test('a list is built by a form without a script, and its address has the choice', async () => {
    const page = await visit.open('/builder/', { javaScriptEnabled: false, viewport: phone })
    const form = page.locator('form.builder')
    await form.getByLabel('Chart').selectOption('simulator/united-states-top-50')
    await form.getByLabel('List of').selectOption('artists')
    await form.getByLabel('Year, decade or month').fill('2020s')
    await form.getByLabel('Points of an issue').selectOption('log')
    await form.getByLabel('Bonus at no. 1').fill('2.5')
    await form.getByLabel('Rows').fill('7')
    await form.getByRole('button').click()
    await page.waitForURL(/\/builder\/\?/)
    const choice = Object.fromEntries(new URL(page.url()).searchParams)
    expect(choice).toMatchObject({
      of: 'artists',
      span: '2020s',
      points: 'log',
      bonus_at_one: '2.5',
      limit: '7',
    })
    expect(choice.chart).toBe('simulator/united-states-top-50')
    expect(await page.locator('tbody tr').count()).toBeGreaterThanOrEqual(7)
    expect(await page.locator('tbody a[href*="/artists/"]').count()).toBeGreaterThanOrEqual(7)
    expect(await form.getByLabel('Points of an issue').inputValue()).toBe('log')
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(phone.width)
    await page.context().close()
  })

  test.each([
    { query: '?points=power', status: 200 },
    { query: '?span=1950&limit=x&colour=red', status: 400 },
  ])('the builder at $query is valid HTML without an accessibility fault', async ({ query, status }) => {
    const response = await fetch(`${visit.origin}/builder/${query}`)
    const report = await validator.validateString(await response.text())
    const faults = report.results.flatMap(({ messages }) => messages.map(({ message }) => message))
    expect([response.status, faults]).toEqual([status, []])
    const page = await visit.open('/builder/', { colorScheme: 'dark' })
    await page.goto(`${visit.origin}/builder/${query}`)
    expect(await findFaults(page)).toEqual([])
    await page.context().close()
  })

  test('a row of the chart opens without a script', async () => {
    const page = await visit.open(readPage('issue'), { javaScriptEnabled: false })
    const row = page.locator('tbody details').first()
    expect(await row.locator('dl').isVisible()).toBe(false)
    await row.locator('summary').click()
    expect(await row.locator('dl').isVisible()).toBe(true)
    await page.context().close()
  })

  test('the form for a day leads to the newest issue up to it', async () => {
    const page = await visit.open(readPage('chart'))
    await page.getByLabel('The chart on any day').fill('2026-12-24')
    await page.getByRole('button', { name: 'Show' }).click()
    await page.waitForURL(/\/2026-11-03\/$/)
    await page.context().close()
  })

  test('a chart whose next issue is overdue has a warning, and no other one', async () => {
    for (const [day, warnings] of [
      ['2026-11-04T23:00:00Z', 0],
      ['2026-11-05T01:00:00Z', 1],
    ] as const) {
      const page = await visit.open('/insights/')
      await page.clock.setFixedTime(day)
      await page.goto(`${visit.origin}${readPage('chart')}`)
      expect(await page.locator('.due').count()).toBe(1)
      expect(await page.locator('.due.note', { hasText: '(overdue: that was 1 day ago)' }).count()).toBe(
        warnings,
      )
      await page.context().close()
    }
  })

  test.each(['number-ones', 'records', 'insight', 'year', 'pipeline'])(
    'no table of a page of kind %s scrolls at 360 pixels',
    async (kind) => {
      const page = await visit.open(readPage(kind), { viewport: phone })
      const widths = `[...document.querySelectorAll("section.scroll:has(table)")].map(({ scrollWidth, clientWidth, ariaLabel }) =>
      scrollWidth > clientWidth ? ariaLabel + " " + scrollWidth : "").filter(Boolean)`
      expect(await page.evaluate(widths)).toEqual([])
      await page.context().close()
    },
  )

  test('the calendar of a new chart shows its first number one at 360 pixels', async () => {
    const page = await visit.open(readPage('number-ones'), { viewport: phone })
    const bar = await page.locator('svg.reigns rect').first().boundingBox()
    expect(bar?.x).toBeLessThan(phone.width)
    await page.context().close()
  })

  test('place, movement, song, peak and issues stay at 360 pixels', async () => {
    const page = await visit.open(readPage('issue'), { viewport: phone })
    const heads = await page.locator('thead th:visible').allTextContents()
    for (const head of ['#', '±', 'Song', 'Peak', 'Issues'])
      expect(heads.map((text) => text.trim())).toContainEqual(expect.stringContaining(head))
    const sizes =
      'document.querySelector(".scroll").scrollWidth - document.querySelector(".scroll").clientWidth'
    expect(await page.evaluate(sizes)).toBe(0)
    await page.context().close()
  })

  test('a reader without a mouse gets to the content first', async () => {
    const page = await visit.open('/')
    await page.keyboard.press('Tab')
    const target = await page.evaluate('document.activeElement.getAttribute("href")')
    expect(target).toBe('#main')
    await page.context().close()
  })
})

async function findFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const { violations } = (await page.evaluate('axe.run()')) as {
    violations: { id: string; help: string; nodes: { target: unknown; failureSummary: string }[] }[]
  }
  return violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}: ${nodes
        .slice(0, 3)
        .map(({ target, failureSummary }) => `${target} ${failureSummary}`)
        .join('; ')}`,
  )
}

async function keepPicture(page: Page, name: string) {
  await mkdir(pictures ?? '', { recursive: true })
  await page.screenshot({ path: join(pictures ?? '', `${name}.png`) })
}

const withoutAges = (text = '') => text.replace(/ \([^)]* ago\)/g, '')
