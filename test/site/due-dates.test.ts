import { describe, expect, test } from 'vitest'
import { openSite } from '../../src/site/site.ts'
import { songs } from '../support/fixtures/parade.ts'
import { createWarehouse, type IssueFixture } from '../support/warehouse/warehouse.ts'
import { createContext, requestSite } from './demo-site.ts'

const issue = (date: string, other: Partial<IssueFixture> = {}): IssueFixture => ({
  date,
  songs: ['ash', 'elm'],
  ...other,
})

async function findDueDate(newest: IssueFixture): Promise<string | null | undefined> {
  const warehouse = await createWarehouse(songs, [newest])
  const { charts } = await openSite(createContext(warehouse))
  await warehouse.close()
  return charts[0]?.due_date
}

describe('the next issue is due', () => {
  test.each<[string, string | null, IssueFixture]>([
    ['the day after a daily one', '2026-03-03', issue('2026-03-02')],
    [
      'a week after a weekly one',
      '2026-03-09',
      issue('2026-03-02', { settings: { cadence: 'weekly', weekdays: null } }),
    ],
    [
      'on the next day on which the chart appears',
      '2026-03-09',
      issue('2026-03-06', { settings: { weekdays: '12345' } }),
    ],
    [
      'as long after its date as the newest one came',
      '2026-03-05',
      issue('2026-03-02', { fetched_at: '2026-03-04T06:00:00.000Z' }),
    ],
    [
      'by its date alone if the newest one was imported later',
      '2026-03-03',
      issue('2026-03-02', { fetched_at: '2027-01-01T06:00:00.000Z' }),
    ],
    ['never where plays are counted', null, issue('2026-03-02', { source: 'listens' })],
  ])('%s', async (_when, date, newest) => {
    expect(await findDueDate(newest)).toBe(date)
  })
})

test('the home page, the chart and its newest issue say when the next issue is due, and no older issue does', async () => {
  const warehouse = await createWarehouse(songs, [issue('2026-03-01'), issue('2026-03-02')])
  const request = requestSite(warehouse)
  const chart = '/charts/invented/parade/'
  const findDates = async (address: string) =>
    [...(await (await request(address)).text()).matchAll(/<time datetime="([^"]*)" data-due="">/g)].map(
      ([, date]) => date,
    )
  for (const address of ['/', '/pipeline/', chart, `${chart}2026-03-02/`])
    expect([address, await findDates(address)]).toEqual([address, ['2026-03-03']])
  expect(await findDates(`${chart}2026-03-01/`)).toEqual([])
  expect(await (await request(chart)).text()).toMatch(
    /The next issue is due on <time[^>]*>3 March 2026<\/time>/,
  )
  await warehouse.close()
})
