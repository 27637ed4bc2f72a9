import { setImmediate, setTimeout } from 'node:timers/promises'

/** The time as the schedule sees it. */
export interface Clock {
  /** ISO instant. */
  now(): string
  /** Resolves at an instant (ISO), or earlier if the signal aborts. */
  sleepUntil(instant: string, signal: AbortSignal): Promise<void>
}

/** Milliseconds between two looks at the clock: timers do not run while a laptop sleeps. */
const LOOK = 30_000

export const systemClock: Clock = {
  now: () => new Date().toISOString(),
  async sleepUntil(instant, signal) {
    for (;;) {
      const left = Date.parse(instant) - Date.now()
      if (left <= 0 || signal.aborted) return
      // It is rejected only where the signal aborts.
      await setTimeout(Math.min(left, LOOK), undefined, { signal }).catch(() => {})
    }
  },
}

/** A clock that begins at an instant and jumps over every pause. It ends the schedule at another instant. */
export function jumpingClock(from: string, until: string, stop: () => void): Clock {
  let now = from
  return {
    now: () => now,
    async sleepUntil(instant) {
      // Signals of the operating system arrive between two runs.
      await setImmediate()
      if (instant > until) stop()
      now = [now, instant < until ? instant : until].sort()[1] ?? now
    },
  }
}
