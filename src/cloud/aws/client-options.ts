import type { AwsConfig, Config } from '../../config/config.ts'

/** Options of every AWS client. The SDK finds the rest by itself. */
export function clientOptions({ region }: Pick<AwsConfig, 'region'>) {
  return region === null ? {} : { region }
}

/** Options of an S3 client in the region of the environment. */
export function s3Options({ aws, s3 }: Pick<Config, 'aws' | 's3'>) {
  return { endpoint: s3.endpoint, region: aws.region }
}
