import { record, text } from '../json/fields.ts'

/** What an answer of an API is that is never a chart: an error, or a single object of another type. */
export function describeOther(answer: unknown): string | null {
  const fields = record(answer)
  const error = fields?.error
  if (error !== undefined && error !== null) {
    const { status, code, message } = record(error) ?? { message: error }
    const parts = [status ?? code, text(message)].filter((part) => part !== undefined && part !== null)
    return `an error: ${parts.join(' ') || 'without a message'}`
  }
  const type = text(fields?.type)
  return type !== null && type !== 'playlist' ? `a single ${type}` : null
}
