/** Minutes until the next try after the first failure; each further failure doubles them up to an hour. */
const FIRST = 5
const LONGEST = 60

/** By the name of what failed: failures in a row, and the instant (ISO) of the next try. */
export type Waiting = Record<string, { failures: number; at: string }>

/** When failed work is tried again. It is kept in memory: after a restart, everything that is due is tried at once. */
export interface Retries {
  /** Whether the work may be tried at an instant (ISO). */
  isReady(name: string, now: string): boolean
  /** Counts a failure. `earliest`: no try before this instant (ISO), e.g. that of a Retry-After. Returns the next try. */
  fail(name: string, now: string, earliest?: string | null): string
  succeed(name: string): void
  /** What waits for another try. */
  names(): string[]
  waiting(): Waiting
  /** The first instant of a next try after `now`; null if nothing waits. */
  next(now: string): string | null
}

/** `before`: what waited in an earlier process. */
export function createRetries(before: Waiting = {}): Retries {
  const waiting = new Map(Object.entries(before))
  return {
    isReady: (name, now) => (waiting.get(name)?.at ?? now) <= now,
    fail(name, now, earliest = null) {
      const failures = (waiting.get(name)?.failures ?? 0) + 1
      const minutes = Math.min(FIRST * 2 ** (failures - 1), LONGEST)
      const usual = new Date(Date.parse(now) + minutes * 60_000).toISOString()
      const at = earliest !== null && earliest > usual ? earliest : usual
      waiting.set(name, { failures, at })
      return at
    },
    succeed(name) {
      waiting.delete(name)
    },
    names: () => [...waiting.keys()],
    waiting: () => Object.fromEntries(waiting),
    next: (now) => [...waiting.values()].flatMap(({ at }) => (at > now ? [at] : [])).sort()[0] ?? null,
  }
}
