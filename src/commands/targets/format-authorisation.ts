import type { AuthorisationState } from '../../doctor/inspect-authorisation.ts'
import { pluralize } from '../../terminal/print.ts'

/** `signed in to spotify as Ada 31 days ago, until 2027-05-01`, and what to do where it ends soon. */
export function formatAuthorisation(authorisation: AuthorisationState): string {
  const { source, account, age_days, ends_on, state, rejected_at, given_to } = authorisation
  const who = `signed in to ${source}${account === null ? '' : ` as ${account}`}`
  const fact = `${who} ${pluralize(age_days, 'day')} ago, ${state === 'ended' ? 'which ended on' : 'until'} ${ends_on}`
  if (given_to !== null) return `${fact}; ${given_to} uses it`
  const refused = rejected_at === null ? '' : `; ${source} refused it at ${rejected_at}`
  const isFine = state === 'valid' && rejected_at === null
  return `${fact}${refused}${isFine ? '' : `; authorise again with \`hitparade auth ${source}\``}`
}
