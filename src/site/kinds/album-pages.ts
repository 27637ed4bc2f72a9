import { addresses } from '../addresses.ts'
import { readAlbumSongs, readArtistsWithPage, readEditions, viewAlbum } from '../data/album-view.ts'
import { readArtistNames, readNamedSongs } from '../data/artists/artist-names.ts'
import { groupRows } from '../data/group-rows.ts'
import { readSongCredits } from '../data/song-entries.ts'
import type { PageKind } from '../page.ts'
import { createAlbumPage } from '../pages/album-page.tsx'
import { listSources, type Site } from '../site.ts'

/** Albums that are read at once. */
const albumsAtOnce = 500

/** One page for each album id with a song on a chart. Editions of one album show the same. */
export const albumPages: PageKind = {
  name: 'album',
  pattern: '/albums/:source/:album/',
  async list(_site, { albums }) {
    return [...albums].flatMap(([source, own]) =>
      [...own].flatMap(([album, version]) => {
        const address = addresses.album(source, album)
        return address === null ? [] : [{ parts: { source, album }, address, version }]
      }),
    )
  },
  async *read(site, wanted) {
    const sources = listSources(site)
    for (const [source, parts] of groupRows(wanted, (each) => each.source ?? '')) {
      if (!sources.includes(source)) continue
      for (let start = 0; start < parts.length; start += albumsAtOnce) {
        const albums = parts.slice(start, start + albumsAtOnce).map(({ album = '' }) => album)
        yield* readAlbums(site, source, albums)
      }
    }
  },
}

async function* readAlbums(site: Site, source: string, albums: string[]) {
  const all = await readEditions(site.warehouse, source, albums)
  if (all.length === 0) return
  const mainAlbums = new Map(all.map(({ album_id, main_album_id }) => [album_id, main_album_id]))
  const songs = await readAlbumSongs(site.warehouse, source, [...new Set(mainAlbums.values())])
  if (songs.length === 0) return
  const recordings = [...new Set(songs.map(({ recording_id }) => recording_id))]
  const leads = [...new Set(all.flatMap(({ lead_artist_id }) => lead_artist_id ?? []))]
  const facts = {
    names: await readNamedSongs(site.warehouse, source, recordings),
    credits: await readSongCredits(site.warehouse, source, recordings),
    artists: leads.length === 0 ? new Map() : await readArtistNames(site.warehouse, source, leads),
    withPage:
      leads.length === 0 ? new Set<string>() : await readArtistsWithPage(site.warehouse, source, leads),
  }
  const editions = groupRows(all, ({ main_album_id }) => main_album_id)
  const byAlbum = groupRows(songs, ({ main_album_id }) => main_album_id)
  for (const album_id of albums) {
    const main = mainAlbums.get(album_id) ?? ''
    const address = addresses.album(source, album_id)
    const own = { ...facts, editions: editions.get(main) ?? [], songs: byAlbum.get(main) ?? [] }
    const view = viewAlbum(site, { source, album_id }, own)
    if (address !== null && view !== null) yield createAlbumPage(view, address)
  }
}
