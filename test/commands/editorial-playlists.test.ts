import { describe, expect, it, test } from 'vitest'
import { findRefusal } from '../../src/config/editorial-playlist.ts'
import { parsePlaylistId } from '../../src/config/playlist.ts'
import { simulatedCharts } from '../../src/simulator/world/simulated-charts.ts'
import { pageOf, playlistOf, rowOf, trackOf } from '../sources/support/answers.ts'
import { type Case, describeCases, parseRows, useFolder } from './support/cases.ts'

const id = '37i9dQZEVXbMDoHDwVN2tF'
const top = { chart: 'top-50', source: 'spotify', playlist: `https://open.spotify.com/playlist/${id}` }
/** Where a request would fail: no server has this address. */
const nowhere = { url: 'http://127.0.0.1:1', token_url: 'http://127.0.0.1:1' }
const sources = { spotify: nowhere }

const folder = useFolder(async ({ write, run }) => {
  await write('top.jsonc', { charts: [top], sources })
  const charts = [top, { chart: 'mine', source: 'simulator', playlist: simulatedCharts[0]?.playlist }]
  await write('two.jsonc', { charts, sources, data_dir: 'two' })
  await write('imported.jsonc', { charts: [top], sources, data_dir: 'imported' })
  const answer = playlistOf({ id, name: 'Top 50', tracks: pageOf([rowOf(trackOf('s1'))]) })
  await write('top_2024-02-03.json', answer)
  expect(await run('import', 'top_2024-02-03.json', '--config', 'imported.jsonc')).toMatchObject({ code: 0 })
})

const reason = /37i9dQZEVXbMDoHDwVN2tF is a playlist of Spotify itself.*2024-11-27/
const alternatives = /playlist of your own.*`hitparade import[^`]*`.*deezer/
const both = new RegExp(`${reason.source}.*${alternatives.source}`)

const cases: Case[] = [
  {
    does: 'run refuses it',
    line: 'run --config top.jsonc',
    code: 1,
    err: new RegExp(`refused: spotify/top-50 .*${both.source}`),
  },
  {
    does: 'backfill refuses it',
    line: 'backfill --from 2026-01-01 --config top.jsonc',
    code: 1,
    err: new RegExp(`refused: spotify/top-50 .*${both.source}`),
  },
  { does: 'schedule refuses it', line: 'schedule --once --config top.jsonc', code: 1, err: both },
  { does: 'deploy refuses it', line: 'deploy --config top.jsonc', code: 1, err: both },
  {
    does: 'deploy --plan refuses it',
    line: 'deploy --target aws --plan --config top.jsonc',
    code: 1,
    err: both,
  },
  { does: 'status refuses it', line: 'status --config top.jsonc', code: 1, err: both },
  {
    does: 'doctor refuses it',
    line: 'doctor --config top.jsonc --format csv',
    code: 1,
    out: new RegExp(`spotify/top-50 cannot be fetched: ${both.source}`),
    err: /things? to repair/,
  },
  {
    does: 'status shows a chart of which files were imported',
    line: 'status --config imported.jsonc',
    code: 0,
    out: /"chart":"top-50"/,
  },
]

describeCases('an editorial playlist', folder, cases)

it('does not stop the other charts of a run', async () => {
  const ended = await folder.run('run', '--config', 'two.jsonc')
  expect(ended).toMatchObject({ code: 1, stderr: expect.stringMatching(/1 stored, 1 refused/) })
  const status = await folder.run('sql', 'select chart from core.published_issues', '--config', 'two.jsonc')
  expect(parseRows(status)).toEqual([{ chart: 'mine' }])
})

it('does not stop the other charts of a schedule', async () => {
  const ended = await folder.run('schedule', '--once', '--config', 'two.jsonc', '--data-dir', 'scheduled')
  expect(ended).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      new RegExp(`refused: spotify/top-50: .*${both.source}[^]*not up to date: spotify/top-50`),
    ),
  })
  const select = ['sql', 'select chart from core.published_issues', '--data-dir', 'scheduled']
  expect(parseRows(await folder.run(...select, '--config', 'two.jsonc'))).toEqual([{ chart: 'mine' }])
})

it('does not fail the status of an app with extended quota', async () => {
  const spotify = { ...nowhere, extended_quota: true }
  await folder.write('extended.jsonc', { charts: [top], sources: { spotify }, data_dir: 'extended' })
  expect(await folder.run('status', '--config', 'extended.jsonc')).toMatchObject({ code: 0 })
})

describe('findRefusal', () => {
  const development = { spotify: { extended_quota: false } }
  test.each([
    id,
    `spotify:playlist:${id}`,
    `spotify:user:spotify:playlist:${id}`,
    `https://open.spotify.com/playlist/${id}?si=0a1b2c`,
    `open.spotify.com/intl-de/playlist/${id}`,
    `https://api.spotify.com/v1/playlists/${id}/items`,
  ])('recognises %s', (text) => {
    const playlist = parsePlaylistId('spotify', text) ?? ''
    expect(findRefusal({ source: 'spotify', playlist }, development)).toMatchObject({
      code: 'EditorialPlaylist',
      exitCode: 1,
    })
    expect(findRefusal({ source: 'spotify', playlist }, { spotify: { extended_quota: true } })).toBeNull()
  })

  test('leaves other playlists, and other sources', () => {
    const mine = '0123456789ABCDEFabcdef'
    expect(findRefusal({ source: 'spotify', playlist: mine }, development)).toBeNull()
    expect(findRefusal({ source: 'simulator', playlist: id }, development)).toBeNull()
  })
})
