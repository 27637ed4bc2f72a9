import { sha256 } from '../../../domain/hash.ts'

/**
 * Appends a checksum in brackets to a comment. The comment then changes whenever one of the texts does, so comparing
 * comments shows whether an object is up to date.
 */
export function withChecksum(comment: string, ...texts: string[]): string {
  return `${comment} [${sha256(...texts).slice(0, 12)}]`
}

/** Whether a comment ends with a checksum, so hitparade created its object. */
export function hasChecksum(comment: string): boolean {
  return /\[[0-9a-f]{12}\]$/.test(comment)
}
