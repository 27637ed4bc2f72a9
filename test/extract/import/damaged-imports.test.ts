import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { random } from '../../../src/simulator/world/random.ts'
import { hitparade } from '../../support/cli.ts'
import { caseKey, createCase } from '../../support/fuzz/fuzz-cases.ts'
import { takeSome } from '../../support/samples.ts'

let folder = ''
let data = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hitparade-damaged-'))
  data = join(folder, 'data')
})
afterEach(() => rm(folder, { recursive: true }))

const run = (...args: string[]) => hitparade(['--data-dir', data, ...args], folder)
const count = async () => {
  const { stdout } = await run('sql', 'select count(*) as n from core.chart_history', '--format', 'json')
  return (JSON.parse(stdout) as { n: number }[])[0]?.n
}
const csv = (chart: string, bad = '') =>
  writeFile(
    join(folder, `${chart}.csv`),
    `chart,date,position,title,artist\n${chart},2026-01-05,1,Ash,Ida\n${bad}`,
  )

/** Every file below a folder. */
async function listFiles(path: string): Promise<string[]> {
  const files = await readdir(path, { recursive: true, withFileTypes: true })
  return files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name))
}

const noStack = /^(?![\s\S]*(\n\s+at |should not have happened))/

test('raw objects that cannot be transformed stop neither this import nor the next', async () => {
  const cases = Array.from({ length: 40 }, (_, index) => createCase(random('cli', index), index))
  for (const each of cases.filter(({ kind }) => kind === 'object')) {
    const path = join(data, 'raw/to_process', caseKey(each))
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, each.bytes)
  }
  await csv('alpha')
  const first = await run('import', 'alpha.csv')
  expect(first).toMatchObject({ code: 1, stderr: expect.stringMatching(/raw objects could not be read/) })
  expect(first.stderr).toMatch(noStack)
  await expect(readdir(join(data, 'raw/to_process'), { recursive: true })).resolves.not.toContain('.gz')
  const rows = await count()
  await csv('beta')
  expect(await run('import', 'beta.csv')).toMatchObject({ code: 0, stderr: expect.stringMatching(noStack) })
  expect(await count()).toBe(Number(rows) + 1)
}, 120_000)

const remains = ['with the curated files', 'without the curated files and the warehouse']
test.each(takeSome(remains, 2, 1))(
  'a damaged import is healed by the same file: %s',
  async (remaining) => {
    await csv('alpha', 'alpha,2026-01-05,2,Elm,Odo\nalpha,2026-01-05,x,Fir,Uma\n')
    expect(await run('import', 'alpha.csv')).toMatchObject({ code: 0 })
    expect(await count()).toBe(2)
    const [raw = ''] = await listFiles(join(data, 'raw/processed'))
    await truncate(raw, (await readFile(raw)).length - 20)
    expect(await run('reprocess')).toMatchObject({ code: 1 })
    if (remaining.startsWith('without')) {
      await rm(join(data, 'curated'), { recursive: true })
      await rm(join(data, 'warehouse.duckdb'))
    }

    const healed = await run('import', 'alpha.csv', '--format', 'json')
    expect(healed).toMatchObject({ code: 0, stderr: expect.not.stringMatching(/already/) })
    expect(JSON.parse(healed.stdout)).toMatchObject([{ outcome: 'imported', entries: 2, rejects: 1 }])
    expect(await count()).toBe(2)
    expect(await listFiles(join(data, 'raw'))).toEqual([raw])
    // The damage is repaired, so only the row of the file is a reject.
    const rejects = await run('insights', 'rejects', '--format', 'json')
    expect(JSON.parse(rejects.stdout)).toMatchObject({
      rows: [{ chart: 'alpha', reason: 'unreadable', rejects: 1 }],
    })
    expect((await run('import', 'alpha.csv')).stderr).toMatch(/1 already stored/)
  },
  120_000,
)
