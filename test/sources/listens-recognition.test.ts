import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findParts } from '../../src/sources/listens/exports/open-parts.ts'

/** Titles of the exports that a file with this content is. */
async function recognise(name: string, content: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'hitparade-recognition-'))
  try {
    await writeFile(join(folder, name), content)
    return (await findParts(join(folder, name))).map(({ recognised }) => recognised.title)
  } finally {
    await rm(folder, { recursive: true })
  }
}

test('a chart that is one long line with many commas is no export, and costs no time', async () => {
  const line = JSON.stringify({ tracks: Array.from({ length: 9000 }, (_, n) => [n, 'a, b', `c${n}`]) })
  expect(line.length).toBeGreaterThan(65_536)
  expect(await recognise('chart.json', line)).toEqual([])
  expect(await recognise('chart.csv', `a${','.repeat(70_000)}b`)).toEqual([])
})

test.each([
  ['uts,utc_time,artist,artist_mbid,album,album_mbid,track,track_mbid\n', 'Last.fm, CSV of scrobbles'],
  ['"uts","utc_time","artist","album","track"\n', 'Last.fm, CSV of scrobbles'],
  ['Artist;Album;AlbumId;Track;Date#ida\n', 'Last.fm, CSV of lastfmstats'],
  ['\uFEFFArtist;Album;Track;Date#ida\n', 'Last.fm, CSV of lastfmstats'],
  ['Ida,Ash,Yew,\nIda,Ash,Elm,28 Oct 2026 09:04\n', 'Last.fm, CSV without a header'],
  ['Ida,Ash,Elm,"28 Oct 2026, 09:04"\n', 'Last.fm, CSV without a header'],
])('%j is recognised', async (start, title) => {
  expect(await recognise('scrobbles.csv', start)).toEqual([title])
})

test.each([
  'artist,track,uts\n',
  'Ida,Ash,Yew,\nIda,Ash,Elm,\n',
  '28 Oct 2026 09:04\n',
  'date,position,title,artist\n',
])('%j is no export', async (start) => {
  expect(await recognise('other.csv', start)).toEqual([])
})
