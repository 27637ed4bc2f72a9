import { getCallerAccount } from '../../../cloud/aws/aws-account.ts'
import {
  type AwsAccount,
  formatAccount,
  type ResourceNames,
  resourceNames,
} from '../../../cloud/aws/aws-names.ts'
import { describeStack } from '../../../cloud/aws/aws-stack.ts'
import { findBucketsOfStack } from '../../../cloud/aws/find-buckets.ts'
import {
  deleteBucket,
  deleteStack,
  removeNotifications,
  stackResources,
} from '../../../cloud/aws/operations/delete-stack.ts'
import { deleteCredentials, hasCredentials } from '../../../cloud/aws/operations/put-credentials.ts'
import type { AwsConfig } from '../../../config/config.ts'
import { confirm } from '../../../terminal/confirm.ts'
import { printNote } from '../../../terminal/print.ts'
import { withElapsedTime } from '../../../terminal/progress.ts'
import type { GlobalOptions } from '../../shared-options.ts'
import { loadCommandConfig } from '../../with-app.ts'
import type { DestroyOptions } from '../target.ts'

/** Lists what is deleted and what is kept, requests confirmation, and deletes it. Safe to repeat. */
export async function destroyAws({ yes, withData }: DestroyOptions, globals: GlobalOptions): Promise<void> {
  const config = loadCommandConfig(globals)
  const { aws } = config
  const place = await getCallerAccount(aws)
  const stack = await describeStack(aws)
  const isThere = stack !== null
  const { retained, ...buckets } = await findBucketsOfStack(stack, config, place)
  const names = { ...resourceNames(aws.environment, place), ...buckets }
  const left = isThere ? [names.rawBucket, names.curatedBucket] : retained
  const kept = left.length > 0 ? formatKept(left) : null
  if (!isThere && !(await hasCredentials(aws)) && (left.length === 0 || !withData)) {
    // An earlier `destroy` may have stopped before this step.
    if (left.includes(names.curatedBucket)) await removeNotifications(config, names.curatedBucket)
    return printNote(
      `there is no stack ${names.stack} in ${formatAccount(place)}${kept === null ? '' : `; ${kept}`}`,
    )
  }
  await printPlan(aws, { names, place, isThere, withData: withData === true, left })
  await confirm(aws.environment, yes === true)
  if (isThere) {
    await withElapsedTime(`deleting ${names.stack}`, deleteStack(aws))
    printNote(`deleted the stack ${names.stack}`)
  }
  for (const name of await deleteCredentials(aws)) printNote(`deleted ${name}`)
  if (!withData) {
    await removeNotifications(config, names.curatedBucket)
    if (kept !== null) printNote(kept)
    return
  }
  for (const bucket of left) {
    await withElapsedTime(`deleting s3://${bucket}`, deleteBucket(config, bucket))
    printNote(`deleted s3://${bucket} and all its objects`)
  }
}

interface Plan {
  names: ResourceNames
  place: AwsAccount
  isThere: boolean
  withData: boolean
  left: string[]
}

async function printPlan(aws: AwsConfig, plan: Plan): Promise<void> {
  const { names, place, isThere, withData, left } = plan
  printNote(`in ${formatAccount(place)} this deletes:`)
  if (isThere) {
    const counts = [...(await stackResources(aws))]
      .filter(([type]) => type !== 'AWS::S3::Bucket')
      .map(([type, count]) => `${count} ${type.replace(/^AWS::/, '').replace('::', ' ')}`)
    printNote(`  the stack ${names.stack}: ${counts.sort((a, b) => a.localeCompare(b)).join(', ')}`)
  }
  printNote('  the stored credentials of sources')
  if (left.length === 0) return
  const buckets = left.map((bucket) => `s3://${bucket}`).join(' and ')
  printNote(withData ? `  ${buckets}, with all stored charts` : `and keeps ${buckets}`)
}

function formatKept(buckets: string[]): string {
  const names = buckets.map((bucket) => `s3://${bucket}`).join(' and ')
  return `${names} were kept; \`hitparade deploy\` adopts them again, --with-data deletes them`
}
