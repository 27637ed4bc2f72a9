import { keptBuckets, placeOf, stackOutputs } from '../aws/account.ts'
import { deleteBucket, deleteStack, removeNotifications, stackResources } from '../aws/destroy.ts'
import { type Names, namesOf, type Place, placeWords } from '../aws/names.ts'
import { deleteCredentials, hasCredentials } from '../aws/put-credentials.ts'
import type { AwsConfig } from '../config.ts'
import type { GlobalOptions } from './commands/words.ts'
import { confirm } from './confirm.ts'
import type { DestroyOptions } from './deploy.ts'
import { configOf } from './home.ts'
import { say } from './print.ts'
import { patience } from './progress.ts'

/** `hitparade destroy --target aws`: says what goes and what stays, asks, and does it. Safe to repeat. */
export async function destroyAws({ yes, withData }: DestroyOptions, globals: GlobalOptions): Promise<void> {
  const config = configOf(globals)
  const { aws } = config
  const place = await placeOf(aws)
  const names = namesOf(aws.environment, place)
  const isThere = (await stackOutputs(aws)) !== null
  const left = isThere ? [names.rawBucket, names.curatedBucket] : await keptBuckets(config)
  const kept = left.length > 0 ? keptWords(left) : null
  if (!isThere && !(await hasCredentials(aws)) && (left.length === 0 || !withData)) {
    // One that was stopped may have come no further.
    if (left.includes(names.curatedBucket)) await removeNotifications(config, names.curatedBucket)
    return say(`there is no stack ${names.stack} in ${placeWords(place)}${kept === null ? '' : `; ${kept}`}`)
  }
  await sayWhatGoes(aws, { names, place, isThere, withData: withData === true, left })
  await confirm(aws.environment, yes === true)
  if (isThere) {
    await patience(`deleting ${names.stack}`, deleteStack(aws))
    say(`deleted the stack ${names.stack}`)
  }
  for (const name of await deleteCredentials(aws)) say(`deleted ${name}`)
  if (!withData) {
    await removeNotifications(config, names.curatedBucket)
    if (kept !== null) say(kept)
    return
  }
  for (const bucket of left) {
    await patience(`deleting s3://${bucket}`, deleteBucket(config, bucket))
    say(`deleted s3://${bucket} with all that was in it`)
  }
}

interface Plan {
  names: Names
  place: Place
  isThere: boolean
  withData: boolean
  left: string[]
}

async function sayWhatGoes(aws: AwsConfig, plan: Plan): Promise<void> {
  const { names, place, isThere, withData, left } = plan
  say(`in ${placeWords(place)} this deletes:`)
  if (isThere) {
    const counts = [...(await stackResources(aws))]
      .filter(([type]) => type !== 'AWS::S3::Bucket')
      .map(([type, count]) => `${count} ${type.replace(/^AWS::/, '').replace('::', ' ')}`)
    say(`  the stack ${names.stack}: ${counts.sort((a, b) => a.localeCompare(b)).join(', ')}`)
  }
  say('  the credentials of sources that were put')
  if (left.length === 0) return
  const buckets = left.map((bucket) => `s3://${bucket}`).join(' and ')
  say(withData ? `  ${buckets}, with every chart that is stored there` : `and keeps ${buckets}`)
}

function keptWords(buckets: string[]): string {
  const names = buckets.map((bucket) => `s3://${bucket}`).join(' and ')
  return `${names} stay with all that is in them; deploy takes them over again, --with-data deletes them`
}
