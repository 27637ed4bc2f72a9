import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openEngine } from '../../src/warehouse/duckdb/duckdb-engine.ts'
import { hitparade } from '../support/cli.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hitparade-outdated-'))
  const rows = ['chart_date,position,song,artist', '2026-01-05,1,Ash,Ida', '2026-01-05,2,Birch,Odo', '']
  await writeFile(join(folder, 'chart.csv'), rows.join('\n'))
  await hitparade(['import', 'chart.csv', '--chart', 'parade', '--source', 'import'], folder)
})
afterAll(() => rm(folder, { recursive: true }))

/** Leaves the warehouse as another version would have built it. */
async function makeOutdated() {
  const engine = await openEngine(join(folder, 'hitparade-data/warehouse.duckdb'), 'read_write')
  await engine.run("update meta.made_by set fingerprint = 'another version'")
  engine.close()
}

/** On a slow machine a load also says how far it is. */
const withoutProgress = (stderr: string) => stderr.replaceAll(/^loading: .*\n/gm, '')

const note = 'another version of hitparade built the warehouse; rebuilding it from the curated files\n'

describe('a warehouse that another version built', () => {
  it.each([
    ['sql', 'select count(*) as entries from core.chart_history', '--format', 'csv'],
    ['insights', 'chart', '--format', 'csv'],
    ['find', 'Ash'],
    ['describe', 'core.songs'],
    ['explain', 'chart'],
    ['status'],
  ])('is rebuilt by `%s`, which says so once', async (...args) => {
    await makeOutdated()
    const { code, stderr } = await hitparade(args, folder)
    expect(code).toBe(0)
    expect(stderr.startsWith(note)).toBe(true)
    const again = await hitparade(args, folder)
    expect({ code: again.code, isSaid: again.stderr.includes(note) }).toEqual({ code: 0, isSaid: false })
  })

  it('is rebuilt by `doctor`, which has nothing to report', async () => {
    await makeOutdated()
    const { code, stderr } = await hitparade(['doctor'], folder)
    expect({ code, said: withoutProgress(stderr) }).toEqual({ code: 0, said: `${note}nothing to repair\n` })
  })

  it('is rebuilt by `load` as part of its work', async () => {
    await makeOutdated()
    const { code, stdout, stderr } = await hitparade(['load'], folder)
    expect({ code, stdout, said: withoutProgress(stderr) }).toEqual({
      code: 0,
      stdout: '',
      said: expect.stringMatching(/^loaded \d+ curated files of 1 chart\n$/),
    })
  })
})
