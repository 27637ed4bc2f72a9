import { expect, it } from 'vitest'
import type { LocalWarehouse } from '../../src/warehouse/warehouse.ts'
import { createWarehouse, type IssueFixture } from '../support/warehouse/warehouse.ts'

const select = async (warehouse: LocalWarehouse, sql: string) =>
  (await warehouse.query(sql)).rows.map((row) => Object.values(row))

const ten = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']
const other = ['b', 'a', ...ten.slice(2)]

/** Issues of consecutive days; a count is the publisher's, of all songs, and null where it gives none. */
const days = (...issues: { songs: string[]; count: number | null; known?: number }[]): IssueFixture[] =>
  issues.map(({ songs, count, known = songs.length }, index) => ({
    date: `2026-01-${String(index + 1).padStart(2, '0')}`,
    songs,
    published: songs.map((_, place) => [null, null, place < known ? count : null]),
  }))

async function inspect(issues: IssueFixture[]) {
  const warehouse = await createWarehouse({}, issues)
  const of = (table: string, check: string) =>
    select(
      warehouse,
      `select chart_date, detail from core.${table} where check_name = '${check}' order by chart_date`,
    )
  const found = {
    same: await of('warnings', 'same_as_before'),
    withheld: await of('failed_checks', 'stale_copy'),
    published: (await select(warehouse, 'select chart_date from core.published_issues order by 1')).flat(),
  }
  await warehouse.close()
  return found
}

const equal = (from: string, to: string) => `the same as the issue before; equal issues from ${from} to ${to}`
const proof = (from: string, to: string) =>
  `the publisher's counts prove copies of one issue from ${from} to ${to}`

it('an issue that equals the one before is published with a warning that names the run', async () => {
  const found = await inspect(
    days(
      { songs: ten, count: null },
      { songs: other, count: null },
      { songs: other, count: null },
      { songs: other, count: null },
      { songs: ten, count: null },
    ),
  )
  expect(found.same).toEqual([
    ['2026-01-03', equal('2026-01-02', '2026-01-04')],
    ['2026-01-04', equal('2026-01-02', '2026-01-04')],
  ])
  expect(found.withheld).toEqual([])
  expect(found.published).toHaveLength(5)
})

it('an issue whose counts have moved is published, though the songs have not', async () => {
  const found = await inspect(days({ songs: ten, count: 3 }, { songs: ten, count: 4 }))
  expect(found).toMatchObject({ same: [['2026-01-02', expect.anything()]], withheld: [] })
})

it('of proven copies the first is published', async () => {
  const found = await inspect(
    days(
      { songs: other, count: 1 },
      { songs: ten, count: 2 },
      { songs: ten, count: 2 },
      { songs: ten, count: 2 },
      { songs: other, count: 5 },
    ),
  )
  expect(found.withheld).toEqual([
    ['2026-01-03', proof('2026-01-02', '2026-01-04')],
    ['2026-01-04', proof('2026-01-02', '2026-01-04')],
  ])
  expect(found.same.map(([date]) => date)).toEqual(['2026-01-03', '2026-01-04'])
  expect(found.published).toEqual(['2026-01-01', '2026-01-02', '2026-01-05'])
})

it('at the beginning of a chart the last of proven copies is published', async () => {
  const found = await inspect(
    days(
      { songs: ten, count: 2 },
      { songs: ten, count: 2 },
      { songs: ten, count: 2 },
      { songs: other, count: 3 },
    ),
  )
  expect(found.withheld.map(([date]) => date)).toEqual(['2026-01-01', '2026-01-02'])
  expect(found.published).toEqual(['2026-01-03', '2026-01-04'])
})

it('nine of ten entries with a count are proof, eight are not', async () => {
  const some = (known: number) =>
    inspect(
      days({ songs: other, count: 1 }, { songs: ten, count: 2, known }, { songs: ten, count: 2, known }),
    )
  expect((await some(9)).withheld).toHaveLength(1)
  expect((await some(8)).withheld).toEqual([])
})

it('one count that has moved is enough against a copy', async () => {
  const [first, second, third] = days(
    { songs: other, count: 1 },
    { songs: ten, count: 2 },
    { songs: ten, count: 2 },
  ) as [IssueFixture, IssueFixture, IssueFixture]
  const published = third.published?.map((row, index) => (index === 9 ? [null, null, 3] : row))
  const found = await inspect([first, second, { ...third, published } as IssueFixture])
  expect(found.withheld).toEqual([])
  expect(found.same).toHaveLength(1)
})

it('the same songs with one tie broken are not equal', async () => {
  const issues: IssueFixture[] = [
    { date: '2026-01-01', songs: ['a', ['b', 'c'], ...ten.slice(3)] },
    { date: '2026-01-02', songs: ['a', 'b', 'c', ...ten.slice(4)] },
  ]
  expect((await inspect(issues)).same).toEqual([])
})

it('a copy is compared with the best snapshot of the date before, published or not, and an older one stands in', async () => {
  const [first, second, third] = days(
    { songs: other, count: 1 },
    { songs: ten, count: 2 },
    { songs: ten, count: 2 },
  ) as [IssueFixture, IssueFixture, IssueFixture]
  const issues = [
    first,
    second,
    third,
    // Fetched earlier: another chart of that date, and a copy.
    { ...third, songs: [...ten.slice(1), 'k'], fetched_at: '2026-01-03T05:00:00.000Z' },
    { ...third, fetched_at: '2026-01-03T05:30:00.000Z' },
  ]
  const warehouse = await createWarehouse({}, issues)
  expect(
    await select(
      warehouse,
      "select snapshot_id from core.failed_checks where check_name = 'stale_copy' order by 1",
    ),
  ).toEqual([[expect.stringMatching('^20260103t053000z')], [expect.stringMatching('^20260103t060000z')]])
  expect(
    await select(warehouse, "select snapshot_id from core.published_issues where chart_date = '2026-01-03'"),
  ).toEqual([[expect.stringMatching('^20260103t050000z')]])
  await warehouse.close()
})
