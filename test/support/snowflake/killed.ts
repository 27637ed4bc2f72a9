import { expect } from 'vitest'
import { deploySnowflake } from '../../../src/cloud/snowflake/deploy/deploy-snowflake.ts'
import { type Deployment, everything, openDeployment } from './deployment.ts'

/** `create table`, `grant select`, `alter pipe refresh` …: what kind of change a statement is. */
export function getKind(statement: string): string {
  const words = statement.toLowerCase().match(/[a-z_]+/g) ?? []
  if (words[0] === 'alter' && words[1] === 'pipe')
    return `alter pipe ${/\brefresh\b/.test(statement) ? 'refresh' : 'set'}`
  return words[1] === 'or' ? words.slice(0, 4).join(' ') : words.slice(0, 2).join(' ')
}

/**
 * Deploys once without harm, and once so that the deployment is killed behind every change whose name, as `nameOf`
 * gives it, has not killed it before; holds that both end the same. Gives the names.
 */
export async function killedEverywhere(nameOf: (change: string) => string): Promise<string[]> {
  const unharmed = await openDeployment()
  const whole = await finished(unharmed)
  await unharmed.close()

  const deployment = await openDeployment()
  try {
    const killed = new Set<string>()
    deployment.beforeChange.after = (change) => {
      const name = nameOf(change)
      if (killed.has(name)) return
      killed.add(name)
      throw new Error('killed')
    }
    expect(await finished(deployment)).toEqual(whole)
    return [...killed]
  } finally {
    await deployment.close()
  }
}

/** Deploys as often as it is killed, with an administrator at hand, to the end. */
async function finished(deployment: Deployment) {
  for (let attempt = 0; attempt < 1_000; attempt += 1) {
    try {
      const outcome = await deploySnowflake(deployment.options)
      if (outcome.ended === 'handed over') await deployment.admin(outcome.sql)
      if (outcome.ended === 'done') return everything(deployment)
    } catch (error) {
      if ((error as Error).message !== 'killed') throw error
    }
  }
  throw new Error('it did not end')
}
