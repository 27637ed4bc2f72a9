import { constants } from 'node:buffer'
import { UnreadableError } from '../domain/errors.ts'

/** Bytes that one text of the JavaScript engine can always hold. */
export const longestText = constants.MAX_STRING_LENGTH

/** Throws `UnreadableError` for bytes that are too many for one text. */
export function requireTextLength(bytes: number, longest = longestText): void {
  if (bytes <= longest) return
  throw new UnreadableError(
    `a line or a value has ${bytes.toLocaleString('en')} bytes, expected at most ${longest.toLocaleString('en')}`,
    { advice: 'split the file into lines or into smaller files' },
  )
}
