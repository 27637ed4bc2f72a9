import type { Config } from '../../../config/config.ts'
import { HitparadeError } from '../../../domain/errors.ts'
import { openStore } from '../../../storage/open-store.ts'
import type { ObjectStore } from '../../../storage/store.ts'
import { stackName } from '../../aws/aws-names.ts'
import { stackOutputs } from '../../aws/aws-stack.ts'
import { s3Options } from '../../aws/client-options.ts'
import { outputs } from '../../aws/stack-interface.ts'

/**
 * The bucket that Snowflake reads: the configured bucket of the curated files, or else that of the AWS stack. Throws code
 * `Stack` if there is neither.
 */
export async function openReadBucket({
  config,
  curated,
}: {
  config: Pick<Config, 'aws' | 's3'>
  curated: ObjectStore
}): Promise<ObjectStore> {
  if (curated.address.startsWith('s3://')) return curated
  const bucket = (await stackOutputs(config.aws))?.[outputs.curatedBucket]
  if (bucket !== undefined) return openStore(`s3://${bucket}`, s3Options(config))
  const stack = stackName(config.aws.environment)
  throw new HitparadeError('Stack', `there is no stack ${stack} with a bucket that Snowflake reads`, {
    advice: 'set "curated" to the bucket, or deploy with `hitparade deploy`',
    details: { stack },
  })
}
