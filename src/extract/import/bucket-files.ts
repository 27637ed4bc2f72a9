import { HitparadeError, StoreError, UnreadableError } from '../../domain/errors.ts'
import type { Bucket } from '../../storage/s3/foreign-bucket.ts'
import type { ImportableFile } from './list-files.ts'

/** Prefix of the answers in the bucket of a reference pipeline. It contains `to_processed/` and `processed/`. */
const answersFolder = 'raw_data'

/**
 * The answers in the bucket of a reference pipeline, in the order of a folder with the same files, without hidden
 * files. Throws a `HitparadeError` where there is no answer.
 */
export async function listBucketFiles(bucket: Bucket): Promise<ImportableFile[]> {
  const root = answersPrefix(bucket.prefix.replace(/\/+$/, ''))
  const found: { key: string; size: number; segments: string[] }[] = []
  for await (const { key, size } of bucket.list(root)) {
    const segments = key.slice(root.length).split('/')
    // Consoles create a folder as a key that ends in a slash.
    const isFile = segments.at(-1) !== '' && !segments.some((segment) => segment.startsWith('.'))
    if (isFile) found.push({ key, size, segments })
  }
  if (found.length === 0) throw noFiles(bucket, root)
  const read = createReader(bucket)
  return found
    .sort((a, b) => bySegments(a.segments, b.segments))
    .map(({ key, size, segments }) => ({
      path: `s3://${bucket.bucket}/${key}`,
      name: segments.at(-1) ?? '',
      size: async () => size,
      read: () => read(key),
    }))
}

/** The address may name the bucket, the folder that contains `raw_data/`, `raw_data/` itself, or a folder in it. */
function answersPrefix(prefix: string): string {
  if (prefix.split('/').includes(answersFolder)) return `${prefix}/`
  return prefix === '' ? `${answersFolder}/` : `${prefix}/${answersFolder}/`
}

/** Denied objects from the first on after which the whole import fails. */
const DENIED = 3

/**
 * Reads objects. One that is missing, archived or denied (it may be another account's) does not affect the others.
 * Where the first are all denied, or S3 fails for another reason, no object can be read.
 */
function createReader(bucket: Bucket): (key: string) => Promise<Uint8Array> {
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
        throw new UnreadableError('the object was deleted after it was listed', {
          advice: 'import again',
          cause: error,
        })
      if (error.code === 'Denied') denied += 1
      const isItsOwn = error.code === 'Archived' || (error.code === 'Denied' && (hasRead || denied < DENIED))
      throw isItsOwn ? toUnreadable(error) : error
    }
  }
}

function toUnreadable({ problem, advice, details, cause }: StoreError): UnreadableError {
  return new UnreadableError(problem, { advice: advice ?? undefined, details, cause })
}

function bySegments(a: string[], b: string[]): number {
  const at = a.findIndex((segment, index) => segment !== b[index])
  return at < 0 || (a[at] ?? '') < (b[at] ?? '') ? -1 : 1
}

function noFiles({ bucket }: Bucket, root: string): HitparadeError {
  return new HitparadeError(
    'Failed',
    `there is no file under ${root} in s3://${bucket}: expected the bucket of a pipeline that keeps its answers in ` +
      `${answersFolder}/to_processed/ and ${answersFolder}/processed/`,
    { advice: 'copy files from another prefix to a local folder and import that' },
  )
}
