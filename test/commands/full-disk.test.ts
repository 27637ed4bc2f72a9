import { readdir } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { hitparade, hitparadeWithin } from '../support/cli.ts'
import { addCharts, useFolder } from './support/cases.ts'

const folder = useFolder((created) => addCharts(created, ['global-top-100']))

/** Blocks of 512 bytes: the limit is met by the store, by the log of the load, by its copy, and by its checkpoint. */
it.each([0, 8, 100, 3000, 12_000])(
  'a file limit of %i blocks gives one sentence, and nothing is lost',
  async (blocks) => {
    const data = folder.path('hitparade-data')
    for (const args of [
      ['run', '--chart', 'global-top-100', '--date', '2026-01-04', '--again'],
      ['rebuild'],
    ]) {
      const { code, stderr } = await hitparadeWithin(blocks, args, folder.path())
      const [last = '', ...notes] = stderr.trimEnd().split('\n').reverse()
      expect({ code, last }).toEqual({
        code: 1,
        last: expect.stringMatching(/^error: could not .*\(EFBIG\)/),
      })
      expect(last).toMatch(/what is stored already is kept|all curated files are stored/)
      expect(notes.join('\n')).not.toMatch(/Error|^ +at /m)
      const kept = (await readdir(data)).filter((name) => name !== 'compared')
      expect(kept.sort()).toEqual(['curated', 'lock.duckdb', 'raw', 'warehouse.duckdb'])
    }
    expect(await hitparade(['status'], folder.path())).toMatchObject({ code: 0 })
  },
)

it('the next run without the limit loads everything', async () => {
  expect(await folder.run('load')).toMatchObject({ code: 0, stderr: expect.stringMatching(/^loaded/m) })
  expect(await folder.run('sql', 'select count(*) as n from core.chart_history')).toMatchObject({
    stdout: '{"n":400}\n',
  })
})
