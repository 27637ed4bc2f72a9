/** An object in the list of a store. */
export interface StoredObject {
  key: string
  /** Bytes. */
  size: number
  last_modified: Date
  /** Hex MD5 of the bytes, if the list has one. S3 gives another hash for objects encrypted with a customer's key. */
  md5?: string
}

/**
 * A flat space of objects under keys with `/` between their segments (see `keys.ts`). Every driver passes the same
 * tests. All errors are `StoreError`s; an invalid key has the code `Store`. Objects that other programs stored under
 * names that are not keys are not listed.
 */
export interface ObjectStore {
  /** For messages: a folder or an `s3://` address. */
  readonly address: string
  /** The whole object. Throws code `Missing` if it does not exist. */
  get(key: string): Promise<Uint8Array>
  /** Writes the whole object or nothing, and never over another one. Survives a crash once it has returned. */
  put(key: string, bytes: Uint8Array): Promise<'stored' | 'exists'>
  /**
   * Writes the whole object, over another one if there is one. A reader gets the old or the new bytes, never a part. A
   * store that serves objects to browsers names the media type and has them check each time whether it is new.
   */
  replace(key: string, bytes: Uint8Array, type?: string): Promise<void>
  /** Objects whose key begins with the prefix, in byte order of the keys; with `after`, those whose key is greater. */
  list(prefix: string, options?: { after?: string }): AsyncIterable<StoredObject>
  /** The folders directly in a folder, in byte order. All of them end in `/`; the root is an empty text. */
  listFolders(folder: string): Promise<string[]>
  /** For a store that knows when its folders changed: objects that are new are found without reading every folder. */
  listTimes?(folder: string): Promise<FolderTimes>
  /**
   * Moves an object, byte for byte, never over another one. `done`: the target existed already with the same bytes;
   * the source is deleted in any case. Throws code `Missing` if neither exists, and `Store` if the target has other
   * bytes.
   */
  move(from: string, to: string): Promise<'moved' | 'done'>
  /** The path of an object's file, if the store is a folder: for readers that need a path. */
  localPath?(key: string): string
  /** Deletes an object. An object that does not exist is not an error. */
  delete(key: string): Promise<void>
  /** For a store that may keep former versions of an object. */
  versions?: {
    /** As `list`, with the objects of which only former versions are left. */
    list(prefix: string): AsyncIterable<StoredObject>
    /** Deletes an object with all its versions. An object that does not exist is not an error. */
    erase(key: string): Promise<void>
  }
}

/** When the folders that contain objects changed, in a unit of the store. */
export interface FolderTimes {
  /**
   * By key with a `/` at the end. A folder of a chart date (three levels below the listed one) counts as one that contains
   * objects, and is not read.
   */
  times: Map<string, number>
  /** An object that is put or deleted after this call gives its folder a time that is not smaller. */
  now: number
}

/** The stores of raw objects and of curated files. */
export interface Stores {
  raw: ObjectStore
  curated: ObjectStore
}

/** How to reach an S3 service; null or missing: what the client finds in the environment. */
export interface S3Options {
  /** Address of a service other than AWS. */
  endpoint?: string | null
  region?: string | null
}
