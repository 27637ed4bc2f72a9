import { UsageError } from '../domain/errors.ts'
import { printNote } from '../terminal/print.ts'
import type { GlobalOptions } from './options.ts'
import { type DeployOptions, type DestroyOptions, type Target, targets } from './targets/target.ts'
import { loadCommandConfig } from './with-app.ts'

/** `hitparade deploy`: each target is a module that knows how. */
export async function deploy(options: DeployOptions, globals: GlobalOptions): Promise<void> {
  const ways = [
    options.plan && '--plan',
    options.template !== undefined && '--template',
    options.sql && '--sql',
  ]
  const given = ways.filter((way) => typeof way === 'string')
  if (given.length > 1) {
    throw new UsageError(`${given.join(' and ')} each replace deploying`, { advice: 'name one of them' })
  }
  if (options.template !== undefined && options.target === 'snowflake') {
    throw new UsageError('--template is for AWS', {
      advice: 'for Snowflake --sql prints everything as SQL files',
    })
  }
  const wanted = resolveTargets(options, globals)
  // Columns before the functions that fill them: a pipe leaves out what its table lacks, for ever.
  const isChanging = given.length === 0
  if (isChanging && wanted.includes('aws') && wanted.includes('snowflake')) {
    if (!(await (await import('./targets/deploy-to-snowflake.ts')).prepareSnowflakeTables(globals))) return
  }
  if (isChanging && options.target === 'aws' && loadCommandConfig(globals).snowflake.account !== null) {
    printNote('if this version has new columns, deploy both targets: Snowflake loses what its tables lack')
  }
  if (wanted.includes('aws') && !options.sql) {
    await (await import('./targets/deploy-to-aws.ts')).deployAws(
      { ...options, isFollowed: wanted.includes('snowflake') && isChanging },
      globals,
    )
  }
  if (wanted.includes('snowflake') && options.template === undefined) {
    await (await import('./targets/deploy-to-snowflake.ts')).deploySnowflakeTarget(options, globals)
  }
}

/** `hitparade destroy`: Snowflake first, since the bucket tells its pipes. */
export async function destroy(options: DestroyOptions, globals: GlobalOptions): Promise<void> {
  const wanted = resolveTargets(options, globals)
  if (wanted.includes('snowflake')) {
    await (await import('./targets/destroy-snowflake-target.ts')).destroySnowflakeTarget(options, globals)
  }
  if (wanted.includes('aws'))
    await (await import('./targets/destroy-aws-target.ts')).destroyAws(options, globals)
}

function resolveTargets(
  { target, sql }: { target?: Target; sql?: boolean },
  globals: GlobalOptions,
): readonly Target[] {
  if (target !== undefined) return [target]
  if (sql) return ['snowflake']
  if (loadCommandConfig(globals).snowflake.account !== null) return targets
  printNote('no Snowflake account is configured, so this is about AWS alone')
  return ['aws']
}
