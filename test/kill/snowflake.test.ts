import { expect, it } from 'vitest'
import { killedEverywhere } from '../support/snowflake/killed.ts'

it('deploys to Snowflake with the same result when killed after any statement', async () => {
  const kills = await killedEverywhere((change) => change)
  expect(kills.length).toBeGreaterThan(100)
}, 300_000)
