import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSiteContext } from '../../src/commands/site-context.ts'
import { buildSite } from '../../src/site/build/build-site.ts'
import { manifestName } from '../../src/site/build/manifest.ts'
import { openPageThreads } from '../../src/site/build/page-threads.ts'
import { openSiteFolder } from '../../src/site/build/site-folder.ts'
import { openSite } from '../../src/site/site.ts'
import { simulatedWarehouse } from '../support/fixtures/simulated.ts'
import { createFolder } from './demo-site.ts'

// Threads run files of the built package.
const worker = pathToFileURL(resolve('dist/commands/page-worker.js'))

let demo: Awaited<ReturnType<typeof simulatedWarehouse>>
let own: Awaited<ReturnType<typeof createFolder>>

beforeAll(async () => {
  demo = await simulatedWarehouse('2026-11-01', '2026-11-02')
  own = await createFolder()
})

afterAll(async () => {
  await demo.close()
  await own.remove()
})

const folder = (name: string) => join(own.folder, name)

async function build(name: string, publication?: string) {
  const { app } = demo
  const site = await openSite(createSiteContext(app))
  const { answers } = site.warehouse
  const threads =
    publication === undefined
      ? null
      : await openPageThreads(worker, { config: app.config, publication, answers })
  try {
    const options = threads === null ? {} : { openMaker: () => Promise.resolve(threads.makePages) }
    return await buildSite(site, openSiteFolder(folder(name)), options)
  } finally {
    await threads?.close()
  }
}

test('pages made by threads are those that one thread makes, byte for byte', async () => {
  const alone = await build('alone')
  const publication = (await demo.app.local?.findPublication()) ?? ''
  expect(await build('together', publication)).toEqual(alone)
  const [one, two] = ['alone', 'together'].map((name) =>
    readFileSync(join(folder(name), manifestName), 'utf8'),
  )
  expect(two).toBe(one)
})

test('a warehouse that was loaded in between ends the build, and there is no site', async () => {
  const code = build('never', 'another publication').catch((error) => error.code)
  expect(await code).toBe('Changed')
  expect(existsSync(folder('never'))).toBe(false)
})
