import { expect, it } from 'vitest'
import { deployWithKills } from '../support/snowflake/killed.ts'

it('deploys to Snowflake to the same end, killed behind every single statement', async () => {
  const kills = await deployWithKills((change) => change)
  expect(kills.length).toBeGreaterThan(100)
}, 300_000)
