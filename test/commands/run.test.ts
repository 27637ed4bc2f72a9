import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { deezerTrack } from '../sources/support/answers.ts'
import { serve } from '../sources/support/serve.ts'
import { hitparade } from '../support/cli.ts'
import { addCharts, type Case, describeCases, parseRows, spotifyConfig, useFolder } from './support/cases.ts'

const folder = useFolder(async (created) => {
  await created.write('mine.jsonc', spotifyConfig)
  await created.write('unreachable.jsonc', {
    sources: { deezer: { url: 'http://127.0.0.1:1' } },
    data_dir: 'unreachable',
  })
  await addCharts(created)
})

const cases: Case[] = [
  {
    does: 'skips a stored date, and shows the chart',
    line: 'run --chart brazil-top-50 --date 2026-01-03 --format csv',
    code: 0,
    out: /^position,[\s\S]*\n50,/,
    err: /already stored/,
  },
  {
    does: 'suggests the chart with a similar name',
    line: 'run --chart brasil-top-50',
    code: 2,
    err: /did you mean brazil-top-50/,
  },
  {
    does: 'fails for a date that does not exist',
    line: 'run --date 2026-02-30',
    code: 2,
    err: /^error: --date: there is no 2026-02-30$/m,
  },
  {
    does: 'fails for a date in the future',
    line: 'run --date 3026-01-01',
    code: 2,
    err: /no chart for 3026-01-01 yet/,
  },
  {
    does: 'repeats the reason of a source for which a playlist is missing on a day',
    line: 'run --source simulator --chart brazil-top-50 --date 2010-01-01',
    code: 1,
    err: /simulator has no playlist \w+: The simulated charts begin on 2017-01-01; check the id/,
  },
  {
    does: 'fails for an unknown source',
    line: 'run --source radio',
    code: 2,
    err: /there is no source radio/,
  },
  {
    does: 'fails for Spotify without a configured chart',
    line: 'run --source spotify',
    code: 2,
    err: /no default charts; add yours/,
  },
  {
    does: 'fails for a past date of Deezer',
    line: 'run --source deezer --date 2026-01-01',
    code: 2,
    err: /only serves today's chart/,
  },
  {
    does: 'fails to backfill Deezer',
    line: 'backfill --source deezer --from 2026-01-01',
    code: 2,
    err: /only serves today's chart/,
  },
  {
    does: 'fails for a schedule that ends before it begins',
    line: 'schedule --from 2026-02-02T00:00Z --until 2026-02-01T00:00Z',
    code: 2,
    err: /--from 2026-02-02T00:00Z is after --until 2026-02-01T00:00Z/,
  },
  {
    does: 'fails to backfill from a date that is not published yet',
    line: 'backfill --source simulator --from 2199-01-01',
    code: 2,
    err: /--from 2199-01-01 is after the newest chart date, \d{4}-/,
  },
  { does: 'fails to backfill without a first date', line: 'backfill', code: 2, err: /--from/ },
  {
    does: 'fails for a period that ends before it begins',
    line: 'backfill --from 2026-01-02 --to 2026-01-01',
    code: 2,
    err: /is after/,
  },
  {
    does: 'fetches no stored date again',
    line: 'backfill --from 2026-01-01 --to 2026-01-03 --chart brazil-top-50',
    code: 0,
    err: /all chart dates of this period are already stored/,
  },
  {
    does: 'fails for Spotify without credentials',
    line: 'run --config mine.jsonc',
    code: 1,
    err: /set SPOTIFY_CLIENT_ID/,
  },
]

describeCases('run and backfill', folder, cases)

describe('run', () => {
  it('fetches, shows and stores a chart of Deezer without an account', async () => {
    const data = Array.from({ length: 3 }, (_, index) => deezerTrack(index + 1))
    const { url } = await serve(() => ({ body: { data, total: 3 } }))
    await folder.write('deezer.jsonc', { sources: { deezer: { url } }, data_dir: 'deezer' })
    const ended = await folder.run('run', '--source', 'deezer', '--config', 'deezer.jsonc')
    expect(ended).toMatchObject({ code: 0, stderr: expect.stringContaining('terms of deezer') })
    expect(parseRows(ended).map(({ position, status }) => [position, status])).toEqual([
      [1, 'FIRST'],
      [2, 'FIRST'],
      [3, 'FIRST'],
    ])
    const status = await folder.run('status', '--config', 'deezer.jsonc')
    expect(parseRows(status)).toMatchObject([{ source: 'deezer', chart: 'top-worldwide', entries: 3 }])
  })

  it('fails and records the attempt if the source is unreachable', async () => {
    const ended = await folder.run('run', '--source', 'deezer', '--config', 'unreachable.jsonc')
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toMatch(/deezer cannot be reached/)
    const status = await folder.run('status', '--config', 'unreachable.jsonc')
    expect(status.stderr).toMatch(/1 failed \(Unreachable\)/)
  })

  it('shows and stores no secret that a source repeats', async () => {
    const { url } = await serve((path, { headers }) =>
      path === '/token'
        ? { body: { access_token: 'Token-that-nobody-may-see', expires_in: 3600 } }
        : { status: 400, body: { error: { message: `not for ${headers.authorization}` } } },
    )
    const sources = { spotify: { url, token_url: `${url}/token` } }
    await folder.write('echo.jsonc', { ...spotifyConfig, sources, data_dir: 'echo' })
    const secrets = { SPOTIFY_CLIENT_ID: 'me', SPOTIFY_CLIENT_SECRET: 'Secret-that-nobody-may-see' }
    const { stdout, stderr } = await hitparade(['run', '--config', 'echo.jsonc'], folder.path(), secrets)
    expect(stderr).toMatch(/unexpected answer: 400 not for Bearer \*\*\*;/)
    const names = await readdir(join(folder.path(), 'echo'), { recursive: true })
    const files = names.filter((name) => name.endsWith('.parquet'))
    expect(files).toHaveLength(1)
    const ledger = await readFile(join(folder.path(), 'echo', files[0] ?? ''), 'latin1')
    expect(`${stdout}${stderr}${ledger}`).not.toMatch(/nobody-may-see/)
  })

  it('fetches again on request, at any instant, and reprocesses to the same answers', async () => {
    const here = ['--data-dir', 'again', '--chart', 'japan-top-50', '--source', 'simulator']
    const at = [...here, '--at', '2026-01-05T12:00Z']
    expect((await folder.run('run', ...at)).stderr).toMatch(/1 stored/)
    expect((await folder.run('run', ...at, '--again')).stderr).toMatch(/1 stored/)
    expect((await folder.run('run', ...here, '--date', '2026-01-05')).stderr).toMatch(/1 already stored/)
    // Equal answers are one snapshot.
    const processed = await readdir(join(folder.path(), 'again/raw/processed'), { recursive: true })
    expect(processed.filter((name) => name.endsWith('.gz'))).toHaveLength(1)
    const before = await folder.run('insights', 'chart', '--data-dir', 'again')
    const again = await folder.run('reprocess', '--data-dir', 'again')
    expect(again.stderr).toMatch(/^transforming 1 raw object again/)
    expect((await folder.run('insights', 'chart', '--data-dir', 'again')).stdout).toBe(before.stdout)
  }, 60_000)
})
