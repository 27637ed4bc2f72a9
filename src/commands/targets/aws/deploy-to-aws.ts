import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCallerAccount, isBootstrapped } from '../../../cloud/aws/aws-account.ts'
import { type AwsAccount, listConsentSources, listCredentialSources } from '../../../cloud/aws/aws-names.ts'
import { describeStack, isCreated, stackOutputs } from '../../../cloud/aws/aws-stack.ts'
import { type FoundBuckets, findBucketsOfStack } from '../../../cloud/aws/find-buckets.ts'
import { keyPolicyStatements } from '../../../cloud/aws/infra/key-policy.ts'
import { countMetrics } from '../../../cloud/aws/operations/fixed-costs.ts'
import { requireClone, runCdk } from '../../../cloud/aws/operations/run-cdk.ts'
import { withStackReason } from '../../../cloud/aws/operations/stack-failure.ts'
import { readDeployed, readSynthesised } from '../../../cloud/aws/operations/stack-template.ts'
import type { Config } from '../../../config/config.ts'
import { requireFetchable } from '../../../config/editorial-playlist.ts'
import { isFetched } from '../../../config/playlist.ts'
import { ConfigError } from '../../../domain/errors.ts'
import { pluralize, print, printNote } from '../../../terminal/print.ts'
import type { GlobalOptions } from '../../shared-options.ts'
import { loadCommandConfig } from '../../with-app.ts'
import type { DeployOptions } from '../target.ts'
import { bootstrap } from './bootstrap-cdk.ts'
import { formatStackPlan, type StackPlan } from './format-stack-plan.ts'
import { writeTemplate } from './write-template.ts'

/** Deploys the stack with CDK, or shows the plan or writes a template. Safe to repeat. */
export async function deployAws(options: DeployOptions, globals: GlobalOptions): Promise<void> {
  const config = loadCommandConfig(globals)
  requireFetchable(config)
  requireClone('deploying to AWS')
  const charts = listDeployedCharts(config)
  if (options.template !== undefined) {
    await writeTemplate(config, options.template)
    return printNextSteps(config)
  }
  // First, so that wrong credentials fail before the slow synthesis.
  const deployment = await prepareDeployment(config)
  const { here, buckets, isUpdate } = deployment
  const folder = await mkdtemp(join(tmpdir(), 'hitparade-deploy-'))
  const assembly = join(folder, 'assembly')
  try {
    printNote(`bundling the functions and checking the stack of ${pluralize(charts.length, 'chart')}`)
    const { synthesise } = await import('../../../cloud/aws/infra/cdk-app.ts')
    await synthesise(here, { folder, buckets })
    const plan = await readPlan(deployment, assembly)
    const show = options.plan ? (line: string) => process.stdout.write(`${line}\n`) : printNote
    for (const line of formatStackPlan(plan)) show(line)
    if (options.verbose) await showDiff(assembly, { buckets, toStdout: options.plan === true })
    if (options.plan) return printKeyPolicy(deployment)
    if (!plan.bootstrap.isThere)
      await bootstrap(here, { assembly, place: deployment.place, options, globals })
    if (isUpdate && !options.isFollowed && config.snowflake.account !== null) {
      printNote(
        'if this version has new columns, deploy both targets: Snowflake never loads a missing column',
      )
    }
    await deployStack(deployment, assembly, options)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

interface Deployment {
  /** The configuration with literal account and region: CloudFormation adopts only a bucket whose name is literal. */
  here: Config
  place: AwsAccount
  buckets: FoundBuckets
  /** False for a first deployment. */
  isUpdate: boolean
}

async function prepareDeployment(config: Config): Promise<Deployment> {
  const place = await getCallerAccount(config.aws)
  const { account, region } = place
  const stack = await describeStack(config.aws)
  return {
    here: { ...config, aws: { ...config.aws, account, region } },
    place,
    buckets: await findBucketsOfStack(stack, config, place),
    isUpdate: stack !== null && isCreated(stack),
  }
}

async function readPlan(
  { here, place, buckets, isUpdate }: Deployment,
  assembly: string,
): Promise<StackPlan> {
  const { aws } = here
  const charts = here.charts.filter(isFetched)
  const consents = listConsentSources({ ...here, charts })
  return {
    template: await readSynthesised(aws, assembly),
    deployed: isUpdate ? ((await readDeployed(aws)) ?? 'unknown') : null,
    place,
    environment: aws.environment,
    buckets,
    metrics: countMetrics({ charts: charts.length, consents: consents.length }),
    bootstrap: { isThere: await isBootstrapped(aws), qualifier: aws.bootstrap_qualifier },
  }
}

async function deployStack(
  { here, buckets }: Deployment,
  assembly: string,
  { format, isFollowed }: DeployOptions,
): Promise<void> {
  const { aws } = here
  // By default CDK draws a progress bar.
  const progress = process.stderr.isTTY ? [] : ['--progress', 'events']
  const flags = ['--require-approval', 'never', ...progress, ...adoptionFlags(buckets)]
  await withStackReason(aws, () => runCdk(['deploy', '--app', assembly, ...flags]))
  const outputs = (await stackOutputs(aws)) ?? {}
  const rows = Object.entries(outputs).map(([output, value]) => ({ output, value }))
  // Then only the SQL for the administrator of Snowflake goes to stdout.
  if (isFollowed) for (const { output, value } of rows) printNote(`${output} ${value}`)
  else await print({ columns: ['output', 'value'], rows }, { format })
  printNextSteps(here)
}

/** Flags that adopt the buckets of an earlier stack. */
function adoptionFlags({ retained }: FoundBuckets): string[] {
  return retained.length === 0 ? [] : ['--import-existing-resources']
}

async function showDiff(
  assembly: string,
  { buckets, toStdout }: { buckets: FoundBuckets; toStdout: boolean },
): Promise<void> {
  const adopt = adoptionFlags(buckets)
  // Only a change set shows what CloudFormation would adopt; the template shows everything else.
  const by = adopt.length > 0 ? adopt : ['--no-change-set']
  await runCdk(['diff', '--app', assembly, '--ci', ...by], { toStdout })
}

function printKeyPolicy({ here, place }: Deployment): void {
  const { kms_key_arn } = here.aws
  if (kms_key_arn === null) return
  printNote(`the owner of ${kms_key_arn} has to add this to its policy:`)
  process.stdout.write(`${JSON.stringify(keyPolicyStatements(here, place), null, 2)}\n`)
}

/** The charts that can be fetched. Throws a `ConfigError` without one. */
function listDeployedCharts({ charts, file }: Config) {
  const fetched = charts.filter(isFetched)
  if (fetched.length > 0) return fetched
  throw new ConfigError('expected a chart to deploy, got none', {
    advice: `add one under "charts" in ${file ?? 'hitparade.jsonc'}, as hitparade.example.jsonc shows`,
  })
}

function printNextSteps({ aws, charts }: Config) {
  for (const source of listCredentialSources(charts)) {
    printNote(
      `the ${source} charts need credentials: unless they are stored already, sign in with \`hitparade auth ${source}\`, then run \`hitparade credentials put ${source}\``,
    )
  }
  if (aws.alarm_topic_arn !== null) printNote(`alarms are sent to ${aws.alarm_topic_arn}`)
  else if (aws.alarm_email !== null) {
    printNote(
      `alarms are sent to ${aws.alarm_email} once you confirm the e-mail from AWS; check that with \`hitparade doctor --target aws\``,
    )
  } else printNote('alarms are sent to no one: set aws.alarm_email in the configuration')
}
