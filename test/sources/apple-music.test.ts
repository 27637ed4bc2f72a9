import { describe, expect, it } from 'vitest'
import type { HitparadeError } from '../../src/domain/errors.ts'
import { appleMusicSource } from '../../src/sources/apple-music/fetch-apple-music.ts'
import { openFormat } from '../../src/sources/registry.ts'
import type { Reply } from './support/send-reply.ts'
import { fakeSession, requestFor, serve } from './support/serve.ts'

const song = (id: number) => ({
  artistName: 'Ada Ohm',
  artistId: '7',
  id: String(id),
  name: `Song ${id}`,
  kind: 'songs',
  releaseDate: '2026-10-02',
  url: `https://music.apple.com/us/album/ohm/70?i=${id}`,
  ...(id === 2 ? { contentAdvisoryRating: 'Explict' } : {}),
})
const feed = (updated: string, results = [1, 2].map(song)) => ({
  feed: {
    id: 'https://rss.marketingtools.apple.com/api/v2/us/music/most-played/100/songs.json',
    country: 'us',
    ...{ updated, results },
  },
})

async function api(reply: Reply) {
  const session = fakeSession()
  const server = await serve(() => reply)
  const source = appleMusicSource({ url: server.url, now: session.now })
  const [own] = source.charts()
  return { ...session, ...server, fetch: () => source.fetch(requestFor(session.http, own)) }
}

describe('fetching the most played songs of Apple Music', () => {
  it('reads the feed of a storefront by its order', async () => {
    const { fetch, asked } = await api({ body: feed('Sat, 21 Nov 2026 09:00:00 +0000') })
    const raw = await fetch()
    expect(asked.map(({ path }) => path)).toEqual(['/api/v2/us/music/most-played/100/songs.json'])
    const [issue] = (await openFormat(raw.header.reader)).read(raw)
    expect(issue).toMatchObject({
      chart: 'us-most-played',
      chart_date: '2026-11-21',
      chart_size: 2,
      complete: true,
    })
    expect([...(issue?.items ?? [])]).toMatchObject([
      {
        position: 1,
        song: { song_id: '1', song_name: 'Song 1', artists: [{ artist_id: '7', artist_name: 'Ada Ohm' }] },
      },
      { position: 2, song: { song_id: '2', explicit: true } },
    ])
  })

  it.each([
    ['PlaylistNotFound', false, { status: 404 }, /no storefront us/],
    ['NotYet', true, { body: feed('Fri, 20 Nov 2026 09:00:00 +0000') }, /of 2026-11-20, expected 2026-11-21/],
    ['Passed', false, { body: feed('Sun, 22 Nov 2026 09:00:00 +0000') }, /no longer shows/],
    ['BadAnswer', false, { body: feed('someday') }, /without the day of its update/],
    ['BadAnswer', false, { body: feed('Sat, 21 Nov 2026 09:00:00 +0000', []) }, /no list of songs/],
    ['BadAnswer', false, { status: 403 }, /status 403/],
  ])('throws %s (retryable: %s) for another answer', async (code, retryable, reply, message) => {
    const { fetch } = await api(reply)
    const error: HitparadeError = await fetch().then(
      () => expect.unreachable(),
      (thrown) => thrown,
    )
    expect(error).toMatchObject({ code, retryable, message: expect.stringMatching(message) })
  })
})
