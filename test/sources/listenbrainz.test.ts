import { describe, expect, it } from 'vitest'
import type { HitparadeError } from '../../src/domain/errors.ts'
import { listenbrainzSource } from '../../src/sources/listenbrainz/fetch-listenbrainz.ts'
import { openFormat } from '../../src/sources/registry.ts'
import type { Reply } from './support/send-reply.ts'
import { fakeSession, requestFor, serve } from './support/serve.ts'

const [a, b] = ['00000000-0000-0000-0000-00000000000a', '00000000-0000-0000-0000-00000000000b']
const recording = (recording_mbid: string, release_name: string, listen_count: number) => ({
  artist_mbids: ['00000000-0000-0000-0000-000000000001'],
  artist_name: 'Ada Ohm',
  track_name: `Song ${recording_mbid.at(-1)}`,
  release_mbid: `11111111-0000-0000-0000-00000000000${release_name.length}`,
  ...{ recording_mbid, release_name, listen_count },
})

/** The week that ends before Monday, 2026-11-16. */
const week = (recordings: object[], to_ts = Date.parse('2026-11-16') / 1000) => ({
  payload: { range: 'week', offset: 0, count: 1000, from_ts: to_ts - 7 * 86_400, to_ts, recordings },
})
const metadata = { [a]: { recording: { isrcs: ['XXABC2600001'], length: 180_000 } }, [b]: { recording: {} } }

async function api(chart: Reply, second: Reply = { body: metadata }) {
  const session = fakeSession()
  const server = await serve((path) => (path.startsWith('/1/stats/') ? chart : second))
  const source = listenbrainzSource({ url: server.url, now: session.now })
  const [own] = source.charts()
  const request = { ...requestFor(session.http, own), chart_date: '2026-11-16' }
  return { ...session, ...server, fetch: () => source.fetch(request) }
}

describe('fetching the sitewide chart of ListenBrainz', () => {
  it('sums a recording over its releases, and adds ISRCs by a second request', async () => {
    const recordings = [recording(b, 'Single', 500), recording(a, 'LP', 400), recording(a, 'Best of', 300)]
    const { fetch, asked } = await api({ body: week(recordings) })
    const raw = await fetch()
    expect(asked.map(({ path }) => path)).toEqual([
      '/1/stats/sitewide/recordings?range=week&count=1000',
      '/1/metadata/recording/',
    ])
    const [issue, ...others] = (await openFormat(raw.header.reader)).read(raw)
    expect(others).toEqual([])
    expect(issue).toMatchObject({
      chart: 'sitewide',
      chart_date: '2026-11-16',
      complete: true,
      chart_size: 2,
    })
    expect([...(issue?.items ?? [])]).toMatchObject([
      { position: 1, metric: 700, song: { song_id: a, song_name: 'Song a', isrc: 'XXABC2600001' } },
      { position: 2, metric: 500, song: { song_id: b, isrc: null, album: { album_name: 'Single' } } },
    ])
  })

  it.each([
    ['NotYet', true, { status: 204 }, /has not computed/],
    [
      'NotYet',
      true,
      { body: week([recording(a, 'LP', 1)], Date.parse('2026-11-09') / 1000) },
      /of 2026-11-09/,
    ],
    [
      'Passed',
      false,
      { body: week([recording(a, 'LP', 1)], Date.parse('2026-11-23') / 1000) },
      /of 2026-11-23/,
    ],
    ['BadAnswer', false, { body: week([]) }, /no recordings of a week/],
    ['BadAnswer', false, { body: '[]' }, /not an object/],
  ])('throws %s (retryable: %s) for another answer', async (code, retryable, reply, message) => {
    const { fetch, asked } = await api(reply)
    const error: HitparadeError = await fetch().then(
      () => expect.unreachable(),
      (thrown) => thrown,
    )
    expect(error).toMatchObject({ code, retryable, message: expect.stringMatching(message) })
    expect(asked.length).toBe(1)
  })

  it('stores nothing if the metadata cannot be fetched, so that the next try is whole', async () => {
    const { fetch } = await api({ body: week([recording(a, 'LP', 1)]) }, { status: 503 })
    await expect(fetch()).rejects.toMatchObject({ code: 'Unreachable', retryable: true })
  })
})
