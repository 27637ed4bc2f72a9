import { destroySnowflake, listDestruction } from '../../cloud/snowflake/deploy/destroy-snowflake.ts'
import { confirm } from '../../terminal/confirm.ts'
import { pluralize, printNote } from '../../terminal/print.ts'
import { snowflakeNames } from '../../warehouse/snowflake/snowflake-names.ts'
import type { GlobalOptions } from '../options.ts'
import { readDeployOptions } from './deploy-to-snowflake.ts'
import type { DestroyOptions } from './target.ts'

/** `hitparade destroy --target snowflake`: says what goes, asks, and does it. Safe to repeat. */
export async function destroySnowflakeTarget({ yes }: DestroyOptions, globals: GlobalOptions): Promise<void> {
  const options = await readDeployOptions(globals)
  printNote('in Snowflake this deletes:')
  for (const line of listDestruction(snowflakeNames(options.environment).database)) printNote(`  ${line}`)
  await confirm(options.environment, yes === true)
  const outcome = await destroySnowflake(options)
  if (outcome.status === 'adminRequired') {
    printNote('what an administrator made stays; this takes it back:')
    process.stdout.write(outcome.sql)
  } else {
    printNote(`deleted: ${pluralize(outcome.steps.length, 'step')}`)
  }
}
