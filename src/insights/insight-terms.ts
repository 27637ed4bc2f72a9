import { HitparadeError } from '../domain/errors.ts'
import type { ChartName } from './insight-charts.ts'
import type { Insight } from './insight-header.ts'

/** Why the terms of a source forbid to derive anything from its rows, and what to do about it; null: they do not. */
export type Refuse = (source: string) => Promise<string | null>

/** Throws code `TermsNotAccepted` where an insight that derives something rests on rows for which that is off. */
export async function requireTerms(insight: Insight, charts: ChartName[], refuse: Refuse): Promise<void> {
  if (!insight.derives) return
  for (const source of new Set(charts.map((chart) => chart.source))) {
    const refusal = await refuse(source)
    if (refusal !== null) throw new HitparadeError('TermsNotAccepted', refusal)
  }
}
