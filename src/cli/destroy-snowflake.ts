import { destroySnowflake, destructionOf } from '../snowflake/destroy.ts'
import { snowflakeNames } from '../snowflake/names.ts'
import type { GlobalOptions } from './commands/words.ts'
import { confirm } from './confirm.ts'
import type { DestroyOptions } from './deploy.ts'
import { optionsOf } from './deploy-snowflake.ts'
import { counted, say } from './print.ts'

/** `hitparade destroy --target snowflake`: says what goes, asks, and does it. Safe to repeat. */
export async function destroySnowflakeTarget({ yes }: DestroyOptions, globals: GlobalOptions): Promise<void> {
  const options = await optionsOf(globals)
  say('in Snowflake this deletes:')
  for (const line of destructionOf(snowflakeNames(options.environment).database)) say(`  ${line}`)
  await confirm(options.environment, yes === true)
  const outcome = await destroySnowflake(options)
  if (outcome.ended === 'handed over') {
    say('what an administrator made stays; this takes it back:')
    process.stdout.write(outcome.sql)
  } else {
    say(`deleted: ${counted(outcome.steps.length, 'step')}`)
  }
}
