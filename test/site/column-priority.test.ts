import { expect, test } from 'vitest'
import { rankColumns } from '../../src/site/pages/insights/column-priority.ts'

const insight = { key: ['place', 'song', 'issues', 'reigns', 'artists'], spare: ['metric_name'] }
const isNumber = (name: string) => ['place', 'issues', 'reigns', 'points'].includes(name)

test.each([
  ['place', 1],
  ['song', 1],
  ['issues', 1],
  ['artists', 1],
  ['reigns', 2],
  ['points', 3],
  ['metric_name', 4],
])('on narrow screens, %s has priority %i', (name, priority) => {
  expect(rankColumns(insight, isNumber)(name)).toBe(priority)
})
