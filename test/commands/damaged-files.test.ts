import { readdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { addCharts, useFolder } from './support/cases.ts'

const folder = useFolder(async (created) => {
  await addCharts(created, ['global-top-100'])
  await created.write('days.csv', 'date,position,title,artist\n2026-01-01,1,Ash,Ida\n')
})
const warehouse = () => folder.path('hitparade-data/warehouse.duckdb')

const note = 'the warehouse was damaged, so it was built again from the curated files'
const sentence =
  /^error: the warehouse at \S+ is damaged and cannot be read; build it again from the curated files with `hitparade rebuild`\n$/

it.each(['insights chart', 'find Ash', 'describe core.songs'])(
  'a damaged warehouse is named by `%s`, with the command that repairs it',
  async (line) => {
    await truncate(warehouse(), 100)
    expect(await folder.run(...line.split(' '))).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(sentence),
    })
  },
)

it('a damaged warehouse is named by `status`, which shows the rest', async () => {
  await truncate(warehouse(), 100)
  const { code, stderr } = await folder.run('status')
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: 'the warehouse is damaged; `hitparade load` rebuilds it\nno raw objects pending\n',
  })
})

it.each([
  'load',
  'rebuild',
  'run --chart global-top-100 --date 2026-01-03',
  'backfill --from 2026-01-03 --to 2026-01-03 --chart global-top-100',
  'import days.csv --source mine --chart mine',
  'reprocess --chart global-top-100',
])('a damaged warehouse is repaired by `%s`', async (line) => {
  await truncate(warehouse(), 100)
  const { code, stderr } = await folder.run(...line.split(' '))
  expect(code, stderr).toBe(0)
  if (line !== 'rebuild') expect(stderr).toContain(note)
  expect(await folder.run('sql', 'select 1 as one')).toMatchObject({ code: 0, stdout: '{"one":1}\n' })
})

it('a damaged curated file is named by rebuild and load, which publish the rest and fail', async () => {
  const entries = folder.path('hitparade-data/curated/chart_entries/simulator/global-top-100/2026-01-02')
  const [name = ''] = await readdir(entries)
  const whole = await readFile(join(entries, name))
  await writeFile(join(entries, name), whole.subarray(0, 200))
  for (const command of ['rebuild', 'load', 'reprocess --failed']) {
    const { code, stderr } = await folder.run(...command.split(' '))
    expect({ command, code }).toEqual({ command, code: 1 })
    expect(stderr).toContain(
      `cannot be read, not loaded: chart_entries/simulator/global-top-100/2026-01-02/${name}\n`,
    )
    expect(stderr).toMatch(/^error: 1 curated file cannot be read; write .* with `hitparade reprocess`/m)
  }
  const dates = "select distinct chart_date from core.chart_history where chart = 'global-top-100' order by 1"
  const { stdout } = await folder.run('sql', dates, '--format', 'csv')
  expect(stdout).toBe('chart_date\n2026-01-01\n2026-01-03\n')
  await writeFile(join(entries, name), whole)
  expect(await folder.run('load')).toMatchObject({ code: 0 })
})
