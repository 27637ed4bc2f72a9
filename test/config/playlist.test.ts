import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parsePlaylistId } from '../../src/config/playlist.ts'

const id = '0123456789ABCDEFabcdef'

describe('parsePlaylistId', () => {
  test.each([
    ['spotify', id, id],
    ['spotify', ` https://open.spotify.com/playlist/${id}?si=0a1b2c `, id],
    ['spotify', `open.spotify.com/playlist/${id}`, id],
    ['spotify', `https://open.spotify.com/intl-de/playlist/${id}`, id],
    ['spotify', `https://open.spotify.com/user/somebody/playlist/${id}`, id],
    ['spotify', `https://api.spotify.com/v1/playlists/${id}/tracks?offset=0&limit=100`, id],
    ['spotify', `spotify:playlist:${id}`, id],
    ['spotify', `spotify:user:somebody:playlist:${id}`, id],
    ['deezer', '42', '42'],
    ['deezer', 'https://www.deezer.com/playlist/42', '42'],
    ['deezer', 'https://www.deezer.com/de/playlist/42?utm_source=x', '42'],
    ['deezer', 'deezer.com/playlist/42', '42'],
    ['deezer', 'https://api.deezer.com/playlist/42/tracks?index=0', '42'],
    ['simulator', id, id],
    ['simulator', `http://127.0.0.1:4242/20261121t060000z/v1/playlists/${id}/tracks`, id],
    ['simulator', `spotify:playlist:${id}`, id],
  ])('of %s reads the id from %j', (source, text, expected) => {
    expect(parsePlaylistId(source, text)).toBe(expected)
  })

  test.each([
    ['spotify', 'https://www.deezer.com/playlist/42'],
    ['spotify', `https://example.com/playlist/${id}`],
    ['spotify', `https://open.spotify.com/album/${id}`],
    ['spotify', `spotify:album:${id}`],
    ['spotify', id.slice(1)],
    ['deezer', `spotify:playlist:${id}`],
    ['deezer', `https://open.spotify.com/playlist/${id}`],
    ['deezer', '042'],
    ['simulator', `https://open.spotify.com/playlist/${id}`],
    ['spotify', 'https://'],
    ['spotify', ''],
    ['import', id],
  ])('of %s finds no playlist in %j', (source, text) => {
    expect(parsePlaylistId(source, text)).toBe(null)
  })

  test('of any text returns null or an id that parses to itself', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.webUrl(),
      fc.webPath().map((path) => `https://deezer.com/playlist${path}`),
    )
    fc.assert(
      fc.property(fc.constantFrom('spotify', 'deezer', 'simulator', 'import'), text, (source, some) => {
        const read = parsePlaylistId(source, some)
        if (read !== null) expect(parsePlaylistId(source, read)).toBe(read)
      }),
    )
  })
})
