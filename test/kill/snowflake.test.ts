import { expect, it } from 'vitest'
import { takeSome } from '../support/samples.ts'
import { deployWithKills } from '../support/snowflake/killed.ts'

it('deploys to Snowflake to the same end, killed behind any statement', async () => {
  const statements = new Set<string>()
  const kills = await deployWithKills((change) => {
    statements.add(change)
    return takeSome([...statements], 3).includes(change) ? change : 'a statement of the others'
  })
  expect(statements.size).toBeGreaterThan(100)
  expect(kills.length).toBeGreaterThanOrEqual(takeSome([...statements], 3).length)
}, 300_000)
