/**
 * Raised whenever the bytes of any curated file change: Snowpipe never loads a path twice, so that a
 * correction needs a new path. A test holds the bytes of this version.
 */
export const TRANSFORM_VERSION = 1
