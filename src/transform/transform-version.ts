/**
 * Raise this whenever the bytes of a curated file change: Snowpipe never loads a path twice, so a correction needs a new
 * path. A test checks the bytes of this version.
 */
export const TRANSFORM_VERSION = 8
