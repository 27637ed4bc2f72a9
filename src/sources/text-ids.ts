import { foldArtistName } from '../domain/credits/artist-name.ts'
import { sha256 } from '../domain/hash.ts'
import { foldText } from '../domain/text/fold.ts'

/** Id of a song that its source names by text alone: exact where the text is the identity, folded otherwise. */
export function textSongId(song: string, artist: string, folded: boolean): string {
  const text = folded ? [foldText(song), foldText(artist)] : [song, artist]
  return `text:${sha256(text.join('\u001f')).slice(0, 32)}`
}

/** Id of an artist that its source names by text alone, whole or as a part of a text of credits. */
export function nameArtistId(name: string): string {
  return `name:${sha256(`credit\u001f${foldArtistName(name)}`).slice(0, 32)}`
}

/** Id of an album that its source names by text alone: the same title of one artist is one album. */
export function nameAlbumId(album: string, artist: string): string {
  return `name:${sha256([foldText(album), foldText(artist)].join('\u001f')).slice(0, 32)}`
}
