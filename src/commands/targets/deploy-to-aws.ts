import { statSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, extname, join, resolve } from 'node:path'
import {
  getCallerAccount,
  isBootstrapped,
  retainedBuckets,
  stackOutputs,
} from '../../cloud/aws/aws-account.ts'
import { type AwsAccount, credentialSources, stackName } from '../../cloud/aws/aws-names.ts'
import { keyPolicyStatements } from '../../cloud/aws/infra/key-policy.ts'
import { requireClone, runCdk } from '../../cloud/aws/operations/run-cdk.ts'
import type { Config } from '../../config/config.ts'
import { ConfigError, UsageError } from '../../domain/errors.ts'
import { pluralize, print, printNote } from '../../terminal/print.ts'
import type { GlobalOptions } from '../options.ts'
import { loadCommandConfig } from '../with-app.ts'
import type { DeployOptions } from './target.ts'

/** `hitparade deploy --target aws`: the real CDK on our app. Safe to repeat: what is as it should be stays. */
export async function deployAws(options: DeployOptions, globals: GlobalOptions): Promise<void> {
  const config = loadCommandConfig(globals)
  requireClone('deploying to AWS')
  const charts = deployedCharts(config)
  if (options.template !== undefined) return writeTemplate(config, resolveTemplatePath(options.template))
  // Asked first: wrong credentials should not cost the time of a synthesis.
  const place = await getCallerAccount(config.aws)
  // Literal, because CloudFormation takes over only a bucket whose name the template writes out.
  const { account, region } = place
  const here = { ...config, aws: { ...config.aws, account, region } }
  const folder = await mkdtemp(join(tmpdir(), 'hitparade-deploy-'))
  try {
    printNote(`bundling the functions and checking the stack of ${pluralize(charts.length, 'chart')}`)
    const { synthesise } = await import('../../cloud/aws/infra/cdk-app.ts')
    await synthesise(here, { folder })
    if (options.plan) await plan(here, folder, place)
    else await run(here, folder, options)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function run(config: Config, folder: string, { format, isFollowed }: DeployOptions): Promise<void> {
  const { aws } = config
  const assembly = join(folder, 'assembly')
  if (!(await isBootstrapped(aws))) await bootstrap(config, assembly)
  const adopt = await adoption(config)
  // A terminal gets CDK's bar, a log its lines.
  const progress = process.stderr.isTTY ? [] : ['--progress', 'events']
  await runCdk(['deploy', '--app', assembly, '--require-approval', 'never', ...progress, ...adopt])
  const outputs = (await stackOutputs(aws)) ?? {}
  const rows = Object.entries(outputs).map(([output, value]) => ({ output, value }))
  // What Snowflake's administrator is to run goes to stdout behind this, and alone.
  if (isFollowed) for (const { output, value } of rows) printNote(`${output} ${value}`)
  else await print({ columns: ['output', 'value'], rows }, { format })
  sayNext(config)
}

/** Flags by which the buckets that an earlier stack left are taken over; none where there are none. */
async function adoption(config: Config): Promise<string[]> {
  const kept = await retainedBuckets(config)
  if (kept.length === 0) return []
  printNote(`taking over what an earlier stack of the environment left: ${kept.join(', ')}`)
  return ['--import-existing-resources']
}

async function bootstrap({ aws }: Config, assembly: string) {
  if (aws.bootstrap_qualifier !== null) {
    throw new ConfigError(`there is no CDK bootstrap with the qualifier ${aws.bootstrap_qualifier} here`, {
      advice:
        'ask who keeps it, or run ' +
        `\`npx cdk bootstrap --qualifier ${aws.bootstrap_qualifier} --toolkit-stack-name CDKToolkit-${aws.bootstrap_qualifier}\``,
    })
  }
  printNote('this account and region have never seen CDK: bootstrapping them once (stack CDKToolkit)')
  await runCdk(['bootstrap', '--app', assembly])
}

async function plan(config: Config, folder: string, place: AwsAccount): Promise<void> {
  const { aws } = config
  const adopt = await adoption(config)
  // Only CloudFormation knows what it would take over; all else shows in the template, without asking it.
  const by = adopt.length > 0 ? adopt : ['--no-change-set']
  await runCdk(['diff', '--app', join(folder, 'assembly'), '--ci', ...by])
  if (aws.kms_key_arn === null) return
  const statements = keyPolicyStatements(aws, place)
  printNote(`the owner of ${aws.kms_key_arn} has to add to its policy:`)
  process.stdout.write(`${JSON.stringify(statements, null, 2)}\n`)
}

/** Throws a `UsageError` where no file can be written. */
function resolveTemplatePath(path: string): string {
  const file = resolve(path)
  if (path !== '' && !statSync(file, { throwIfNoEntry: false })?.isDirectory()) return file
  throw new UsageError(
    `--template: expected a file to write, got ${path === '' ? 'nothing' : `the folder ${file}`}`,
  )
}

/** A template and, beside it, a folder with the functions: they deploy with plain CloudFormation. */
async function writeTemplate(config: Config, file: string): Promise<void> {
  const { plainTemplate } = await import('../../cloud/aws/infra/cdk-app.ts')
  const { writeArchives } = await import('../../cloud/aws/bundle/bundle.ts')
  const folder = join(dirname(file), `${basename(file, extname(file))}-functions`)
  await mkdir(dirname(file), { recursive: true })
  const names = await writeArchives(folder, config)
  await writeFile(file, plainTemplate(config, names))
  const stack = stackName(config.aws.environment)
  printNote(`wrote ${file} and ${folder}; with a bucket of yours in the same region they deploy by:`)
  printNote(`  aws s3 cp --recursive ${quoted(folder)} s3://<bucket>/hitparade/`)
  printNote(
    `  aws cloudformation deploy --stack-name ${stack} --template-file ${quoted(file)} --s3-bucket <bucket> ` +
      '--capabilities CAPABILITY_NAMED_IAM --parameter-overrides CodeBucket=<bucket> CodePrefix=hitparade/',
  )
  sayNext(config)
}

/** A path as a shell takes it. */
function quoted(path: string): string {
  return /^[\w./:\\-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}

/** The charts that can be asked for. Throws a `ConfigError` where there are none. */
function deployedCharts({ charts, file }: Config) {
  const fetched = charts.filter(({ playlist }) => playlist !== '')
  if (fetched.length > 0) return fetched
  const place = file ?? 'hitparade.jsonc'
  throw new ConfigError('expected a chart to deploy, got none', {
    advice: `add one under "charts" in ${place}, as hitparade.example.jsonc shows`,
  })
}

function sayNext({ aws, charts }: Config) {
  for (const source of credentialSources.filter((name) => charts.some((chart) => chart.source === name))) {
    printNote(
      `the ${source} charts need credentials: \`hitparade credentials put ${source}\`, unless they are there already`,
    )
  }
  if (aws.alarm_email !== null) {
    printNote(
      `alarms reach ${aws.alarm_email} once the e-mail from AWS is confirmed; \`hitparade doctor --target aws\` says whether it is`,
    )
  } else printNote('alarms reach nobody: set aws.alarm_email in the configuration')
}
