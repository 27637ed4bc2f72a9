import type { Result, Warehouse } from './warehouse.ts'

/** Rows that are remembered in all, and of one answer. */
const mostRows = 50_000
const mostRowsOfAnswer = 5_000

/**
 * A warehouse whose data does not change while it is in use: a query that was answered lately, with the same parameters,
 * is not run again, and the same queries at the same time wait for one. Rows must not be changed by who reads them.
 */
export function rememberAnswers(warehouse: Warehouse): Warehouse {
  const answers = new Map<string, Result>()
  const pending = new Map<string, Promise<Result>>()
  let rows = 0

  const keep = (key: string, answer: Result) => {
    if (answer.rows.length > mostRowsOfAnswer) return
    answers.set(key, answer)
    // An empty answer takes room, too.
    rows += answer.rows.length + 1
    for (const [oldest, { rows: forgotten }] of answers) {
      if (rows <= mostRows) break
      answers.delete(oldest)
      rows -= forgotten.length + 1
    }
  }

  return {
    ...warehouse,
    async query(sql, parameters = {}) {
      const key = JSON.stringify([sql, Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1))])
      const known = answers.get(key)
      if (known !== undefined) {
        answers.delete(key)
        answers.set(key, known)
        return copy(known)
      }
      const running = pending.get(key) ?? warehouse.query(sql, parameters)
      pending.set(key, running)
      try {
        const answer = await running
        if (pending.get(key) === running) keep(key, answer)
        return copy(answer)
      } finally {
        if (pending.get(key) === running) pending.delete(key)
      }
    },
  }
}

/** Lists of one's own, so that sorting them changes no other reader's. */
function copy({ columns, rows }: Result): Result {
  return { columns: [...columns], rows: [...rows] }
}
