import { setTimeout } from 'node:timers/promises'
import { snowflakeStack } from '../../cloud/aws/operations/snowflake-stack.ts'
import {
  createTarget,
  type DeployOptions,
  type Outcome,
} from '../../cloud/snowflake/deploy/deploy-context.ts'
import {
  deploySnowflake,
  planSnowflake,
  prepareTables,
} from '../../cloud/snowflake/deploy/deploy-snowflake.ts'
import { modelColumns } from '../../cloud/snowflake/objects/model-columns.ts'
import { createObjects } from '../../cloud/snowflake/objects/snowflake-objects.ts'
import { createSqlFiles, printFiles } from '../../cloud/snowflake/objects/sql-files.ts'
import type { Config } from '../../config/config.ts'
import { UsageError } from '../../domain/errors.ts'
import { sourceNames } from '../../sources/registry.ts'
import { pluralize, print, printNote } from '../../terminal/print.ts'
import { snowflakeLogin } from '../../warehouse/snowflake/role-login.ts'
import { snowflakeNames } from '../../warehouse/snowflake/snowflake-names.ts'
import { openSnowflake } from '../../warehouse/snowflake/snowflake-session.ts'
import type { GlobalOptions } from '../options.ts'
import { insightContext } from '../source-terms.ts'
import { withApp } from '../with-app.ts'
import type { DeployOptions as Flags } from './target.ts'

/** `hitparade deploy --target snowflake`: exit code 3 where an administrator has to run what it prints, then again. */
export async function deploySnowflakeTarget(flags: Flags, globals: GlobalOptions): Promise<void> {
  const options = await readDeployOptions(globals)
  if (flags.sql) return printSql(options)
  const outcome = flags.plan ? await planSnowflake(options) : await deploySnowflake(options)
  await tell(outcome, flags)
}

/** Before the functions of a new version are deployed: the columns that they fill. False: an administrator comes first. */
export async function prepareSnowflakeTables(globals: GlobalOptions): Promise<boolean> {
  const outcome = await prepareTables(await readDeployOptions(globals))
  if (outcome.status === 'adminRequired') {
    handOver(outcome)
    return false
  }
  const { length } = outcome.steps
  if (length > 0) printNote(`Snowflake is ready for the new functions: ${pluralize(length, 'change')}`)
  return true
}

/** What a deployment needs, out of the configuration. */
export function readDeployOptions(globals: GlobalOptions): Promise<DeployOptions> {
  return withApp(globals, async (app) => {
    const { config } = app
    const { environment } = config.snowflake
    const context = insightContext(app)
    const restrictedSources: string[] = []
    for (const source of sourceNames) {
      if ((await context.findRestriction?.(source)) != null) restrictedSources.push(source)
    }
    const login = deployLogin(config)
    return {
      environment,
      creditsPerMonth: CREDITS_PER_MONTH,
      restrictedSources,
      stack: snowflakeStack(config.aws, async () => {
        const { deployAws } = await import('./deploy-to-aws.ts')
        await deployAws({ target: 'aws', isFollowed: true }, globals)
      }),
      open: () => openSnowflake(login),
      log: printNote,
      retry: { attempts: 40, wait: () => setTimeout(10_000) },
    }
  })
}

/** A quota for the month; a small account refreshes a few charts with a tenth of it. */
const CREDITS_PER_MONTH = 20

/** Deploying needs its own role, whichever the configuration names for questions. */
function deployLogin(config: Config) {
  return {
    ...snowflakeLogin(config, 'deploy'),
    role: snowflakeNames(config.snowflake.environment).roles.deploy,
  }
}

async function printSql(options: DeployOptions): Promise<void> {
  const state = await options.stack.read()
  if (state === null) {
    throw new UsageError('the SQL names the bucket and the role of the stack, and there is no stack yet', {
      advice: 'make it with `hitparade deploy --target aws`',
    })
  }
  const objects = createObjects(createTarget(options, state), await modelColumns())
  process.stdout.write(printFiles(createSqlFiles(objects)))
}

async function tell(outcome: Outcome, { format }: Flags): Promise<void> {
  if (outcome.status === 'adminRequired') return handOver(outcome)
  const { steps } = outcome
  if (outcome.status === 'planned') {
    printNote(
      steps.length === 0
        ? 'Snowflake is as this version has it'
        : `${pluralize(steps.length, 'step')} to do:`,
    )
    if (steps.length > 0)
      await print({ columns: ['step'], rows: steps.map((step) => ({ step })) }, { format })
    return
  }
  printNote(
    steps.length === 0
      ? 'Snowflake was as this version has it'
      : `Snowflake is deployed: ${pluralize(steps.length, 'step')} done`,
  )
  if (steps.some((step) => step.startsWith('refresh pipe')))
    printNote(
      'files of the last 7 days come in by themselves; older ones: `hitparade load --warehouse snowflake --from <date>`',
    )
}

function handOver({ reason, sql }: Extract<Outcome, { status: 'adminRequired' }>): void {
  printNote(reason)
  printNote('run this in Snowflake as an account administrator, then deploy again:')
  process.stdout.write(sql)
  process.exitCode = 3
}
