import { createHmac } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Hook } from '../../src/config/notify-config.ts'
import { type Happening, listNotices } from '../../src/notify/notice.ts'
import { sendNotice } from '../../src/notify/send-notice.ts'
import { useFolder } from '../commands/support/cases.ts'
import { hitparade } from '../support/cli.ts'

const hook: Hook = { url: null, on: ['enters'], chart: null, song: null, artist: null, metric_over: null }
const issue = {
  source: 'deezer',
  chart: 'top-worldwide',
  chart_name: 'Top Worldwide',
  chart_date: '2026-11-21',
}
const enters = (song: string, artists: string, more: Partial<Happening> = {}): Happening => ({
  ...{ event: 'enters', issue, metric: null, sentence: `${song} enters` },
  ...{ song: { song_id: `id-${song}`, song, artists }, ...more },
})

describe('a hook', () => {
  const all = [enters('Night Bus', 'Ida, Ada Öhm'), enters('Fridas', 'Frida'), enters('Elm', 'Odo')]
  const listSentences = (restriction: Partial<Hook>) =>
    listNotices({ ...hook, ...restriction }, all).flatMap(({ sentences }) => sentences)

  it.each([
    [{}, 3],
    [{ chart: 'top-worldwide' }, 3],
    [{ chart: 'spotify/top-worldwide' }, 0],
    [{ on: ['number_one' as const] }, 0],
    [{ artist: 'ida' }, 1],
    [{ artist: 'Ada Ohm' }, 1],
    [{ song: 'night bus' }, 1],
    [{ song: 'id-Elm' }, 1],
    [{ song: 'Elm', artist: 'Ida' }, 0],
  ])('with %j receives %i of three', (restriction, count) => {
    expect(listSentences(restriction).length).toBe(count)
  })

  it('receives one notice for each issue and event, with the same words for Slack and Discord', () => {
    expect(listNotices(hook, all.slice(0, 2))).toEqual([
      {
        text: 'Night Bus enters\nFridas enters',
        content: 'Night Bus enters\nFridas enters',
        event: 'enters',
        issue,
        sentences: ['Night Bus enters', 'Fridas enters'],
      },
    ])
  })

  it('receives a text that Discord accepts, and all sentences', () => {
    const many = Array.from({ length: 100 }, (_, index) =>
      enters(`Song number ${index + 1} of very many`, 'Ida'),
    )
    const [notice] = listNotices(hook, many)
    expect(notice?.text.length).toBeLessThanOrEqual(2_000)
    expect(notice?.text).toMatch(/\nand \d+ more$/)
    expect(notice?.sentences.length).toBe(100)
  })

  it.each([
    [{ now: 999_999, most_before: 5 }, 0],
    [{ now: 1_000_000, most_before: 5 }, 1],
    [{ now: 1_000_000, most_before: null }, 1],
    [{ now: 2_000_000, most_before: 1_000_000 }, 0],
  ])('of a million receives the metric %j %i times', (metric, count) => {
    const happening = enters('Elm', 'Odo', { event: 'metric_over', metric })
    expect(listNotices({ ...hook, on: ['metric_over'], metric_over: 1_000_000 }, [happening]).length).toBe(
      count,
    )
  })
})

/** A server that keeps what is posted, and fails as often as it is told. */
async function receive(failures = 0) {
  const received: { body: string; headers: IncomingMessage['headers'] }[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    received.push({ body, headers: request.headers })
    response.writeHead(received.length <= failures ? 500 : 204).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret-path`, received }
}

describe('sending', () => {
  const [notice] = listNotices(hook, [enters('Elm', 'Odo')])
  const sleep = async () => {}

  it('tries three times, with a signature of the body', async () => {
    const { url, received } = await receive(2)
    expect(await sendNotice(url, notice as never, { secret: 'key', sleep })).toBe(null)
    expect(received.length).toBe(3)
    const { body, headers } = received[2] ?? { body: '', headers: {} }
    expect(headers['x-hitparade-signature']).toBe(
      `sha256=${createHmac('sha256', 'key').update(body).digest('hex')}`,
    )
    expect(JSON.parse(body)).toMatchObject({ event: 'enters', text: 'Elm enters' })
  })

  it('gives up after the third, and does not name the address', async () => {
    const { url, received } = await receive(9)
    expect(await sendNotice(url, notice as never, { secret: null, sleep })).toBe('status 500')
    expect(received.length).toBe(3)
    expect(received[0]?.headers['x-hitparade-signature']).toBe(undefined)
    const refused = await sendNotice('http://127.0.0.1:1/secret', notice as never, { secret: null, sleep })
    expect(refused).toMatch(/^(bad port|ECONNREFUSED)$/)
  })
})

describe('a run', () => {
  const folder = useFolder()

  it('sends the news of the newest issue, and succeeds although a hook fails', async () => {
    const { url, received } = await receive()
    await folder.write('hitparade.jsonc', {
      notify: [
        { url: 'http://127.0.0.1:1', on: ['number_one'] },
        { on: ['enters', 'number_one', 'new_peak'] },
      ],
    })
    const run = (date: string) =>
      hitparade(['run', '--source', 'simulator', '--chart', 'brazil-top-50', '--date', date], folder.path(), {
        HITPARADE_NOTIFY_URL: url,
      })
    expect(await run('2026-11-20')).toMatchObject({ code: 0 })
    // Every song of the first issue would be news.
    expect(received).toEqual([])
    const ended: Awaited<ReturnType<typeof run>> = await run('2026-11-21')
    expect(ended.code).toBe(0)
    const notices = received.map(({ body }) => JSON.parse(body))
    for (const { event, issue: about } of notices) {
      expect(['enters', 'number_one', 'new_peak']).toContain(event)
      expect(about).toEqual({
        ...{
          source: 'simulator',
          chart: 'brazil-top-50',
          chart_name: 'Brazil Top 50',
          chart_date: '2026-11-21',
        },
      })
    }
    const news = await hitparade(['insights', 'debuts', '--chart', 'brazil-top-50'], folder.path())
    const debuts = news.stdout
      .trim()
      .split('\n')
      .filter((line) => line !== '')
    const entered = notices.filter(({ event }) => event === 'enters').flatMap(({ sentences }) => sentences)
    expect(entered.length).toBe(debuts.length)
    expect(notices.length).toBeGreaterThan(0)
  })

  it('reports a failure', async () => {
    const { url, received } = await receive()
    const sources = { deezer: { url: 'http://127.0.0.1:1' } }
    await folder.write('down.jsonc', { sources, data_dir: 'down', notify: [{ on: ['failure'] }] })
    const ended = await hitparade(['run', '--source', 'deezer', '--config', 'down.jsonc'], folder.path(), {
      HITPARADE_NOTIFY_URL: url,
      HITPARADE_NOTIFY_SECRET: 'key',
    })
    expect(ended.code).toBe(1)
    expect(received.map(({ body }) => JSON.parse(body))).toMatchObject([
      {
        event: 'failure',
        text: expect.stringMatching(/^deezer\/top-worldwide .* could not be fetched: .*reached/),
      },
    ])
  })
})
