import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { useFolder } from './support/cases.ts'

const folder = useFolder(async (created) => {
  await created.write('mine-2026-01-01.csv', 'rank,song,artist\n1,Zebra,Planted Artist')
  await created.write('kept-2026-01-01.csv', 'rank,song,artist\n1,Keeper,Kept Artist')
  await created.run('import', 'mine-2026-01-01.csv', '--chart', 'mine')
  await created.run('import', 'kept-2026-01-01.csv', '--chart', 'kept')
})

it('purge shows what goes, deletes it only with --yes, and an import brings it back', async () => {
  const asked = await folder.run('purge', 'mine')
  expect(asked.code).toBe(2)
  expect(JSON.parse(asked.stdout)).toEqual({
    place: 'here',
    source: 'import',
    chart: 'mine',
    first_date: '2026-01-01',
    last_date: '2026-01-01',
    issues: 1,
    entries: 1,
  })
  expect(asked.stderr).toMatch(/on this machine: 1 raw object and 6 curated files \(0\.0 MB\) to delete/)
  expect(asked.stderr).toMatch(/nothing was deleted: not an interactive terminal; pass --yes to confirm/)
  const query = ['sql', 'select chart, count(*) as entries from core.chart_history group by 1 order by 1']
  expect((await folder.run(...query)).stdout).toContain('"mine"')

  const pages = folder.path('hitparade-data/pages')
  await mkdir(pages)
  await writeFile(`${pages}/page`, 'Zebra')
  const purged = await folder.run('purge', 'mine', '--yes')
  expect(purged).toMatchObject({ code: 0 })
  expect(purged.stderr).toContain('purged import/mine; an import of the same files brings it back')
  expect(await readdir(folder.path('hitparade-data'))).not.toContain('pages')
  expect((await folder.run(...query)).stdout).toBe('{"chart":"kept","entries":1}\n')

  const again = await folder.run('import', 'mine-2026-01-01.csv', '--chart', 'mine')
  expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('"outcome":"imported"') })
  expect((await folder.run(...query)).stdout).toBe(
    '{"chart":"kept","entries":1}\n{"chart":"mine","entries":1}\n',
  )
}, 120_000)

it('purge of a chart that is still configured says that a run fetches it again', async () => {
  const charts = [{ chart: 'tops', source: 'spotify', playlist: '0123456789ABCDEFabcdef' }]
  await folder.write('tops.jsonc', { charts, data_dir: 'tops' })
  await folder.write('tops-2026-01-01.csv', 'rank,song,artist\n1,Ash,Ida')
  const run = (...args: string[]) => folder.run(...args, '--config', 'tops.jsonc')
  await run('import', 'tops-2026-01-01.csv', '--source', 'spotify', '--chart', 'tops')
  const { stderr } = await run('purge', 'tops', '--yes')
  expect(stderr).toMatch(
    /purged spotify\/tops; .*tops\.jsonc still has it, so `hitparade run --config tops.jsonc` and/,
  )
}, 60_000)

it('purge of a fetched chart that is not configured names the run that would bring it back', async () => {
  await folder.run('run', '--source', 'simulator', '--data-dir', 'fetched')
  const { stderr } = await folder.run('purge', 'simulator', '--yes', '--data-dir', 'fetched')
  expect(stderr).toContain(
    'purged simulator; a run with it in the configuration, or an import of the same files brings it back',
  )
})

it('purge names what is stored if the name means nothing', async () => {
  expect(await folder.run('purge', 'mien', '--yes')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('nothing is stored of mien; there are: import, kept, mine'),
  })
})

it('the demo is refused in a folder with other charts', async () => {
  expect(await folder.run('demo', '--no-serve', '--data-dir', 'hitparade-data')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(
      /hitparade-data contains charts of import; the demo needs a folder of its own/,
    ),
  })
})
