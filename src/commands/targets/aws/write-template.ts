import { statSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { getCallerAccount } from '../../../cloud/aws/aws-account.ts'
import { stackName } from '../../../cloud/aws/aws-names.ts'
import type { BucketNames } from '../../../cloud/aws/bucket-names.ts'
import { findBuckets } from '../../../cloud/aws/find-buckets.ts'
import { nullOn } from '../../../cloud/aws/with-aws-errors.ts'
import type { Config } from '../../../config/config.ts'
import { UsageError } from '../../../domain/errors.ts'
import { quoteForShell } from '../../../domain/text/quote-for-shell.ts'
import { printNote } from '../../../terminal/print.ts'

/**
 * Writes a template and, beside it, a folder with the functions, which deploy with plain CloudFormation. Throws a
 * `UsageError` for a folder.
 */
export async function writeTemplate(config: Config, path: string): Promise<void> {
  const file = resolveTemplatePath(path)
  const { plainTemplate } = await import('../../../cloud/aws/infra/cdk-app.ts')
  const { writeArchives } = await import('../../../cloud/aws/bundle/bundle.ts')
  const folder = join(dirname(file), `${basename(file, extname(file))}-functions`)
  await mkdir(dirname(file), { recursive: true })
  const names = await writeArchives(folder, config)
  await writeFile(file, plainTemplate(config, names, await findDeployedBuckets(config)))
  const stack = stackName(config.aws.environment)
  printNote(`wrote ${file} and ${folder}; to deploy them, use your own bucket in the same region:`)
  printNote(`  aws s3 cp --recursive ${quoteForShell(folder)} s3://<bucket>/hitparade/`)
  printNote(
    `  aws cloudformation deploy --stack-name ${stack} --template-file ${quoteForShell(file)} --s3-bucket <bucket> ` +
      '--capabilities CAPABILITY_NAMED_IAM --parameter-overrides CodeBucket=<bucket> CodePrefix=hitparade/',
  )
}

/** The buckets of the stack that the template would change. A template can be written without credentials too. */
async function findDeployedBuckets(config: Config): Promise<BucketNames | undefined> {
  const found = await nullOn(['Credentials', 'Denied', 'Region', 'Unreachable'], async () =>
    findBuckets(config, await getCallerAccount(config.aws)),
  )
  if (found !== null) return found
  printNote(
    'without credentials for AWS the buckets have the names of a new stack; if the stack exists, compare them with its outputs before you deploy: another name would replace a bucket by an empty one',
  )
  return undefined
}

function resolveTemplatePath(path: string): string {
  const file = resolve(path)
  if (path !== '' && !statSync(file, { throwIfNoEntry: false })?.isDirectory()) return file
  throw new UsageError(
    `--template: expected a file to write, got ${path === '' ? 'nothing' : `the folder ${file}`}`,
  )
}
