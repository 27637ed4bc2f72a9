import { expect, test } from 'vitest'
import { hitparade } from '../support/cli.ts'
import { useFolder } from './support/cases.ts'

const folder = useFolder(({ write }) =>
  write('bucket.jsonc', {
    curated: 's3://charts',
    s3: { endpoint: 'http://127.0.0.1:1', region: 'eu-central-1' },
  }),
)

/** A command that loads the AWS SDK and fails to reach the bucket. */
function listBucket(environment: Record<string, string> = {}) {
  return hitparade(['doctor', '--config', 'bucket.jsonc'], folder.path(), {
    AWS_ACCESS_KEY_ID: 'invented',
    AWS_SECRET_ACCESS_KEY: 'invented',
    AWS_MAX_ATTEMPTS: '1',
    ...environment,
  })
}

test('a command with a bucket prints no warning of the AWS SDK', async () => {
  const { code, stdout, stderr } = await listBucket()
  expect({ code, stderr }).toEqual({ code: 1, stderr: 'error: 1 thing to repair\n' })
  expect(stdout).toMatch(/the curated store cannot be used/)
})

test('other warnings are still printed', async () => {
  const { stderr } = await listBucket({
    NODE_OPTIONS: '--import=data:text/javascript,process.emitWarning(%22careful%22)',
  })
  expect(stderr).toMatch(/Warning: careful/)
})
