import type { Warehouse } from '../warehouse/warehouse.ts'
import type { InsightRequest } from './insight-parameters.ts'

/** How the credits of an answer were read: a source with ids `lists` its artists, a text is `split` or one artist. */
export type CreditsRead = 'split' | 'text' | 'listed'

/** Null if the insight does not count artists. */
export async function findCreditsRead(
  warehouse: Warehouse,
  { insight, parameters, names }: Pick<InsightRequest, 'insight' | 'parameters' | 'names'>,
): Promise<CreditsRead | null> {
  if (!insight.parameters.some(({ name }) => name === 'credits')) return null
  const { rows } = await warehouse.query(
    `select count(*) as texts
    from core.text_credits as credits
    where cast(:source as varchar) is null or credits.source = :source`,
    { source: names.source },
  )
  return Number(rows[0]?.texts) === 0 ? 'listed' : parameters.credits === 'text' ? 'text' : 'split'
}
