import { expect } from 'vitest'
import { deploySnowflake } from '../../../src/cloud/snowflake/deploy/deploy-snowflake.ts'
import { type Deployment, everything, openDeployment } from './deployment.ts'

/** The kind of a changing statement, e.g. `create table`, `grant select`, `alter pipe refresh`. */
export function describeChange(statement: string): string {
  const words = statement.toLowerCase().match(/[a-z_]+/g) ?? []
  if (words[0] === 'alter' && words[1] === 'pipe')
    return `alter pipe ${/\brefresh\b/.test(statement) ? 'refresh' : 'set'}`
  return words[1] === 'or' ? words.slice(0, 4).join(' ') : words.slice(0, 2).join(' ')
}

/**
 * Deploys once undisturbed. Then deploys with a kill after the first change of each name, and expects the same result.
 * Returns the names that `toName` gave the changes.
 */
export async function deployWithKills(toName: (change: string) => string): Promise<string[]> {
  const undisturbed = await openDeployment()
  const expected = await deployToEnd(undisturbed)
  await undisturbed.close()

  const deployment = await openDeployment()
  try {
    const killed = new Set<string>()
    deployment.beforeChange.after = (change) => {
      const name = toName(change)
      if (killed.has(name)) return
      killed.add(name)
      throw new Error('killed')
    }
    expect(await deployToEnd(deployment)).toEqual(expected)
    return [...killed]
  } finally {
    await deployment.close()
  }
}

/** Deploys again after each kill, and runs the administrator's SQL, until everything is deployed. */
async function deployToEnd(deployment: Deployment) {
  const options = { ...deployment.options, alertEmails: ['ada@example.com'] }
  for (let attempt = 0; attempt < 1_000; attempt += 1) {
    try {
      const outcome = await deploySnowflake(options)
      if (outcome.status === 'adminRequired') await deployment.admin(outcome.sql)
      if (outcome.status === 'done') return everything(deployment)
    } catch (error) {
      if ((error as Error).message !== 'killed') throw error
    }
  }
  throw new Error('the deployment did not end after 1,000 attempts')
}
