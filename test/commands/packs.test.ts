import { mkdir, rm, writeFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { useFolder } from './support/cases.ts'

/** Snapshots of 25 days in January, and of one after it. */
const folder = useFolder(async (created) => {
  await mkdir(created.path('days'))
  const dates = Array.from({ length: 25 }, (_, day) => `2026-01-${String(day + 1).padStart(2, '0')}`)
  for (const date of [...dates, '2026-02-09'])
    await created.write(`days/mine-${date}.csv`, 'rank,song,artist\n1,Ash,Ida\n')
})

it('a load without room for packs succeeds with a note, and doctor counts the months that have none', async () => {
  const packs = folder.path('hitparade-data/packs')
  await folder.run('import', 'days')
  await rm(packs, { recursive: true })
  await writeFile(packs, '')
  const { code, stderr } = await folder.run('load')
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: expect.stringMatching(
      /^no packs were written, so a rebuild takes longer: .*; the next load tries again$/m,
    ),
  })
  const advised = await folder.run('doctor')
  expect(advised.code).toBe(0)
  expect(advised.stdout).toContain('1 past month has no packs, so a rebuild takes longer')
  expect(advised.stdout).toContain('write them with `hitparade load`')
  await rm(packs)
  expect((await folder.run('load')).stderr).toBe('nothing new to load\n')
  expect((await folder.run('doctor')).stdout).toContain('every past month has its packs')
})
