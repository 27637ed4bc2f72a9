import { destroySnowflake, listDestruction } from '../../../cloud/snowflake/deploy/destroy-snowflake.ts'
import { confirm } from '../../../terminal/confirm.ts'
import { pluralize, printNote } from '../../../terminal/print.ts'
import { snowflakeNames } from '../../../warehouse/snowflake/snowflake-names.ts'
import type { GlobalOptions } from '../../shared-options.ts'
import type { DestroyOptions } from '../target.ts'
import { readDeployOptions } from './deploy-to-snowflake.ts'

/** Lists what is deleted, requests confirmation, and deletes it. Safe to repeat. */
export async function destroyInSnowflake({ yes }: DestroyOptions, globals: GlobalOptions): Promise<void> {
  const options = await readDeployOptions(globals)
  printNote('in Snowflake this deletes:')
  for (const line of listDestruction(snowflakeNames(options.environment).database)) printNote(`  ${line}`)
  await confirm(options.environment, yes === true)
  const outcome = await destroySnowflake(options)
  if (outcome.status === 'adminRequired') {
    printNote('objects created by an administrator were kept; to remove them, run:')
    process.stdout.write(outcome.sql)
  } else {
    printNote(`deleted: ${pluralize(outcome.steps.length, 'step')}`)
  }
}
