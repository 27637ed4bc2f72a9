import { setTimeout } from 'node:timers/promises'
import type { App } from '../../../app.ts'
import { snowflakeStack } from '../../../cloud/aws/operations/snowflake-stack.ts'
import type { DeployOptions, Outcome } from '../../../cloud/snowflake/deploy/deploy-context.ts'
import {
  deploySnowflake,
  planSnowflake,
  prepareTables,
} from '../../../cloud/snowflake/deploy/deploy-snowflake.ts'
import type { Config } from '../../../config/config.ts'
import { formatChartName } from '../../../domain/chart-name.ts'
import { sourceNames } from '../../../sources/registry.ts'
import { pluralize, print, printNote } from '../../../terminal/print.ts'
import { snowflakeLogin } from '../../../warehouse/snowflake/role-login.ts'
import { snowflakeNames } from '../../../warehouse/snowflake/snowflake-names.ts'
import { openSnowflake } from '../../../warehouse/snowflake/snowflake-session.ts'
import type { GlobalOptions } from '../../shared-options.ts'
import { insightContext } from '../../source-terms.ts'
import { withApp } from '../../with-app.ts'
import type { Deployed, DeployOptions as Flags } from '../target.ts'

/** Deploys to Snowflake, or shows the plan. Safe to repeat. */
export async function deployToSnowflake(flags: Flags, globals: GlobalOptions): Promise<Deployed> {
  const options = await readDeployOptions(globals, flags)
  const outcome = flags.plan ? await planSnowflake(options) : await deploySnowflake(options)
  if (outcome.status === 'adminRequired') return printAdminSql(outcome)
  if (outcome.status === 'planned') await printPlan(outcome.steps, flags)
  else printDone(outcome)
  return 'done'
}

/** Adds the columns that the functions of this version fill, before these are deployed. */
export async function prepareSnowflake(globals: GlobalOptions): Promise<Deployed> {
  const outcome = await prepareTables(await readDeployOptions(globals))
  if (outcome.status === 'adminRequired') return printAdminSql(outcome)
  const { length } = outcome.steps
  if (length > 0) printNote(`Snowflake is ready for the new functions: ${pluralize(length, 'change')}`)
  return 'done'
}

/** What a deployment needs from the configuration. */
export function readDeployOptions(
  globals: GlobalOptions,
  { yes }: Pick<Flags, 'yes'> = {},
): Promise<DeployOptions> {
  return withApp(globals, async (app) => {
    const { config } = app
    const { environment, alert_emails: alertEmails } = config.snowflake
    const login = deployLogin(config)
    return {
      environment,
      creditsPerMonth: CREDITS_PER_MONTH,
      user: login.user ?? null,
      alertEmails,
      restrictedSources: await listRestrictedSources(app),
      stack: snowflakeStack(config.aws, async () => {
        const { deployAws } = await import('../aws/deploy-to-aws.ts')
        await deployAws({ isFollowed: true, yes }, globals)
      }),
      open: () => openSnowflake(login),
      log: printNote,
      async recordCharts(query) {
        const { deployedStore } = await import('../../../cloud/aws/aws-account.ts')
        const { recordChartDecisions } = await import('../../../decisions/chart-decisions.ts')
        if (config.file === null || config.charts.length === 0) return []
        const curated = await deployedStore(config, 'curatedBucket')
        const issues = { table: 'landing.chart_issues', query } as const
        return (await recordChartDecisions({ ...app, curated, issues })).map(formatChartName)
      },
      retry: { attempts: 40, wait: () => setTimeout(10_000) },
    }
  })
}

/** Sources whose terms forbid insights and were not accepted. */
export async function listRestrictedSources(app: App): Promise<string[]> {
  const { findRestriction } = insightContext(app)
  const restricted: string[] = []
  for (const source of sourceNames) if ((await findRestriction?.(source)) != null) restricted.push(source)
  return restricted
}

/** The quota of the warehouse. A small account refreshes a few charts with a tenth of it. */
export const CREDITS_PER_MONTH = 20

/** Deploying needs its own role, whichever role the configuration names for queries. */
function deployLogin(config: Config) {
  return {
    ...snowflakeLogin(config, 'deploy'),
    role: snowflakeNames(config.snowflake.environment).roles.deploy,
  }
}

async function printPlan(steps: string[], { format }: Flags): Promise<void> {
  if (steps.length === 0) return printNote('Snowflake is up to date')
  printNote(`${pluralize(steps.length, 'step')} to do:`)
  await print({ columns: ['step'], rows: steps.map((step) => ({ step })) }, { format })
}

function printDone({
  steps,
  refreshedPipes = 0,
}: Pick<Extract<Outcome, { steps: string[] }>, 'steps' | 'refreshedPipes'>): void {
  printNote(
    steps.length === 0
      ? 'Snowflake was already up to date'
      : `Snowflake is deployed: ${pluralize(steps.length, 'step')} done`,
  )
  if (refreshedPipes > 0) {
    printNote(
      'the pipes load files of the last 7 days by themselves; load older ones with `hitparade load --warehouse snowflake --from <date>`',
    )
  }
}

function printAdminSql({ reason, sql }: Extract<Outcome, { status: 'adminRequired' }>): Deployed {
  printNote(reason)
  printNote('run this SQL in Snowflake as an account administrator, then deploy again:')
  process.stdout.write(sql)
  return 'adminRequired'
}
