import { afterAll, beforeAll, expect, it } from 'vitest'
import { startSimulator } from '../../src/simulator/simulator-server.ts'
import { appleMusicSource } from '../../src/sources/apple-music/fetch-apple-music.ts'
import { listenbrainzSource } from '../../src/sources/listenbrainz/fetch-listenbrainz.ts'
import { openFormat } from '../../src/sources/registry.ts'
import { fakeSession, requestFor } from '../sources/support/serve.ts'

let simulator: Awaited<ReturnType<typeof startSimulator>>
beforeAll(async () => {
  simulator = await startSimulator()
})
afterAll(() => simulator.close())

const sources = { 'apple-music': appleMusicSource, listenbrainz: listenbrainzSource }

/** The issue that a source shows at an instant. */
async function fetchIssue(name: keyof typeof sources, stamp: string, chart_date: string) {
  const { http, now } = fakeSession()
  const source = sources[name]({ url: `${simulator.url}/${stamp}`, now })
  const raw = await source.fetch({ ...requestFor(http, source.charts()[0]), chart_date })
  const [issue] = (await openFormat(raw.header.reader)).read(raw)
  return { ...issue, items: [...(issue?.items ?? [])] }
}

it('Apple’s feed of a country shows the day from 05:00 on', async () => {
  const issue = await fetchIssue('apple-music', '20261121t050000z', '2026-11-21')
  expect(issue).toMatchObject({
    chart: 'us-most-played',
    chart_date: '2026-11-21',
    chart_size: 50,
    complete: true,
  })
  await expect(fetchIssue('apple-music', '20261121t045959z', '2026-11-21')).rejects.toMatchObject({
    code: 'NotYet',
  })
})

it('ListenBrainz shows a week from Monday 10:00 on, each recording once and with its ISRC', async () => {
  const { items } = await fetchIssue('listenbrainz', '20261116t100000z', '2026-11-16')
  expect(items.length).toBe(100)
  const songs = items.flatMap((item) => ('song' in item ? [item] : []))
  expect(songs.length).toBe(100)
  expect(new Set(songs.map(({ song }) => song.song_id)).size).toBe(100)
  expect(songs.every(({ song }) => song.isrc !== null)).toBe(true)
  const listens = songs.map(({ metric }) => metric ?? 0)
  expect(listens).toEqual([...listens].sort((a, b) => b - a))
  await expect(fetchIssue('listenbrainz', '20261116t095959z', '2026-11-16')).rejects.toMatchObject({
    code: 'NotYet',
  })
})
