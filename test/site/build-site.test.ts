import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildSite } from '../../src/site/build/build-site.ts'
import { manifestName } from '../../src/site/build/manifest.ts'
import { openSiteFolder } from '../../src/site/build/site-folder.ts'
import { openSite } from '../../src/site/site.ts'
import { simulatedWarehouse } from '../support/fixtures/simulated.ts'
import { createContext, createFolder, requestSite } from './demo-site.ts'

let demo: Awaited<ReturnType<typeof simulatedWarehouse>>
let own: Awaited<ReturnType<typeof createFolder>>
let site: string

beforeAll(async () => {
  demo = await simulatedWarehouse('2026-11-01', '2026-11-12')
  own = await createFolder()
  site = join(own.folder, 'site')
  await build()
})

afterAll(async () => {
  await demo.close()
  await own.remove()
})

async function build() {
  return buildSite(await openSite(createContext(demo.warehouse)), openSiteFolder(site))
}

/** Every file that is the only one of its kind, and some of each other kind. */
function chooseFiles(files: string[]): string[] {
  const kinds = new Map<string, string[]>()
  for (const name of files) {
    const kind = name.replace(/^(songs|artists|albums|charts|insights)\/.*?(\.\w+)$/, '$1 $2')
    kinds.set(kind, [...(kinds.get(kind) ?? []), name])
  }
  return [...kinds.values()].flatMap((names) =>
    names.filter((_, index) => index % Math.ceil(names.length / 3) === 0),
  )
}

function listFiles(): string[] {
  const names = readdirSync(site, { recursive: true, encoding: 'utf8' })
  return names.filter((name) => statSync(join(site, name)).isFile() && name !== manifestName).sort()
}

describe('a static site', () => {
  test('has a page for every issue, song and insight, and its data beside it', () => {
    const files = listFiles()
    expect(files).toContain('index.html')
    expect(files).toContain('index.json')
    expect(files).toContain('charts/simulator/global-top-100/2026-11-12/index.html')
    expect(files).toContain('charts/simulator/global-top-100/2026-11-12.csv')
    expect(files).toContain('insights/climbers/index.html')
    expect(files.filter((name) => /^songs\/.*\/run\.svg$/.test(name)).length).toBeGreaterThan(100)
  })

  test('has the same bytes as the live pages', { timeout: 180_000 }, async () => {
    const request = requestSite(demo.warehouse)
    const files = listFiles()
    for (const name of chooseFiles(files)) {
      const response = await request(`/${name.replace(/(^|\/)index\.html$/, '$1')}`)
      expect([name, response.status]).toEqual([name, 200])
      expect([name, await response.text()]).toEqual([name, readFileSync(join(site, name), 'utf8')])
    }
  })

  test('is not written again without new data', async () => {
    const before = listFiles().map((name) => statSync(join(site, name)).mtimeMs)
    const { ino } = statSync(site)
    expect(await build()).toMatchObject({ written: 0, removed: 0 })
    expect(statSync(site).ino).toBe(ino)
    expect(listFiles().map((name) => statSync(join(site, name)).mtimeMs)).toEqual(before)
  })

  test('has only links that lead to a file of it', () => {
    const files = new Set(listFiles())
    const broken = new Set<string>()
    for (const name of files) {
      if (!name.endsWith('.html')) continue
      for (const [, link = ''] of readFileSync(join(site, name), 'utf8').matchAll(
        / (?:href|src)="([^"]*)"/g,
      )) {
        if (/^(https?:|#)/.test(link)) continue
        const { pathname } = new URL(link, `http://site/${name}`)
        const file = decodeURIComponent(pathname.slice(1)).replace(/(^|\/)$/, '$1index.html')
        if (!files.has(file)) broken.add(`${name}: ${link}`)
      }
    }
    expect([...broken].slice(0, 10)).toEqual([])
  })
})
