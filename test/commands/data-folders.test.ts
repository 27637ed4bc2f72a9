import { symlink } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { useFolder } from './support/cases.ts'

const days = ['2026-01-01', '2026-01-02', '2026-01-03']
const folder = useFolder(async ({ write }) => {
  for (const day of days) await write(`mine-${day}.csv`, `rank,song,artist\n1,Song of ${day},Ida`)
})
const count = ['sql', 'select count(*) as entries from core.chart_history']

it('processes write into one data directory at once, and into another, and nothing is lost', async () => {
  const runs = days.map((day) => folder.run('import', `mine-${day}.csv`))
  const other = folder.run('import', 'mine-2026-01-01.csv', '--data-dir', 'other')
  for (const ended of await Promise.all([...runs, other])) expect(ended).toMatchObject({ code: 0 })
  expect((await folder.run(...count)).stdout).toBe('{"entries":3}\n')
  expect((await folder.run(...count, '--data-dir', 'other')).stdout).toBe('{"entries":1}\n')
}, 120_000)

it.each(['status', 'doctor', 'load', 'rebuild'])(
  '%s names a data directory that is no folder',
  async (command) => {
    await symlink(folder.path('not-mounted'), folder.path(`link-${command}`))
    expect(await folder.run(command, '--data-dir', `link-${command}`)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /link-\w+ is a link to .*not-mounted, which is not there; mount its disk/,
      ),
    })
    expect(await folder.run(command, '--data-dir', 'mine-2026-01-01.csv')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /the data directory .*mine-2026-01-01\.csv is not a folder; name another/,
      ),
    })
  },
)
