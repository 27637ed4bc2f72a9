import type { ListObjectsV2CommandOutput } from '@aws-sdk/client-s3'
import { StoreError } from '../../domain/errors.ts'
import { isKey } from '../../domain/keys.ts'
import type { StoredObject } from '../store.ts'

type AskForPage = (token: string | undefined) => Promise<ListObjectsV2CommandOutput>

/** The objects of all pages, by their keys without the store's own prefix; those that are none of ours are left out. */
export async function* listObjects(ask: AskForPage, prefix: string): AsyncIterable<StoredObject> {
  for await (const page of pages(ask)) {
    for (const { Key = '', Size = 0, LastModified = new Date(0), ETag = '' } of page.Contents ?? []) {
      const key = Key.slice(prefix.length)
      const [, md5] = /^"?([0-9a-f]{32})"?$/.exec(ETag) ?? []
      const hash = md5 === undefined ? {} : { md5 }
      if (isKey(key)) yield { key, size: Size, last_modified: LastModified, ...hash }
    }
  }
}

/**
 * Every page of a list. Throws rather than end early: who reads part of a list as the whole would fetch, or leave
 * out, what is there.
 */
export async function* pages(ask: AskForPage): AsyncIterable<ListObjectsV2CommandOutput> {
  let token: string | undefined
  do {
    const page = await ask(token)
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
    `the list of ${page.Name ?? 'the bucket'} was cut off: expected the token of its next page, got ` +
      `${token ? 'the last one again' : 'none'}`,
    { advice: 'use a service whose lists can be read to the end' },
  )
}
