import { statSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { getCallerAccount, isBootstrapped } from '../../../cloud/aws/aws-account.ts'
import { type AwsAccount, listCredentialSources, stackName } from '../../../cloud/aws/aws-names.ts'
import { retainedBuckets, stackOutputs } from '../../../cloud/aws/aws-stack.ts'
import { keyPolicyStatements } from '../../../cloud/aws/infra/key-policy.ts'
import { requireClone, runCdk } from '../../../cloud/aws/operations/run-cdk.ts'
import type { Config } from '../../../config/config.ts'
import { requireFetchable } from '../../../config/editorial-playlist.ts'
import { isFetched } from '../../../config/playlist.ts'
import { ConfigError, UsageError } from '../../../domain/errors.ts'
import { pluralize, print, printNote } from '../../../terminal/print.ts'
import type { GlobalOptions } from '../../shared-options.ts'
import { loadCommandConfig } from '../../with-app.ts'
import type { DeployOptions } from '../target.ts'

/** Deploys the stack with CDK, or shows the plan or writes a template. Safe to repeat. */
export async function deployAws(options: DeployOptions, globals: GlobalOptions): Promise<void> {
  const config = loadCommandConfig(globals)
  requireFetchable(config)
  const isPreview = options.plan === true || options.template !== undefined
  if (!isPreview && !options.isFollowed && config.snowflake.account !== null) {
    printNote('if this version has new columns, deploy both targets: Snowflake never loads a missing column')
  }
  requireClone('deploying to AWS')
  const charts = listDeployedCharts(config)
  if (options.template !== undefined) return writeTemplate(config, resolveTemplatePath(options.template))
  // First, so that wrong credentials fail before the slow synthesis.
  const place = await getCallerAccount(config.aws)
  // Literal, because CloudFormation adopts only a bucket whose name is literal in the template.
  const { account, region } = place
  const here = { ...config, aws: { ...config.aws, account, region } }
  const folder = await mkdtemp(join(tmpdir(), 'hitparade-deploy-'))
  try {
    printNote(`bundling the functions and checking the stack of ${pluralize(charts.length, 'chart')}`)
    const { synthesise } = await import('../../../cloud/aws/infra/cdk-app.ts')
    await synthesise(here, { folder })
    if (options.plan) await printDiff(here, folder, place)
    else await deployStack(here, folder, options)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function deployStack(
  config: Config,
  folder: string,
  { format, isFollowed }: DeployOptions,
): Promise<void> {
  const { aws } = config
  const assembly = join(folder, 'assembly')
  if (!(await isBootstrapped(aws))) await bootstrap(config, assembly)
  const adopt = await listAdoptionFlags(config)
  // By default CDK draws a progress bar.
  const progress = process.stderr.isTTY ? [] : ['--progress', 'events']
  await runCdk(['deploy', '--app', assembly, '--require-approval', 'never', ...progress, ...adopt])
  const outputs = (await stackOutputs(aws)) ?? {}
  const rows = Object.entries(outputs).map(([output, value]) => ({ output, value }))
  // Then only the SQL for the administrator of Snowflake goes to stdout.
  if (isFollowed) for (const { output, value } of rows) printNote(`${output} ${value}`)
  else await print({ columns: ['output', 'value'], rows }, { format })
  printNextSteps(config)
}

/** Flags that adopt the buckets of an earlier stack. */
async function listAdoptionFlags(config: Config): Promise<string[]> {
  const kept = await retainedBuckets(config)
  if (kept.length === 0) return []
  printNote(`adopting the buckets of an earlier stack: ${kept.join(', ')}`)
  return ['--import-existing-resources']
}

async function bootstrap({ aws }: Config, assembly: string) {
  if (aws.bootstrap_qualifier !== null) {
    throw new ConfigError(`there is no CDK bootstrap with the qualifier ${aws.bootstrap_qualifier}`, {
      advice:
        'contact its administrator, or run ' +
        `\`npx cdk bootstrap --qualifier ${aws.bootstrap_qualifier} --toolkit-stack-name CDKToolkit-${aws.bootstrap_qualifier}\``,
    })
  }
  printNote('CDK is not bootstrapped in this account and region; bootstrapping now (stack CDKToolkit)')
  await runCdk(['bootstrap', '--app', assembly])
}

async function printDiff(config: Config, folder: string, place: AwsAccount): Promise<void> {
  const { aws } = config
  const adopt = await listAdoptionFlags(config)
  // Only a change set shows what CloudFormation would adopt; the template shows everything else.
  const by = adopt.length > 0 ? adopt : ['--no-change-set']
  await runCdk(['diff', '--app', join(folder, 'assembly'), '--ci', ...by])
  if (aws.kms_key_arn === null) return
  const statements = keyPolicyStatements(config, place)
  printNote(`the owner of ${aws.kms_key_arn} has to add this to its policy:`)
  process.stdout.write(`${JSON.stringify(statements, null, 2)}\n`)
}

/** Throws a `UsageError` for a folder. */
function resolveTemplatePath(path: string): string {
  const file = resolve(path)
  if (path !== '' && !statSync(file, { throwIfNoEntry: false })?.isDirectory()) return file
  throw new UsageError(
    `--template: expected a file to write, got ${path === '' ? 'nothing' : `the folder ${file}`}`,
  )
}

/** Writes a template and, beside it, a folder with the functions, which deploy with plain CloudFormation. */
async function writeTemplate(config: Config, file: string): Promise<void> {
  const { plainTemplate } = await import('../../../cloud/aws/infra/cdk-app.ts')
  const { writeArchives } = await import('../../../cloud/aws/bundle/bundle.ts')
  const folder = join(dirname(file), `${basename(file, extname(file))}-functions`)
  await mkdir(dirname(file), { recursive: true })
  const names = await writeArchives(folder, config)
  await writeFile(file, plainTemplate(config, names))
  const stack = stackName(config.aws.environment)
  printNote(`wrote ${file} and ${folder}; to deploy them, use your own bucket in the same region:`)
  printNote(`  aws s3 cp --recursive ${quoted(folder)} s3://<bucket>/hitparade/`)
  printNote(
    `  aws cloudformation deploy --stack-name ${stack} --template-file ${quoted(file)} --s3-bucket <bucket> ` +
      '--capabilities CAPABILITY_NAMED_IAM --parameter-overrides CodeBucket=<bucket> CodePrefix=hitparade/',
  )
  printNextSteps(config)
}

/** A path quoted for a shell. */
function quoted(path: string): string {
  return /^[\w./:\\-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
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
