import { getMessage, HitparadeError, WarehouseError } from '../../domain/errors.ts'
import { type Known, knownRefusals, unreachable } from './snowflake-advice.ts'
import type { SnowflakeLogin } from './snowflake-login.ts'

/** What the driver throws, as far as it is needed here. */
interface Thrown {
  code?: string | number
  name?: string
  cause?: unknown
  response?: unknown
}

/** A refusal of a login that has no number of Snowflake's, e.g. because nothing vouches for a workload. */
const ANY_LOGIN = '390000'

/** An error of the driver in our words: what Snowflake says, then what to do next. */
export function toWarehouseError(
  error: unknown,
  login: SnowflakeLogin,
  during: 'login' | 'query' = 'query',
): HitparadeError {
  if (error instanceof HitparadeError) return error
  const thrown = error as Thrown
  const number = String(thrown.code ?? '')
  const words = oneLine(thrown)
  const about = number === '' && during === 'login' ? ANY_LOGIN : number
  const known: Known = isNetwork(thrown, number)
    ? unreachable
    : (knownRefusals.find(({ when }) => when(about, words, login)) ?? unknownProblem(about))
  const advice = known.advice(login)
  return new WarehouseError(known.code, `${describeProblem(known, number, during)}: ${words}`, {
    ...(advice === '' ? {} : { advice }),
    cause: error,
    retryable: known === unreachable,
  })
}

function describeProblem(known: Known, number: string, during: 'login' | 'query'): string {
  if (known === unreachable) return 'cannot reach Snowflake'
  if (number !== '') return `Snowflake refuses (${number})`
  return during === 'login' ? 'cannot log in to Snowflake' : 'Snowflake refuses'
}

/** Numbers from 390000 on are about logins. */
function unknownProblem(number: string): Known {
  return { when: () => true, code: /^39\d{4}$/.test(number) ? 'Denied' : 'Query', advice: () => '' }
}

/** The driver's own numbers of requests that came to nothing, or to something that is not Snowflake's. */
function isNetwork({ name, response }: Thrown, number: string): boolean {
  return /^40[12]\d{3}$/.test(number) || name === 'NetworkError' || response !== undefined
}

function oneLine(thrown: Thrown): string {
  const cause = thrown.cause === undefined ? '' : `: ${getMessage(thrown.cause)}`
  return `${getMessage(thrown)}${cause}`.replace(/\s*\n\s*/g, ' ').replace(/\.$/, '')
}
