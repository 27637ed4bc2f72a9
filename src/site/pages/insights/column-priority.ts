import type { Insight } from '../../../insights/insight-header.ts'

/** Numbers of the key that stay on a phone: the place, and what it is the place by. */
const mostNumbers = 2

/** Gives each column of an insight the priority of a table column: those of its key stay longest, spare ones go first. */
export function rankColumns(
  { key, spare }: Pick<Insight, 'key' | 'spare'>,
  isNumber: (name: string) => boolean,
): (name: string) => 1 | 2 | 3 | 4 {
  const numbers = key.filter(isNumber)
  return (name) => {
    if (!key.includes(name)) return spare.includes(name) ? 4 : 3
    return numbers.indexOf(name) < mostNumbers ? 1 : 2
  }
}
