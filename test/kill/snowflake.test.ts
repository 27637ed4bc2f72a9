import { expect, it } from 'vitest'
import { killedEverywhere } from '../support/snowflake/killed.ts'

it('deploys to Snowflake to the same end, killed behind every single statement', async () => {
  const kills = await killedEverywhere((change) => change)
  expect(kills.length).toBeGreaterThan(100)
}, 300_000)
