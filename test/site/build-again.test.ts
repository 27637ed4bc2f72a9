import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildSite } from '../../src/site/build/build-site.ts'
import { openSiteFolder, type SiteTarget } from '../../src/site/build/site-folder.ts'
import { routes } from '../../src/site/routes.ts'
import { openSite } from '../../src/site/site.ts'
import type { LocalWarehouse } from '../../src/warehouse/warehouse.ts'
import { occasions, tracks } from '../support/fixtures/occasions.ts'
import { issues, songs } from '../support/fixtures/parade.ts'
import { curatedFiles, type IssueFixture, openWarehouse } from '../support/warehouse/warehouse.ts'
import { createContext, createFolder } from './demo-site.ts'

/** A later correction of an issue in the middle, and a song under another name. */
const changes: { what: string; issues: IssueFixture[]; names?: Record<string, string> }[] = [
  { what: 'the first issues', issues: [...issues.slice(0, 6), ...occasions.slice(0, 9)] },
  { what: 'one more day', issues: issues.slice(6, 7) },
  { what: 'the rest', issues: [...issues.slice(7), ...occasions.slice(9)] },
  {
    what: 'a correction',
    issues: [
      {
        date: '2026-01-02',
        fetched_at: '2026-02-01T06:00:00.000Z',
        songs: ['cedar', 'ash', 'elm', 'birch', 'gorse'],
      },
    ],
  },
  {
    what: 'a song with another title',
    issues: [{ date: '2026-01-31', songs: ['ash', 'fir', 'elm', 'cedar', 'gorse'] }],
    names: { cedar: 'Cedar (Remastered)' },
  },
]

let files: Map<string, Uint8Array>
let warehouse: LocalWarehouse
let own: Awaited<ReturnType<typeof createFolder>>

beforeAll(async () => {
  files = new Map()
  warehouse = await openWarehouse(files)
  own = await createFolder()
})

afterAll(async () => {
  await warehouse.close()
  await own.remove()
})

/** Insights are the same for all builds, and take most of the time of a small one. */
const mostKinds = routes.filter(({ name }) => name !== 'insight')

const build = async (folder: string, target: SiteTarget = openSiteFolder(folder), kinds = mostKinds) =>
  buildSite(await openSite(createContext(warehouse)), target, { kinds })

function readSite(folder: string): Map<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  const contained = names.filter((name) => statSync(join(folder, name)).isFile())
  return new Map(contained.map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
}

describe('a build over an older site', () => {
  test.each(changes)(
    'comes to the same as a first build after $what',
    { timeout: 120_000 },
    async (change) => {
      const catalogue = { ...songs, ...tracks }
      for (const [id, title] of Object.entries(change.names ?? {}))
        catalogue[id] = { artists: [], ...catalogue[id], title }
      for (const [key, bytes] of curatedFiles(catalogue, change.issues)) files.set(key, bytes)
      await warehouse.load()
      const site = join(own.folder, 'site')
      const fresh = join(own.folder, change.what)
      const { written, pages } = await build(site)
      await build(fresh)
      expect([...readSite(site).keys()]).toEqual([...readSite(fresh).keys()])
      expect(readSite(site)).toEqual(readSite(fresh))
      expect(written).toBeGreaterThan(0)
      expect(await build(site)).toMatchObject({ written: 0, pages })
      expect(readdirSync(own.folder).filter((name) => /\.(next|old)$/.test(name))).toEqual([])
    },
  )
})

test('a build keeps what people have put at the top of the folder', { timeout: 60_000 }, async () => {
  const content = new Map(curatedFiles(songs, issues.slice(0, 2)))
  const small = await openWarehouse(content)
  await small.load()
  const site = join(own.folder, 'with own files')
  const buildSmall = async () =>
    buildSite(await openSite(createContext(small)), openSiteFolder(site), {
      kinds: routes.filter(({ name }) => name === 'issue'),
    })
  await buildSmall()
  writeFileSync(join(site, 'robots.txt'), 'User-agent: *')
  mkdirSync(join(site, '.well-known'))
  writeFileSync(join(site, '.well-known/security.txt'), 'Contact: someone')
  for (const [key, bytes] of curatedFiles(songs, issues.slice(2, 4))) content.set(key, bytes)
  await small.load()
  expect((await buildSmall()).written).toBeGreaterThan(0)
  expect(readFileSync(join(site, 'robots.txt'), 'utf8')).toBe('User-agent: *')
  expect(readFileSync(join(site, '.well-known/security.txt'), 'utf8')).toBe('Contact: someone')
  await small.close()
})

describe('a build of years and decades', () => {
  const older = (date: string, ids: string[], hour = '06') => ({
    date,
    fetched_at: `${date}T${hour}:00:00.000Z`,
    songs: ids,
  })
  const steps: { what: string; issues: IssueFixture[]; names?: Record<string, string> }[] = [
    {
      what: 'two decades',
      issues: [older('2009-12-30', ['ash', 'elm']), older('2011-01-05', ['elm', 'ash'])],
    },
    { what: 'an issue of the decade before', issues: [older('2009-12-31', ['fir', 'ash'])] },
    { what: 'a decade after them', issues: [older('2020-01-01', ['birch', 'cedar'])] },
    { what: 'a correction', issues: [older('2009-12-30', ['elm', 'birch'], '18')] },
    {
      what: 'a new title',
      issues: [older('2020-01-02', ['cedar', 'ash'])],
      names: { ash: 'Ash (Live)' },
    },
    {
      what: 'another order on the last day',
      issues: [older('2020-01-02', ['ash', 'cedar'], '18')],
      names: { ash: 'Ash (Live)' },
    },
  ]
  const spanKinds = routes.filter(({ name }) => ['year', 'decade'].includes(name))

  test('comes to the same as a first build', { timeout: 120_000 }, async () => {
    const content = new Map<string, Uint8Array>()
    const small = await openWarehouse(content)
    const site = join(own.folder, 'spans')
    const buildSpans = async (folder: string) =>
      buildSite(await openSite(createContext(small)), openSiteFolder(folder), { kinds: spanKinds })
    for (const step of steps) {
      const catalogue = { ...songs }
      for (const [id, title] of Object.entries(step.names ?? {}))
        catalogue[id] = { artists: [], ...catalogue[id], title }
      for (const [key, bytes] of curatedFiles(catalogue, step.issues)) content.set(key, bytes)
      await small.load()
      const fresh = join(own.folder, `spans ${step.what}`)
      await buildSpans(site)
      await buildSpans(fresh)
      expect([step.what, readSite(site)]).toEqual([step.what, readSite(fresh)])
      expect(await buildSpans(site)).toMatchObject({ written: 0 })
    }
    const decades = [...readSite(site).keys()].filter((name) => name.endsWith('s/index.html'))
    expect(decades.map((name) => name.split('/').at(-2))).toEqual(['2000s', '2010s', '2020s'])
    await small.close()
  })
})

describe('an interrupted build', () => {
  /** The target fails at the n-th call. */
  function failAt(folder: string, call: number): SiteTarget {
    const target = openSiteFolder(folder)
    let calls = 0
    const count = () => {
      calls += 1
      if (calls === call) throw new Error('the disk is full')
    }
    return {
      ...target,
      async write(...file) {
        count()
        await target.write(...file)
      },
      async publish(manifest) {
        count()
        await target.publish(manifest)
      },
    }
  }

  test('leaves the old site as it was', { timeout: 180_000 }, async () => {
    const site = join(own.folder, 'interrupted')
    await build(site)
    const before = readSite(site)
    const more = { date: '2026-02-01', songs: ['fir', 'ash', 'elm', 'cedar', 'gorse'] }
    for (const [key, bytes] of curatedFiles(songs, [more])) files.set(key, bytes)
    await warehouse.load()
    for (const call of [1, 2, 20]) {
      await expect(build(site, failAt(site, call))).rejects.toThrow('the disk is full')
      expect(readSite(site)).toEqual(before)
    }
    expect((await build(site)).written).toBeGreaterThan(20)
  })

  test('is repaired if it ended between the two renames of the switch', async () => {
    const site = join(own.folder, 'interrupted')
    const before = readSite(site)
    renameSync(site, `${site}.old`)
    mkdirSync(`${site}.next`)
    writeFileSync(join(`${site}.next`, 'index.html'), 'half')
    expect(await build(site)).toMatchObject({ written: 0 })
    expect(readSite(site)).toEqual(before)
  })

  test('never replaces a folder that is not a site', async () => {
    const folder = join(own.folder, 'mine')
    mkdirSync(folder)
    writeFileSync(join(folder, 'thesis.txt'), 'my own')
    await expect(build(folder)).rejects.toThrow('exists and is not a site of hitparade')
    expect(readdirSync(folder)).toEqual(['thesis.txt'])
  })
})
