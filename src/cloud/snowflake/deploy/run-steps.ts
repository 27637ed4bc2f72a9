import type { SnowflakeNames } from '../../../warehouse/snowflake/snowflake-names.ts'
import type { SnowflakeSession } from '../../../warehouse/snowflake/snowflake-session.ts'

/** Statements that belong together, and the role that runs them. */
export interface Step {
  /** In words, e.g. `create table landing.songs`. */
  about: string
  role: string
  statements: string[]
}

/** Runs the steps in order, each as its role, and gives them in words; afterwards the session is that of deploy again. */
export async function runSteps(
  session: SnowflakeSession,
  { database, roles }: SnowflakeNames,
  steps: Step[],
  say: (line: string) => void,
): Promise<string[]> {
  let role = ''
  let isInDatabase = false
  for (const step of steps) {
    say(step.about)
    if (step.role !== role) {
      await session.execute(`use role ${step.role}`)
      role = step.role
    }
    for (const statement of step.statements) {
      if (!isInDatabase && !statement.startsWith('create database')) {
        await session.execute(`use database ${database}`)
        isInDatabase = true
      }
      await session.execute(statement)
    }
  }
  if (steps.length > 0) await session.execute(`use role ${roles.deploy}`)
  return steps.map(({ about }) => about)
}
