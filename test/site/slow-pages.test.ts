import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readyFile } from '../../src/site/live/ready-file.ts'
import { openSlowPages } from '../../src/site/live/slow-pages.ts'
import { createFolder } from './demo-site.ts'

let own: Awaited<ReturnType<typeof createFolder>>

beforeEach(async () => {
  own = await createFolder()
})

afterEach(() => own.remove())

const page = () =>
  readyFile({ address: '/', type: 'text/html; charset=utf-8', bytes: 'Zürich '.repeat(1000) })

describe('pages that took long to make', () => {
  test('are there after a new start, byte for byte', async () => {
    const file = await page()
    await openSlowPages(own.folder, 'a').keep('/', file, 400)
    const read = await openSlowPages(own.folder, 'a').read('/')
    expect({ ...read, bytes: Buffer.from(read?.bytes ?? []) }).toEqual(file)
  })

  test('are not kept if they were quick', async () => {
    const pages = openSlowPages(own.folder, 'a')
    await pages.keep('/', await page(), 10)
    expect(await pages.read('/')).toBeNull()
  })

  test('are not those of another page', async () => {
    const pages = openSlowPages(own.folder, 'a')
    await pages.keep('/', await page(), 400)
    expect(await pages.read('/insights/')).toBeNull()
  })

  test('of older data are never shown, and go when the first of newer data is kept', async () => {
    await openSlowPages(own.folder, 'a').keep('/', await page(), 400)
    const newer = openSlowPages(own.folder, 'b')
    expect(await newer.read('/')).toBeNull()
    await newer.keep('/', await page(), 400)
    expect(readdirSync(own.folder)).toHaveLength(1)
    expect(await openSlowPages(own.folder, 'a').read('/')).toBeNull()
  })

  test('are made again if their file is damaged', async () => {
    const pages = openSlowPages(own.folder, 'a')
    await pages.keep('/', await page(), 400)
    const [folder = ''] = readdirSync(own.folder)
    const [name = ''] = readdirSync(join(own.folder, folder))
    writeFileSync(join(own.folder, folder, name), 'damaged')
    expect(await pages.read('/')).toBeNull()
  })

  test('need no folder that can be written', async () => {
    writeFileSync(join(own.folder, 'file'), '')
    const pages = openSlowPages(join(own.folder, 'file'), 'a')
    await pages.keep('/', await page(), 400)
    expect(await pages.read('/')).toBeNull()
  })
})
