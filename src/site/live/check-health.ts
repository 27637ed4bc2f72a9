import { HitparadeError } from '../../domain/errors.ts'
import { version } from '../../version.ts'
import type { Site } from '../site.ts'

/** Whether the charts can be read, and how new they are. */
export interface Health {
  status: 'ok' | 'failing'
  version: string
  charts: number
  /** Instant at which the newest issue was observed; null without one. */
  newest: string | null
  /** Why the charts cannot be read. */
  problem: string | null
}

/** Opens the site if it is not open. */
export async function checkHealth(open: () => Promise<Site>): Promise<Health> {
  try {
    const { charts, now } = await open()
    return {
      status: 'ok',
      version,
      charts: charts.length,
      newest: charts.length === 0 ? null : now,
      problem: null,
    }
  } catch (error) {
    return { status: 'failing', version, charts: 0, newest: null, problem: describeProblem(error) }
  }
}

/** Other errors may name what is not for readers. */
function describeProblem(error: unknown): string {
  return error instanceof HitparadeError ? error.message : 'the charts cannot be read'
}
