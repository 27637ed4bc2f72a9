import { getMessage, HitparadeError, StoreError, UnreadableError } from '../../domain/errors.ts'
import type { Bucket } from '../../storage/s3/foreign-bucket.ts'
import type { ImportableFile } from './list-files.ts'

/** Where a reference pipeline keeps the answers that it has fetched: `to_processed/` and `processed/` lie in it. */
const answers = 'raw_data'

/**
 * The answers in a reference pipeline's bucket, in the order in which a folder with the same files is read; hidden
 * files are left out as there. Throws where there is none.
 */
export async function filesOfBucket(bucket: Bucket): Promise<ImportableFile[]> {
  const root = answersPrefix(bucket.prefix.replace(/\/+$/, ''))
  const found: { key: string; size: number; segments: string[] }[] = []
  for await (const { key, size } of bucket.list(root)) {
    const segments = key.slice(root.length).split('/')
    // A key that ends in a slash is how consoles draw a folder.
    const isFile = segments.at(-1) !== '' && !segments.some((segment) => segment.startsWith('.'))
    if (isFile) found.push({ key, size, segments })
  }
  if (found.length === 0) throw nothingIn(bucket, root)
  const read = reading(bucket)
  return found
    .sort((a, b) => bySegments(a.segments, b.segments))
    .map(({ key, size, segments }) => ({
      path: `s3://${bucket.bucket}/${key}`,
      name: segments.at(-1) ?? '',
      size: async () => size,
      read: () => read(key),
    }))
}

/** The address may name the bucket, the folder that `raw_data/` lies in, or `raw_data/` itself and what is in it. */
function answersPrefix(prefix: string): string {
  if (prefix.split('/').includes(answers)) return `${prefix}/`
  return prefix === '' ? `${answers}/` : `${prefix}/${answers}/`
}

/** Objects that may be denied one after another before none is asked for any more. */
const DENIED = 3

/**
 * What is gone, archived, or denied for itself (it may be another account's) costs no other file. Where the first are all
 * denied, or for whatever else S3 refuses one, it would refuse all.
 */
function reading(bucket: Bucket): (key: string) => Promise<Uint8Array> {
  let hasRead = false
  let denied = 0
  return async (key) => {
    try {
      const bytes = await bucket.get(key)
      hasRead = true
      return bytes
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      if (error.code === 'Missing')
        throw new UnreadableError('gone since it was listed: import again', { cause: error })
      if (error.code === 'Denied') denied += 1
      const isItsOwn = error.code === 'Archived' || (error.code === 'Denied' && (hasRead || denied < DENIED))
      throw isItsOwn ? new UnreadableError(getMessage(error), { cause: error }) : error
    }
  }
}

function bySegments(a: string[], b: string[]): number {
  const at = a.findIndex((segment, index) => segment !== b[index])
  return at < 0 || (a[at] ?? '') < (b[at] ?? '') ? -1 : 1
}

function nothingIn({ bucket }: Bucket, root: string): HitparadeError {
  return new HitparadeError(
    'Failed',
    `there is no file under ${root} in s3://${bucket}: expected the bucket of a pipeline that keeps its answers in ` +
      `${answers}/to_processed/ and ${answers}/processed/`,
    { advice: 'copy what lies elsewhere to a folder and import that' },
  )
}
