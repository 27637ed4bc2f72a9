import { expect, it } from 'vitest'
import { nextRun, previousRun } from '../../src/schedule/next-run.ts'

const berlin = (...run_at: string[]) => ({ run_at, time_zone: 'Europe/Berlin' })

/** The runs after an instant, as long as there are expected ones. */
function listRuns(chart: ReturnType<typeof berlin>, from: string, count: number): string[] {
  const runs: string[] = []
  for (let at = from; runs.length < count; at = runs.at(-1) ?? at) runs.push(nextRun(chart, at))
  return runs.map((run) => run.replace(':00.000Z', 'Z'))
}

it('a time that the clock change skips is the first one after the gap', () => {
  expect(listRuns(berlin('02:30'), '2026-03-27T12:00:00.000Z', 4)).toEqual([
    '2026-03-28T01:30Z',
    '2026-03-29T01:00Z',
    '2026-03-30T00:30Z',
    '2026-03-31T00:30Z',
  ])
})

it('a time that occurs twice counts once', () => {
  expect(listRuns(berlin('02:30'), '2026-10-23T12:00:00.000Z', 4)).toEqual([
    '2026-10-24T00:30Z',
    '2026-10-25T00:30Z',
    '2026-10-26T01:30Z',
    '2026-10-27T01:30Z',
  ])
})

it('several times and weekdays are merged', () => {
  expect(listRuns(berlin('5 18:30', '06:00'), '2026-11-26T12:00:00.000Z', 4)).toEqual([
    '2026-11-27T05:00Z',
    '2026-11-27T17:30Z',
    '2026-11-28T05:00Z',
    '2026-11-29T05:00Z',
  ])
})

it('the previous run is the last one up to an instant, which may be the instant itself', () => {
  const chart = berlin('5 18:30')
  expect(previousRun(chart, '2026-11-27T17:29:59.000Z')).toBe('2026-11-20T17:30:00.000Z')
  expect(previousRun(chart, '2026-11-27T17:30:00.000Z')).toBe('2026-11-27T17:30:00.000Z')
  expect(previousRun(chart, '2026-11-27T17:30:00.400Z')).toBe('2026-11-27T17:30:00.000Z')
})

it('a year has one run on each local date, in zones with and without clock changes', () => {
  for (const time_zone of ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata']) {
    const format = new Intl.DateTimeFormat('sv-SE', { timeZone: time_zone })
    for (const time of ['00:00', '01:45', '02:15', '23:59']) {
      const dates = new Set<string>()
      let at = '2025-12-31T18:30:00.000Z'
      for (let count = 0; count < 365; count += 1) {
        at = nextRun({ run_at: [time], time_zone }, at)
        dates.add(format.format(new Date(at)))
      }
      expect([dates.size, time_zone, time]).toEqual([365, time_zone, time])
    }
  }
})
