import { join } from 'node:path'
import * as z from 'zod'
import { readRemembered, writeRemembered } from '../storage/remembered-file.ts'

/** What rounds of `schedule --once` leave for the next one: cron starts a new process for each. */
const lastRoundsSchema = z.object({
  /** ISO instant of the end of the last round. */
  ended_at: z.iso.datetime(),
  /** By name: failures in a row, and the instant (ISO) of the next try. */
  waiting: z.record(z.string(), z.object({ failures: z.int().min(1), at: z.iso.datetime() })),
  /** Names of the charts that were stale. */
  stale: z.array(z.string()),
})

export type LastRounds = Omit<z.output<typeof lastRoundsSchema>, 'ended_at'>

/** What the last round left; nothing if it cannot be read, or ended later than `now` by a clock that was wrong. */
export async function readLastRounds(data_dir: string, now: string): Promise<LastRounds> {
  const found = lastRoundsSchema.safeParse(await readRemembered(findPath(data_dir)))
  return found.success && found.data.ended_at <= now ? found.data : { waiting: {}, stale: [] }
}

/** Replaces what is known of these names, and keeps the rest: another line of cron may have other charts. */
export async function writeLastRounds(
  data_dir: string,
  names: string[],
  { own, now }: { own: LastRounds; now: string },
): Promise<void> {
  const { waiting, stale } = await readLastRounds(data_dir, now)
  const others = Object.entries(waiting).filter(([name]) => !names.includes(name))
  await writeRemembered(findPath(data_dir), {
    ended_at: now,
    waiting: { ...Object.fromEntries(others), ...own.waiting },
    stale: [...stale.filter((name) => !names.includes(name)), ...own.stale],
  })
}

function findPath(data_dir: string): string {
  return join(data_dir, 'schedule', 'last-rounds.json')
}
