import { setTimeout } from 'node:timers/promises'
import { snowflakeStack } from '../aws/snowflake-stack.ts'
import type { Config } from '../config.ts'
import { UsageError } from '../errors.ts'
import { deploySnowflake, planSnowflake, prepareTables } from '../snowflake/deploy.ts'
import { printFiles, sqlFilesOf } from '../snowflake/files.ts'
import { snowflakeLogin } from '../snowflake/login.ts'
import { snowflakeNames } from '../snowflake/names.ts'
import { objectsOf } from '../snowflake/objects.ts'
import { type DeployOptions, type Outcome, targetOf } from '../snowflake/prepare.ts'
import { modelShapes } from '../snowflake/shapes.ts'
import { sourceNames } from '../sources/sources.ts'
import { openSnowflake } from '../warehouse/snowflake/session.ts'
import type { GlobalOptions } from './commands/words.ts'
import type { DeployOptions as Flags } from './deploy.ts'
import { withHome } from './home.ts'
import { counted, print, say } from './print.ts'
import { insightContext } from './terms.ts'

/** `hitparade deploy --target snowflake`: exit code 3 where an administrator has to run what it prints, then again. */
export async function deploySnowflakeTarget(flags: Flags, globals: GlobalOptions): Promise<void> {
  const options = await optionsOf(globals)
  if (flags.sql) return printSql(options)
  const outcome = flags.plan ? await planSnowflake(options) : await deploySnowflake(options)
  await tell(outcome, flags)
}

/** Before the functions of a new version are deployed: the columns that they fill. False: an administrator comes first. */
export async function prepareSnowflakeTables(globals: GlobalOptions): Promise<boolean> {
  const outcome = await prepareTables(await optionsOf(globals))
  if (outcome.ended === 'handed over') {
    handOver(outcome)
    return false
  }
  const { length } = outcome.steps
  if (length > 0) say(`Snowflake is ready for the new functions: ${counted(length, 'change')}`)
  return true
}

/** What a deployment needs, out of the configuration. */
export function optionsOf(globals: GlobalOptions): Promise<DeployOptions> {
  return withHome(globals, async (home) => {
    const { config } = home
    const { environment } = config.snowflake
    const context = insightContext(home)
    const refusedSources: string[] = []
    for (const source of sourceNames) {
      if ((await context.refuse?.(source)) != null) refusedSources.push(source)
    }
    const login = loginOf(config)
    return {
      environment,
      creditsPerMonth: CREDITS_PER_MONTH,
      refusedSources,
      stack: snowflakeStack(config.aws, async () => {
        const { deployAws } = await import('./deploy-aws.ts')
        await deployAws({ target: 'aws', isFollowed: true }, globals)
      }),
      open: () => openSnowflake(login),
      say,
      patience: { attempts: 40, wait: () => setTimeout(10_000) },
    }
  })
}

/** A quota for the month; a small account refreshes a few charts with a tenth of it. */
const CREDITS_PER_MONTH = 20

/** Deploying needs its own role, whichever the configuration names for questions. */
function loginOf(config: Config) {
  return {
    ...snowflakeLogin(config, 'deploy'),
    role: snowflakeNames(config.snowflake.environment).roles.deploy,
  }
}

async function printSql(options: DeployOptions): Promise<void> {
  const state = await options.stack.read()
  if (state === null) {
    throw new UsageError(
      'the SQL names the bucket and the role of the stack, and there is no stack yet; make it with `hitparade deploy --target aws`',
    )
  }
  const objects = objectsOf(targetOf(options, state), await modelShapes())
  process.stdout.write(printFiles(sqlFilesOf(objects)))
}

async function tell(outcome: Outcome, { format }: Flags): Promise<void> {
  if (outcome.ended === 'handed over') return handOver(outcome)
  const { steps } = outcome
  if (outcome.ended === 'planned') {
    say(
      steps.length === 0 ? 'Snowflake is as this version has it' : `${counted(steps.length, 'step')} to do:`,
    )
    if (steps.length > 0)
      await print({ columns: ['step'], rows: steps.map((step) => ({ step })) }, { format })
    return
  }
  say(
    steps.length === 0
      ? 'Snowflake was as this version has it'
      : `Snowflake is deployed: ${counted(steps.length, 'step')} done`,
  )
  if (steps.some((step) => step.startsWith('refresh pipe')))
    say(
      'files of the last 7 days come in by themselves; older ones: `hitparade load --warehouse snowflake --from <date>`',
    )
}

function handOver({ reason, sql }: Extract<Outcome, { ended: 'handed over' }>): void {
  say(reason)
  say('run this in Snowflake as an account administrator, then deploy again:')
  process.stdout.write(sql)
  process.exitCode = 3
}
