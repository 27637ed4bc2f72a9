/** What an object store lists of an object. */
export interface StoredObject {
  key: string
  /** Bytes. */
  size: number
  last_modified: Date
  /** Of the bytes, in hex, where the list tells one; encrypted with a customer's key, S3 tells another hash. */
  md5?: string
}

/**
 * A flat space of objects under keys with `/` between their segments (see `keys.ts`). Every driver passes the
 * same suite. All errors are `StoreError`s; code `Store` for a key that is none. What others have laid into the
 * store under other names is not listed.
 */
export interface ObjectStore {
  /** Where the objects lie, for people: a folder or an `s3://` address. */
  readonly address: string
  /** The whole object. Throws code `Missing` where there is none. */
  get(key: string): Promise<Uint8Array>
  /** Writes the whole object or nothing, and only where there is none yet; survives a crash once it answers. */
  put(key: string, bytes: Uint8Array): Promise<'stored' | 'exists'>
  /** Objects whose key begins with the prefix, in the order of their keys' bytes. */
  list(prefix: string): AsyncIterable<StoredObject>
  /**
   * Moves an object, byte for byte, never over another. `done`: somebody else has already made the target; the
   * source is gone all the same. Throws code `Missing` where both are gone, and `Store` where the target
   * holds other bytes.
   */
  move(from: string, to: string): Promise<'moved' | 'done'>
  /** The file that holds an object, where the store is a folder: for readers that want a path. */
  localPath?(key: string): string
  /** Deletes an object; one that is not there is no error. */
  delete(key: string): Promise<void>
}
/** How an S3 service is reached; null or nothing: what its client finds in the environment. */
export interface S3Options {
  /** Address of a service that is not AWS's own. */
  endpoint?: string | null
  region?: string | null
}
