import { UnreadableError } from '../../domain/errors.ts'
import { showHeader } from './show-header.ts'

/** A text about a table with its header, which a person needs to name the columns. */
export function withHeader(text: string, header: string[]): string {
  return `${text}; the columns are ${showHeader(header)}`
}

/** Why a table cannot be read. The message and `details.header` show the names of its columns. */
export function createTableError(
  problem: string,
  { header, advice }: { header: string[]; advice?: string },
): UnreadableError {
  return new UnreadableError(withHeader(problem, header), {
    advice,
    details: { header: showHeader(header) },
  })
}

/** Whether the message of an error shows the header of its table. */
export function showsHeader(error: unknown): boolean {
  return error instanceof UnreadableError && error.details.header !== undefined
}
