import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { parseRows, useFolder } from './support/cases.ts'

/** Ash is on two issues under this title and then on one as Ashes, beside Birch. */
const folder = useFolder(async ({ run, write }) => {
  const rows = [
    '2026-01-01,1,Ash,Ida',
    '2026-01-01,2,Birch,Odo',
    '2026-01-02,1,Ash,Ida',
    '2026-01-02,2,Birch,Odo',
    '2026-01-03,1,Ashes,Ida',
    '2026-01-03,2,Birch,Odo',
  ]
  await write('history.csv', `chart_date,position,song,artist\n${rows.join('\n')}\n`)
  expect(await run('import', 'history.csv', '--chart', 'parade', '--source', 'import')).toMatchObject({
    code: 0,
  })
})

/** Song id by title. */
const findIds = async () =>
  Object.fromEntries(
    parseRows(await folder.run('sql', 'select song, song_id from core.song_names')).map(
      ({ song, song_id }) => [song, String(song_id)],
    ),
  )

const countIssues = async (song: string) =>
  parseRows(await folder.run('insights', 'song_summary', '--song', song)).map((row) => row.issues_on_chart)

let ids: Record<string, string>
beforeAll(async () => {
  ids = await findIds()
})

/** One after the other: each goes on from the decision before it. */
describe('join and split', () => {
  it('show the evidence and decide nothing if only the plan is asked for', async () => {
    const { Ash = '', Ashes = '' } = ids
    const planned = await folder.run('join', Ash, Ashes, '--plan')
    expect(parseRows(planned)).toMatchObject([
      { song_id: Ash, song: 'Ash', artists: 'Ida', issues: 2, peak_position: 1, last_date: '2026-01-02' },
      { song_id: Ashes, song: 'Ashes', artists: 'Ida', issues: 1, first_date: '2026-01-03', rule: 'itself' },
    ])
    expect(planned).toMatchObject({ code: 0, stderr: 'they are two recordings now\n' })
    expect(await countIssues(Ash)).toEqual([2])
  })

  it('write the decision and load it', async () => {
    const { Ash = '', Ashes = '' } = ids
    const joined = await folder.run('join', Ash, Ashes)
    expect(joined.code).toBe(0)
    expect(joined.stderr).toMatch(
      new RegExp(`^they are two recordings now\njoined: import ${Ash} and ${Ashes}\n`),
    )
    expect(await countIssues(Ash)).toEqual([3])
  })

  it('decide for good: a configuration that does not list the pair changes nothing', async () => {
    await folder.write('hitparade.jsonc', {})
    const imported = await folder.run('import', 'history.csv', '--chart', 'parade', '--source', 'import')
    expect(imported.code).toBe(0)
    expect(await countIssues(ids.Ash ?? '')).toEqual([3])
  })

  it('replace the decision before', async () => {
    const { Ash = '', Ashes = '' } = ids
    const split = await folder.run('split', Ash, Ashes)
    expect(split.stderr).toMatch(
      new RegExp(`^they are one recording now\nsplit: import ${Ash} and ${Ashes}\n`),
    )
    expect(await countIssues(Ash)).toEqual([2])
  })

  it('withdraw what was decided, once', async () => {
    const { Ash = '', Ashes = '' } = ids
    const withdraw = () => folder.run('join', Ash, Ashes, '--withdraw')
    expect((await withdraw()).stderr).toMatch(/^they are two .*\nwithdrawn: import /)
    expect(await withdraw()).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^error: nothing was decided about the two songs\n$/),
    })
  })

  it('say how many issues have both songs', async () => {
    const { Ash = '', Birch = '' } = ids
    const { stderr } = await folder.run('join', Ash, Birch, '--plan')
    expect(stderr).toBe('they are two recordings now\nboth are on 2 issues at once\n')
  })

  it('leave a pair of the configuration to it', async () => {
    const { Ash = '', Birch = '' } = ids
    await folder.write('pairs.jsonc', { split: [{ source: 'import', songs: [Birch, Ash] }] })
    const { code, stderr } = await folder.run('join', Ash, Birch, '--config', 'pairs.jsonc')
    expect(code).toBe(2)
    expect(stderr).toMatch(/error: .*pairs\.jsonc has the two songs under "split"; change it there\n$/)
  })

  it('refuse what contradicts a chain of decisions, and name what to withdraw', async () => {
    const { Ash = '', Ashes = '', Birch = '' } = ids
    expect((await folder.run('join', Ash, Ashes)).code).toBe(0)
    expect((await folder.run('join', Ashes, Birch)).code).toBe(0)
    const split = await folder.run('split', Ash, Birch)
    expect(split.code).toBe(2)
    expect(split.stderr).toContain(
      `error: decisions join the two songs: ${Ash} with ${Ashes} with ${Birch}; withdraw one of the joins first: \`hitparade join ${Ashes} ${Birch} --source import --withdraw\``,
    )
    expect((await folder.run('join', Ashes, Birch, '--withdraw')).code).toBe(0)
    expect((await folder.run('split', Ash, Birch)).code).toBe(0)
    const joined = await folder.run('join', Birch, Ashes)
    expect(joined.code).toBe(2)
    expect(joined.stderr).toContain(
      `error: this would join ${Ash} and ${Birch}, which a decision splits; withdraw that first: \`hitparade split ${Ash} ${Birch} --source import --withdraw\``,
    )
  })

  it('withdraw without a warehouse', async () => {
    const { Ash = '', Birch = '' } = ids
    await rm(join(folder.path('hitparade-data'), 'warehouse.duckdb'))
    const { code, stderr } = await folder.run('split', Ash, Birch, '--withdraw')
    expect(stderr).toContain(`withdrawn: import ${Ash} and ${Birch}\n`)
    expect(code).toBe(0)
    expect(await countIssues(Birch)).toEqual([3])
  })

  it('refuse a song that does not exist, and one song twice', async () => {
    const { Ash = '' } = ids
    expect((await folder.run('split', Ash, 'yew')).stderr).toBe(
      'error: there is no song yew; look for its id with `hitparade find "part of a title"`\n',
    )
    expect((await folder.run('split', Ash, Ash)).stderr).toBe(
      'error: expected two songs, got the same id twice\n',
    )
  })
})
