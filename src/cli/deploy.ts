import { UsageError } from '../errors.ts'
import type { GlobalOptions } from './commands/words.ts'
import { configOf } from './home.ts'
import { type Format, say } from './print.ts'

export const targets = ['aws', 'snowflake'] as const
export type Target = (typeof targets)[number]

export interface DeployOptions {
  /** Left out: both, Snowflake where the configuration names an account. */
  target?: Target
  /** Shows what would change, and changes nothing. */
  plan?: boolean
  /** File that a template is written to which deploys without CDK. */
  template?: string
  /** Prints everything that Snowflake is to hold as SQL, and changes nothing. */
  sql?: boolean
  /** No flag: Snowflake comes next, and stdout is for what it has to say. */
  isFollowed?: boolean
  format?: Format
}

export interface DestroyOptions {
  target?: Target
  /** Asks nothing. */
  yes?: boolean
  /** Deletes what is stored as well. */
  withData?: boolean
}

/** `hitparade deploy`: each target is a module that knows how. */
export async function deploy(options: DeployOptions, globals: GlobalOptions): Promise<void> {
  const ways = [
    options.plan && '--plan',
    options.template !== undefined && '--template',
    options.sql && '--sql',
  ]
  const given = ways.filter((way) => typeof way === 'string')
  if (given.length > 1) {
    throw new UsageError(`${given.join(' and ')} each replace deploying; name one of them`)
  }
  if (options.template !== undefined && options.target === 'snowflake') {
    throw new UsageError('--template is for AWS; for Snowflake --sql prints everything as SQL files')
  }
  const wanted = targetsOf(options, globals)
  // Columns before the functions that fill them: a pipe leaves out what its table lacks, for ever.
  const isChanging = given.length === 0
  if (isChanging && wanted.includes('aws') && wanted.includes('snowflake')) {
    if (!(await (await import('./deploy-snowflake.ts')).prepareSnowflakeTables(globals))) return
  }
  if (isChanging && options.target === 'aws' && configOf(globals).snowflake.account !== null) {
    say('if this version has new columns, deploy both targets: Snowflake loses what its tables lack')
  }
  if (wanted.includes('aws') && !options.sql) {
    await (await import('./deploy-aws.ts')).deployAws(
      { ...options, isFollowed: wanted.includes('snowflake') && isChanging },
      globals,
    )
  }
  if (wanted.includes('snowflake') && options.template === undefined) {
    await (await import('./deploy-snowflake.ts')).deploySnowflakeTarget(options, globals)
  }
}

/** `hitparade destroy`: Snowflake first, since the bucket tells its pipes. */
export async function destroy(options: DestroyOptions, globals: GlobalOptions): Promise<void> {
  const wanted = targetsOf(options, globals)
  if (wanted.includes('snowflake')) {
    await (await import('./destroy-snowflake.ts')).destroySnowflakeTarget(options, globals)
  }
  if (wanted.includes('aws')) await (await import('./destroy-aws.ts')).destroyAws(options, globals)
}

function targetsOf(
  { target, sql }: { target?: Target; sql?: boolean },
  globals: GlobalOptions,
): readonly Target[] {
  if (target !== undefined) return [target]
  if (sql) return ['snowflake']
  if (configOf(globals).snowflake.account !== null) return targets
  say('no Snowflake account is configured, so this is about AWS alone')
  return ['aws']
}
