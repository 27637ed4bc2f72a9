import type { SnowflakeNames } from '../../../warehouse/snowflake/snowflake-names.ts'
import type { SnowflakeSession } from '../../../warehouse/snowflake/snowflake-session.ts'

/** Statements that belong together, and the role that runs them. */
export interface Step {
  /** For people, e.g. `create table landing.songs`. */
  description: string
  role: string
  statements: string[]
  /** True for the step that creates the database: no session can use the database before it. */
  createsDatabase?: boolean
}

/** Runs each step as its role and returns the descriptions. Afterwards the session has the deploy role again. */
export async function runSteps(
  session: SnowflakeSession,
  { database, roles }: SnowflakeNames,
  steps: Step[],
  log: (line: string) => void,
): Promise<string[]> {
  let role = ''
  let isInDatabase = false
  for (const step of steps) {
    log(step.description)
    if (step.role !== role) {
      await session.execute(`use role ${step.role}`)
      role = step.role
    }
    if (!isInDatabase && !step.createsDatabase) {
      await session.execute(`use database ${database}`)
      isInDatabase = true
    }
    for (const statement of step.statements) await session.execute(statement)
  }
  if (steps.length > 0) await session.execute(`use role ${roles.deploy}`)
  return steps.map(({ description }) => description)
}
