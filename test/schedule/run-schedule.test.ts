import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { SourceError, StoreError } from '../../src/domain/errors.ts'
import { createWorld, iso } from './support/schedule-world.ts'

const STEP = 10 * 60_000

const unreachable = () => new SourceError('Unreachable', 'it is down', { retryable: true })

describe('the schedule', () => {
  it('does not fetch before the time of the first run, as today’s chart may not have appeared', async () => {
    const world = createWorld()
    world.setClock('2026-11-20T05:00:00Z')
    await world.runUntil('2026-11-22T11:00:00Z')
    expect(world.fetched).toEqual(['2026-11-20T12:00 2026-11-20', '2026-11-21T12:00 2026-11-21'])
  })

  it('catches up today’s chart after a late start', async () => {
    const world = createWorld()
    world.setClock('2026-11-20T21:00:00Z')
    await world.runUntil('2026-11-20T22:00:00Z')
    expect(world.fetched).toEqual(['2026-11-20T21:00 2026-11-20'])
  })

  it('catches up all missing dates of a source with history, and only those', async () => {
    const world = createWorld({ history: 'range' })
    world.setClock('2026-11-20T12:00:00Z')
    await world.runUntil('2026-11-20T13:00:00Z')
    world.setClock('2026-11-24T05:00:00Z')
    await world.runUntil('2026-11-24T13:00:00Z')
    expect(world.fetched).toEqual([
      '2026-11-20T12:00 2026-11-20',
      '2026-11-24T05:00 2026-11-21',
      '2026-11-24T05:00 2026-11-22',
      '2026-11-24T05:00 2026-11-23',
      '2026-11-24T12:00 2026-11-24',
    ])
  })

  it('tries again after 5, 10, 20 and 40 minutes and then every hour', async () => {
    const world = createWorld()
    world.failure = unreachable
    world.setClock('2026-11-20T12:00:00Z')
    await world.runUntil('2026-11-20T15:20:00Z')
    const times = ['12:00', '12:05', '12:15', '12:35', '13:15', '14:15', '15:15']
    expect(world.fetched).toEqual(times.map((time) => `2026-11-20T${time} 2026-11-20`))
    expect(world.logged.at(-1)).toBe(
      'failed: invented/invented-top 2026-11-20: it is down; next try at 2026-11-20T16:15:00.000Z',
    )
  })

  it('ends after one round if it runs once, with what failed and without a next try', async () => {
    const world = createWorld()
    world.failure = unreachable
    world.setClock('2026-11-20T12:00:00Z')
    expect(await world.runUntil('2026-11-20T15:20:00Z', { isOnce: true })).toEqual({
      charts: ['invented/invented-top'],
      hasFailedRun: false,
    })
    expect(world.fetched).toEqual(['2026-11-20T12:00 2026-11-20'])
    expect(world.logged.at(-1)).toBe('failed: invented/invented-top 2026-11-20: it is down')
  })

  describe('as single rounds every ten minutes', () => {
    const until = '2026-11-20T14:00:00.000Z'
    const limited = () => new SourceError('RateLimited', 'slow down', { details: { until }, retryable: true })

    async function createRounds() {
      const data_dir = await mkdtemp(join(tmpdir(), 'hitparade-rounds-'))
      onTestFinished(() => rm(data_dir, { recursive: true }))
      const world = createWorld({ data_dir })
      const runRounds = async (from: string, to: string) => {
        const ends: string[][] = []
        for (let time = Date.parse(from); time <= Date.parse(to); time += STEP) {
          world.setClock(iso(time))
          ends.push((await world.runUntil(iso(time + STEP), { isOnce: true })).charts)
        }
        return ends
      }
      return { world, runRounds }
    }

    it('waits as long as the source demands, and reports the failure once', async () => {
      const { world, runRounds } = await createRounds()
      world.failure = (time) => (time < Date.parse(until) ? limited() : null)
      const ends = await runRounds('2026-11-20T12:00:00Z', '2026-11-20T14:10:00Z')
      expect(world.fetched).toEqual(['2026-11-20T12:00 2026-11-20', '2026-11-20T14:00 2026-11-20'])
      expect(world.news).toEqual(['failed 2026-11-20', 'stored 2026-11-20'])
      expect(world.logged).toContain(
        `invented/invented-top waits until ${until} after a failure; \`hitparade run\` tries at once`,
      )
      expect(ends.map((names) => names.length)).toEqual([...Array(12).fill(1), 0, 0])
    })

    it('waits after a store has failed as well, and says so', async () => {
      const { world, runRounds } = await createRounds()
      const { list } = world.raw
      world.raw.list = () => {
        throw new StoreError('Unreachable', 'it is down')
      }
      await runRounds('2026-11-20T12:00:00Z', '2026-11-20T12:10:00Z')
      world.raw.list = list
      await runRounds('2026-11-20T12:12:00Z', '2026-11-20T12:22:00Z')
      const waits =
        'the run waits until 2026-11-20T12:20:00.000Z after a failure; `hitparade run` tries at once'
      expect(world.logged.filter((line) => line.startsWith('the run waits'))).toEqual([waits])
      expect(world.fetched).toEqual(['2026-11-20T12:22 2026-11-20'])
    })

    it('forgets a failure whose date was fetched by another command', async () => {
      const { world, runRounds } = await createRounds()
      world.failure = limited
      await runRounds('2026-11-20T12:00:00Z', '2026-11-20T12:00:00Z')
      await world.raw.put(
        'processed/invented/invented-top/2026-11-20/20261120t120500z-0123456789ab.json.gz',
        Buffer.from(''),
      )
      expect(await runRounds('2026-11-20T12:10:00Z', '2026-11-20T12:10:00Z')).toEqual([[]])
    })

    it('does not wait for a time that a wrong clock has set', async () => {
      const { world, runRounds } = await createRounds()
      world.failure = unreachable
      await runRounds('2026-12-20T12:00:00Z', '2026-12-20T12:00:00Z')
      world.failure = null
      await runRounds('2026-11-20T12:00:00Z', '2026-11-20T12:00:00Z')
      expect(world.fetched.at(-1)).toBe('2026-11-20T12:00 2026-11-20')
    })
  })

  it('waits as long as the source demands', async () => {
    const world = createWorld({ history: 'range' })
    const until = '2026-11-21T08:00:00.000Z'
    world.failure = (time) =>
      time < Date.parse(until)
        ? new SourceError('RateLimited', 'slow down', { details: { until }, retryable: true })
        : null
    world.setClock('2026-11-20T12:00:00Z')
    await world.runUntil('2026-11-21T09:00:00Z')
    expect(world.fetched).toEqual(['2026-11-20T12:00 2026-11-20', '2026-11-21T08:00 2026-11-20'])
  })

  it.each(['BadAnswer', 'TokenRejected', 'ReauthorisationRequired'])(
    'tries again after %s, which may pass without a person',
    async (code) => {
      const world = createWorld()
      world.failure = (time) => (iso(time) < '2026-11-20T12:10' ? new SourceError(code, 'not now') : null)
      world.setClock('2026-11-20T12:00:00Z')
      await world.runUntil('2026-11-20T13:00:00Z')
      expect(world.fetched).toEqual(
        ['12:00', '12:05', '12:15'].map((time) => `2026-11-20T${time} 2026-11-20`),
      )
    },
  )

  it('does not repeat a request that only a person can repair before the next regular run', async () => {
    const world = createWorld()
    world.failure = () => new SourceError('PlaylistNotFound', 'there is no such playlist')
    world.setClock('2026-11-20T12:00:00Z')
    await world.runUntil('2026-11-21T13:00:00Z')
    expect(world.fetched).toEqual(['2026-11-20T12:00 2026-11-20', '2026-11-21T12:00 2026-11-21'])
  })

  it('a second time of the day is another chance for what failed, and nothing else', async () => {
    const world = createWorld({ chart: { run_at: ['06:00', '18:00'] } })
    world.failure = (time) =>
      iso(time) < '2026-11-20T07' ? new SourceError('PlaylistNotFound', 'not yet') : null
    world.setClock('2026-11-20T05:00:00Z')
    await world.runUntil('2026-11-21T19:00:00Z')
    expect(world.fetched).toEqual([
      '2026-11-20T06:00 2026-11-20',
      '2026-11-20T18:00 2026-11-20',
      '2026-11-21T06:00 2026-11-21',
    ])
  })

  it('deletes what has expired in each round, and goes on if that fails', async () => {
    const world = createWorld()
    const rounds: string[] = []
    world.deleteExpired = async () => {
      rounds.push('round')
      if (rounds.length === 1) throw new StoreError('Denied', 'nothing may be deleted')
    }
    world.setClock('2026-11-20T05:00:00Z')
    await world.runUntil('2026-11-22T11:00:00Z')
    expect(world.logged[0]).toBe('what has expired could not be deleted: nothing may be deleted')
    expect(rounds.length).toBe(3)
    expect(world.fetched).toEqual(['2026-11-20T12:00 2026-11-20', '2026-11-21T12:00 2026-11-21'])
  })

  it('says of one round that the run as a whole failed', async () => {
    const world = createWorld()
    world.raw.list = () => {
      throw new StoreError('Unreachable', 'it is down')
    }
    world.setClock('2026-11-20T12:00:00Z')
    const ended = await world.runUntil('2026-11-20T13:00:00Z', { isOnce: true })
    expect(ended).toEqual({ charts: [], hasFailedRun: true })
    expect(world.logged.at(-1)).toBe('the run failed: it is down')
  })

  it('a store that fails costs no chart', async () => {
    const world = createWorld()
    const { put } = world.raw
    let failures = 2
    world.raw.put = async (...given) => {
      if (failures-- > 0) throw new StoreError('Store', 'no space is left')
      return put(...given)
    }
    world.setClock('2026-11-20T12:00:00Z')
    await world.runUntil('2026-11-20T13:00:00Z')
    expect(await world.listDates()).toEqual(['2026-11-20'])
  })
})

describe('with outages and restarts around a clock change', () => {
  /** A span as steps of 10 minutes, each with its local date and whether the first run of that date has come. */
  function listSteps(from: string, to: string, run_at: string) {
    const format = new Intl.DateTimeFormat('sv-SE', {
      timeZone: 'Europe/Berlin',
      dateStyle: 'short',
      timeStyle: 'short',
    })
    const come = new Set<string>()
    const steps: { time: number; date: string; hasCome: boolean }[] = []
    for (let time = Date.parse(from); time < Date.parse(to); time += STEP) {
      const [date = '', clock = ''] = format.format(time).split(' ')
      if (clock >= run_at) come.add(date)
      steps.push({ time, date, hasCome: come.has(date) })
    }
    return steps
  }

  const spans = [
    ['2026-03-24T00:00Z', '2026-04-03T00:00Z'],
    ['2026-10-20T00:00Z', '2026-10-30T00:00Z'],
  ] as const
  const gap = fc.record({ start: fc.nat(10 * 144), length: fc.integer({ min: 1, max: 250 }) })

  it.each(spans)(
    'from %s it misses and repeats nothing that was offered for over an hour',
    async (from, to) => {
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom('00:00', '02:30', '09:10', '21:40'),
          fc.array(gap, { maxLength: 5 }),
          fc.array(gap, { maxLength: 5 }),
          async (run_at, outages, pauses) => {
            const steps = listSteps(from, to, run_at)
            const start = Date.parse(from)
            const covers = (gaps: typeof outages, time: number) =>
              gaps.some((one) => {
                const index = (time - start) / STEP
                return index >= one.start && index < one.start + one.length
              })
            const world = createWorld({ chart: { time_zone: 'Europe/Berlin', run_at: [run_at] } })
            world.failure = (time) => (covers(outages, time) ? unreachable() : null)
            let running: number | null = null
            for (const { time } of [...steps, { time: Date.parse(to) }]) {
              const isUp = time < Date.parse(to) && !covers(pauses, time)
              if (isUp && running === null) running = time
              if (isUp || running === null) continue
              world.setClock(iso(running))
              await world.runUntil(iso(time))
              running = null
            }
            const stored = await world.listDates()
            expect(stored).toEqual([...new Set(stored)])
            for (const date of new Set(steps.map((step) => step.date))) {
              const open = steps.map(
                ({ time, date: own, hasCome }) =>
                  own === date && hasCome && !covers(outages, time) && !covers(pauses, time),
              )
              const longest = open.reduce(
                ({ now, most }, each) => ({
                  now: each ? now + 1 : 0,
                  most: Math.max(most, each ? now + 1 : 0),
                }),
                { now: 0, most: 0 },
              ).most
              if (longest === 0) expect(stored).not.toContain(date)
              // An hour is the longest wait for the next try.
              if (longest > 6) expect(stored).toContain(date)
            }
          },
        ),
        { numRuns: 15 },
      )
    },
  )
})
