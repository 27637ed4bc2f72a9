import type { Result, Warehouse } from './warehouse.ts'

/** Rows that are remembered in all, and of one answer. */
const mostRows = 50_000
const mostRowsOfAnswer = 5_000

/** Results by query and parameters. */
export type Answers = ReadonlyMap<string, Result>

export interface RememberingWarehouse extends Warehouse {
  /** What is remembered now. */
  answers: Answers
}

/**
 * A warehouse whose data does not change while it is in use: a query that was answered lately, with the same parameters,
 * is not run again, and the same queries at the same time wait for one. Rows must not be changed by who reads them.
 * `known` are answers of the same data that another one remembers.
 */
export function rememberAnswers(warehouse: Warehouse, known: Answers = new Map()): RememberingWarehouse {
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

  for (const [key, answer] of known) keep(key, answer)
  return {
    ...warehouse,
    answers,
    async query(sql, parameters = {}) {
      const key = JSON.stringify([sql, Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1))])
      const remembered = answers.get(key)
      if (remembered !== undefined) {
        answers.delete(key)
        answers.set(key, remembered)
        return copy(remembered)
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
