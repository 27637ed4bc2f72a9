import { getMessage, HitparadeError, WarehouseError } from '../../domain/errors.ts'
import { type DriverFailure, knownProblems, otherProblems, type Problem } from './snowflake-advice.ts'
import type { SnowflakeLogin } from './snowflake-login.ts'

/** What the driver throws, as far as it is needed here. */
interface DriverError {
  code?: string | number
  sqlState?: string
  name?: string
  cause?: unknown
  response?: unknown
}

/**
 * An error of the driver as a `WarehouseError`: the problem with Snowflake's number and text, then what to do next.
 * `details` contains `number`, `sql_state` and `reason`, each null if the error lacks it.
 */
export function toWarehouseError(
  error: unknown,
  login: SnowflakeLogin,
  during: 'login' | 'query' = 'query',
): HitparadeError {
  if (error instanceof HitparadeError) return error
  const thrown = error as DriverError
  const failure = describeFailure(thrown, during)
  const { number, text } = failure
  const known: Problem = knownProblems.find(({ when }) => when(failure, login)) ?? otherProblems[during]
  return new WarehouseError(
    known.code,
    `${known.problem(login)}${number === '' ? '' : ` (${number})`}: ${text}`,
    {
      advice: known.advice?.(login),
      details: { number: number || null, sql_state: thrown.sqlState ?? null, reason: known.reason ?? null },
      retryable: known.retryable ?? false,
      cause: error,
    },
  )
}

function describeFailure(thrown: DriverError, during: 'login' | 'query'): DriverFailure {
  const number = String(thrown.code ?? '')
  return {
    number,
    text: toOneLine(thrown),
    // Numbers from 390000 on are about logins. A login without credentials has no number.
    isLogin: /^39\d{4}$/.test(number) || (number === '' && during === 'login'),
    // 401 and 402 are the driver's own numbers, of requests without an answer or with an answer that is not Snowflake's.
    isNetwork:
      /^40[12]\d{3}$/.test(number) || thrown.name === 'NetworkError' || thrown.response !== undefined,
  }
}

function toOneLine(thrown: DriverError): string {
  const cause = thrown.cause === undefined ? '' : `: ${getMessage(thrown.cause)}`
  return `${getMessage(thrown)}${cause}`.replace(/\s*\n\s*/g, ' ').replace(/\.$/, '')
}

/** Snowflake's numbers for an object that does not exist or that the role may not see; it never says which. */
const missingObject = ['002003', '002043']
const lackingPrivilege = '003001'

/** Whether an object does not exist, or the role may not see it. */
export function isMissingObject(error: unknown): error is WarehouseError {
  return hasNumber(error, missingObject)
}

/** Whether the role may not do this, or an object does not exist for it. */
export function isNotPermitted(error: unknown): error is WarehouseError {
  return hasNumber(error, [...missingObject, lackingPrivilege])
}

/** Whether the role of a login does not exist, or its user does not have it; Snowflake never says which. */
export function lacksRole(error: WarehouseError): boolean {
  return error.details.reason === 'role'
}

function hasNumber(error: unknown, numbers: string[]): boolean {
  return error instanceof WarehouseError && numbers.includes(String(error.details.number))
}
