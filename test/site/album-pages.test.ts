import { afterAll, beforeAll, expect, test } from 'vitest'
import { addresses } from '../../src/site/addresses.ts'
import { type Imports, importsWarehouse } from '../support/fixtures/imports.ts'
import { extendedRow } from '../support/fixtures/listens.ts'
import { requestSite } from './demo-site.ts'

const rows = [
  '2026-01-01,1,Harbour,The Ida Vale,Tides',
  '2026-01-01,2,Lantern,Odo Hill feat. Uma Roe,Duets',
  '2026-01-01,3,Meadow,Odo Hill,Duets',
  '2026-01-01,4,Willow,Odo Hill & Uma Roe,Shared',
  '2026-01-08,1,Harbour,Ida Vale,Tides',
  '2026-01-08,2,Orchard,Uma Roe,Alone',
]
const played = { master_metadata_album_album_name: 'Evenings' }

let warehouse: Imports
let request: ReturnType<typeof requestSite>
beforeAll(async () => {
  warehouse = await importsWarehouse()
  await warehouse.add([
    { name: 'parade.csv', text: ['date,position,song,artist,album', ...rows].join('\n') },
    {
      name: 'Streaming_History_Audio_2026_0.json',
      text: JSON.stringify([extendedRow('2026-01-04T10:00:00Z', 'Harbour', played)]),
    },
  ])
  request = requestSite(warehouse)
})
afterAll(() => warehouse.close())

const readHtml = async (address: string) => (await request(address)).text()

/** The lead artist and the links of the page of each album, by title. */
async function readAlbums() {
  const { rows: albums } = await warehouse.query(
    'select source, album_id, album_name from core.albums order by 3 asc nulls last',
  )
  return Promise.all(
    albums.map(async ({ source, album_id, album_name }) => {
      const address = addresses.album(String(source), String(album_id)) ?? ''
      const html = await readHtml(address)
      const links = [...html.matchAll(/ (?:href|src)="([^"]*)"/g)].map(
        ([, link = '']) => new URL(link.replaceAll('&amp;', '&'), `http://localhost${address}`),
      )
      const [, artist] = /<h1>.*?<span class="artists"><a [^>]*><bdi>(.*?)<\/bdi>/s.exec(html) ?? []
      return { album: String(album_name), artist, links }
    }),
  )
}

test('the page of an album leads to the first artist of its songs, and each of its links to a page', async () => {
  const albums = await readAlbums()
  expect(albums.map(({ album, artist }) => `${album}: ${artist}`)).toEqual([
    'Alone: Uma Roe',
    'Duets: Odo Hill',
    'Duets: Odo Hill',
    'Evenings: Ida Vale',
    'Shared: Odo Hill',
    'Tides: Ida Vale',
    'Tides: Ida Vale',
  ])
  const local = new Set(albums.flatMap(({ links }) => links.map(({ pathname }) => pathname)))
  const broken = []
  for (const path of local) {
    const { status } = await request(path)
    if (status !== 200) broken.push(`${path}: ${status}`)
  }
  expect(broken).toEqual([])
})

test('an artist has one id and one row of a snapshot, whole or as a part of a text, with “The” or without', async () => {
  const { rows: repeated } = await warehouse.query(
    `select artist_id from landing.artists
    group by source, chart, chart_date, snapshot_id, artist_id having count(*) > 1`,
  )
  expect(repeated).toEqual([])
  const { rows: artists } = await warehouse.query(
    `select artist_name from core.artists where source = 'import' order by 1 asc nulls last`,
  )
  expect(artists.map(({ artist_name }) => artist_name)).toEqual([
    'Ida Vale',
    'Odo Hill',
    'Odo Hill & Uma Roe',
    'Odo Hill feat. Uma Roe',
    'Uma Roe',
  ])
})
