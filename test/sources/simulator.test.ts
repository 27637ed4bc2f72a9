import { describe, expect, it, onTestFinished } from 'vitest'
import { faultPlaylist } from '../../src/simulator/api/faults.ts'
import { worldPlaylists } from '../../src/simulator/api/world-playlists.ts'
import { startSimulator } from '../../src/simulator/simulator-server.ts'
import { encodeRaw } from '../../src/sources/raw/raw-object.ts'
import { simulatorSource } from '../../src/sources/simulator/fetch-simulator.ts'
import type { ChartIssue } from '../../src/sources/source.ts'
import { spotifyFormat } from '../../src/sources/spotify/recognise-spotify.ts'
import { fakeSession, requestFor } from './support/serve.ts'

/** A source over a simulator of its own, and what one fetch of it gives. */
async function simulated() {
  const simulator = await startSimulator()
  onTestFinished(() => simulator.close())
  const session = fakeSession()
  const source = simulatorSource({ url: simulator.url, now: session.now })
  const fetch = (playlist: string, at: string | null = null) =>
    source.fetch({ ...requestFor(session.http, { playlist, source: 'simulator' }), at })
  return { ...session, simulator, source, fetch }
}

describe('the simulator as a source', () => {
  it('starts a simulator in this process with the first request and stops it again', async () => {
    const addresses = new Set<string>()
    const fetch: typeof globalThis.fetch = (request, init) => {
      addresses.add(new URL((request as Request).url).origin)
      return globalThis.fetch(request, init)
    }
    const { http, now } = fakeSession({ fetch })
    const source = simulatorSource({ now })
    const [chart] = source.charts()
    const request = requestFor(http, chart)
    const [one, other] = await Promise.all([source.fetch(request), source.fetch(request)])
    expect(one.bodies).toHaveLength(other.bodies.length)
    expect(http.requests).toBe(1 + one.bodies.length + other.bodies.length)
    await source.close?.()
    await source.close?.()
    expect(addresses.size).toBe(1)
    for (const address of addresses) await expect(globalThis.fetch(address)).rejects.toThrow()
    const again = await source.fetch(request)
    expect(again.header.fetched_at).toBe(one.header.fetched_at)
    await source.close?.()
  })

  it('stores the same bytes in each run, whatever its port, also of a chart of several pages', async () => {
    const fetchOnce = async () => {
      const { http, now } = fakeSession()
      const source = simulatorSource({ now })
      const raw = await source.fetch(requestFor(http, { playlist: 'sim-world-development' }))
      await source.close?.()
      return raw
    }
    const [one, other] = [await fetchOnce(), await fetchOnce()]
    expect(one.bodies).toHaveLength(2)
    expect(Buffer.from(encodeRaw(other)).equals(encodeRaw(one))).toBe(true)
  })

  it('gives whole charts at the instant that is asked for, by default the morning of the date', async () => {
    const { source, http } = await simulated()
    for (const chart of source.charts()) {
      const raw = await source.fetch(requestFor(http, chart))
      expect(raw.header).toMatchObject({ source: 'simulator', reader: 'spotify', chart: chart.chart })
      expect(raw.header.fetched_at).toBe('2026-11-21T06:00:00.000Z')
      const [issue] = [...spotifyFormat.read(raw)]
      expect(issue).toMatchObject({
        complete: true,
        settings: { chart_name: chart.name, market: chart.market },
      })
      expect([...(issue?.items ?? [])].map(({ position }) => position)).toEqual(
        Array.from({ length: chart.expected_size ?? 0 }, (_each, index) => index + 1),
      )
    }
    const evening = await source.fetch({
      ...requestFor(http, source.charts()[1]),
      at: '2026-11-21T20:30:00+01:00',
    })
    expect(evening.header.fetched_at).toBe('2026-11-21T19:30:00.000Z')
  })

  it('reads the same songs in every world of the API', async () => {
    const { fetch } = await simulated()
    const songs: string[][] = []
    for (const { playlist } of worldPlaylists) songs.push(songsOf(await fetch(playlist)))
    expect(songs[0]?.length).toBeGreaterThan(50)
    expect(songs[1]).toEqual(songs[0])
    expect(songs[2]).toEqual(songs[0])
  })

  it.each([
    ['rate_limited', 1],
    ['rate_limited_bare', 0.5],
    ['spurious_401', null],
    ['empty_body', 0.5],
    ['truncated_body', 0.5],
    ['server_error', 0.5],
  ] as const)('gets the whole chart in spite of %s', async (kind, wait) => {
    const { fetch, waits } = await simulated()
    const raw = await fetch(faultPlaylist(kind))
    expect(songsOf(raw)).toHaveLength(100)
    expect(waits.slice(0, 1)).toEqual(wait === null ? [] : [wait])
  })

  it.each([
    ['not_owner', 'NotOwnerOrCollaborator'],
    ['premium_required', 'PremiumRequired'],
    ['rate_limited_long', 'RateLimited'],
    ['quota_exceeded', 'QuotaExceeded'],
    ['token_rejected', 'TokenRejected'],
    ['html', 'BadAnswer'],
    ['server_down', 'Unreachable'],
    ['total_disagrees', 'Incomplete'],
    ['ends_early', 'Incomplete'],
    ['empty_playlist', 'Incomplete'],
    ['editorial', 'PlaylistNotFound'],
  ] as const)('says for %s that it is %s', async (kind, code) => {
    const { fetch } = await simulated()
    await expect(fetch(faultPlaylist(kind))).rejects.toMatchObject({ code })
  })

  it('does not know the playlists that Spotify makes itself', async () => {
    const { fetch } = await simulated()
    await expect(fetch('37i9dQZEVXbInvented')).rejects.toMatchObject({ code: 'EditorialPlaylist' })
  })
})

function songsOf(raw: Parameters<typeof spotifyFormat.read>[0]): string[] {
  const [issue] = [...spotifyFormat.read(raw)] as [ChartIssue]
  return [...issue.items].map((item) => ('song' in item ? item.song.song_id : item.reason))
}
