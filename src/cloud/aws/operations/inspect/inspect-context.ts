import type { S3Options } from '../../../../storage/store.ts'
import type { clientOptions } from '../../aws-account.ts'
import type { AwsPlace, Names } from '../../aws-names.ts'
import type { Ask } from './create-ask.ts'
/** What every question of the look is asked with. */
export interface InspectContext {
  client: ReturnType<typeof clientOptions>
  s3: S3Options
  environment: string
  place: AwsPlace
  names: Names
  /** Whether curated files go after some time. */
  expires: boolean
  ask: Ask
  /** ISO instant. */
  now: string
}
