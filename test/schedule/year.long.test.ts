import { expect, it } from 'vitest'
import { createWorld } from './support/schedule-world.ts'

it('a year with both clock changes has every date once', async () => {
  const world = createWorld({ chart: { time_zone: 'Europe/Berlin', run_at: ['02:30'] } })
  world.setClock('2026-01-01T01:00:00Z')
  await world.runUntil('2026-12-31T12:00:00Z')
  const dates = await world.listDates()
  expect([dates.length, new Set(dates).size]).toEqual([365, 365])
  expect(world.fetched.length).toBe(365)
})
