import { cp, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sha256 } from '../../src/domain/hash.ts'
import { openEngine } from '../../src/warehouse/duckdb/duckdb-engine.ts'
import { dumpLanding, january, usePackedFolder } from './support/packed-folder.ts'

const { open, landing } = usePackedFolder()

const songs = (packs: string) => join(packs, january, 'songs.parquet')
const list = (packs: string) => join(packs, january, 'packs.json')
const december = (packs: string) => join(packs, 'simulator', '2025-12.v1')

async function flipByte(path: string) {
  const bytes = await readFile(path)
  const middle = bytes.length >> 1
  bytes[middle] = (bytes[middle] ?? 0) ^ 1
  await writeFile(path, bytes)
}

/** Writes a pack again with the rows of a query on it. */
async function rewritePack(path: string, sql: string) {
  const engine = await openEngine(':memory:', 'read_write')
  await engine.run(`copy (${sql.replace('pack', `'${path}'`)}) to '${path}.new' (format parquet)`)
  engine.close()
  await rename(`${path}.new`, path)
}

/** Adds a column to a pack, and states its new hash in the list. */
async function addColumn(packs: string) {
  await rewritePack(songs(packs), 'select *, 1 as of_tomorrow from pack')
  const changed = JSON.parse((await readFile(list(packs), 'utf8')).split('\n')[1] ?? '')
  changed.songs.sha256 = sha256(await readFile(songs(packs)))
  const text = JSON.stringify(changed)
  await writeFile(list(packs), `${sha256(text)}\n${text}`)
}

const damages: [string, (packs: string) => Promise<unknown>][] = [
  ['all packs are gone', (packs) => rm(packs, { recursive: true })],
  ['a pack is gone', (packs) => rm(songs(packs))],
  ['a pack is empty', (packs) => truncate(songs(packs), 0)],
  ['a pack is cut', async (packs) => truncate(songs(packs), (await stat(songs(packs))).size >> 1)],
  ['a byte of a pack has changed', (packs) => flipByte(songs(packs))],
  ['a pack lacks a row', (packs) => rewritePack(songs(packs), 'select * from pack offset 1')],
  ['a pack is one of another table', (packs) => cp(join(packs, january, 'albums.parquet'), songs(packs))],
  ['a pack of a newer version has a column that the table lacks', addColumn],
  ['a list is gone', (packs) => rm(list(packs))],
  ['a list is empty', (packs) => truncate(list(packs), 0)],
  ['a byte of a list has changed', (packs) => flipByte(list(packs))],
  ['a month is there twice', (packs) => cp(join(packs, january), december(packs), { recursive: true })],
  ['a month has the name of another', (packs) => rename(join(packs, january), december(packs))],
  ['there is something else among the packs', (packs) => writeFile(join(packs, 'notes'), 'mine')],
]

describe('a rebuild has the same rows, and packs after it, if', () => {
  test.each(damages)('%s', async (_, damage) => {
    const { warehouse, packs } = await open()
    await warehouse.load()
    await damage(packs)
    expect(await warehouse.rebuild()).toMatchObject({ unreadable: [], unpacked: null })
    expect(await dumpLanding(warehouse)).toBe(landing())
    expect(await readdir(join(packs, 'simulator'))).toHaveLength(1)
    expect(await readdir(join(packs, january))).toContain('songs.parquet')
  })
})
