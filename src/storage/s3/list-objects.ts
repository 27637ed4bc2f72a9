import type { ListObjectsV2CommandOutput } from '@aws-sdk/client-s3'
import { StoreError } from '../../domain/errors.ts'
import { isKey } from '../../domain/keys.ts'
import type { StoredObject } from '../store.ts'

/** Requests one page; the token of the page before names it. */
type FetchPage = (token: string | undefined) => Promise<ListObjectsV2CommandOutput>

/** The objects of all pages, with keys without the store's prefix. Objects whose names are not keys are skipped. */
export async function* listObjects(fetchPage: FetchPage, prefix: string): AsyncIterable<StoredObject> {
  for await (const page of listPages(fetchPage)) {
    for (const { Key = '', Size = 0, LastModified = new Date(0), ETag = '' } of page.Contents ?? []) {
      const key = Key.slice(prefix.length)
      const [, md5] = /^"?([0-9a-f]{32})"?$/.exec(ETag) ?? []
      const hash = md5 === undefined ? {} : { md5 }
      if (isKey(key)) yield { key, size: Size, last_modified: LastModified, ...hash }
    }
  }
}

/**
 * Every page of a list. Throws `StoreError` instead of ending early: objects after the last page would seem missing.
 */
export async function* listPages(fetchPage: FetchPage): AsyncIterable<ListObjectsV2CommandOutput> {
  let token: string | undefined
  do {
    const page = await fetchPage(token)
    yield page
    token = nextToken(page, token)
  } while (token !== undefined)
}

function nextToken(page: ListObjectsV2CommandOutput, before: string | undefined): string | undefined {
  if (page.IsTruncated !== true) return undefined
  const { NextContinuationToken: token } = page
  if (token !== undefined && token !== '' && token !== before) return token
  throw new StoreError(
    'Store',
    `the list of ${page.Name ?? 'the bucket'} was cut off: expected the token of the next page, got ` +
      `${token ? 'the same token again' : 'no token'}`,
    { advice: 'use an S3 service that lists all pages', details: { bucket: page.Name ?? null } },
  )
}
