import type { App } from '../app.ts'
import { listAuthorisations } from '../doctor/inspect-authorisation.ts'
import { printNote } from '../terminal/print.ts'
import { formatAuthorisation } from './targets/format-authorisation.ts'

/** Reminds of every consent that ends within a month, or has ended. */
export async function noteAuthorisations({ config, now }: App): Promise<void> {
  for (const authorisation of await listAuthorisations(config, now())) {
    if (authorisation.state !== 'valid' && authorisation.given_to === null)
      printNote(formatAuthorisation(authorisation))
  }
}
