/** A statement of an IAM policy, as far as ours go. */
export interface Statement {
  Sid?: string
  Effect: 'Allow' | 'Deny'
  Action: string | string[]
  Resource?: string | string[]
  Condition?: Record<string, Record<string, string | string[]>>
}

export interface Call {
  action: string
  resource: string
  /** Keys of the request, e.g. `s3:prefix`. */
  context?: Record<string, string>
}

/** Whether IAM lets a call through by these statements alone: one allows it, and none denies it. */
export function isAllowed(statements: Statement[], call: Call): boolean {
  const concerned = statements.filter((statement) => concerns(statement, call))
  return (
    concerned.some(({ Effect }) => Effect === 'Allow') && !concerned.some(({ Effect }) => Effect === 'Deny')
  )
}

function concerns({ Action, Resource = '*', Condition = {} }: Statement, call: Call): boolean {
  return (
    list(Action).some((pattern) => isLike(call.action.toLowerCase(), pattern.toLowerCase())) &&
    list(Resource).some((pattern) => isLike(call.resource, pattern)) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => holds(operator, call.context?.[key], list(values))),
    )
  )
}

/** A key that the request does not carry holds under no operator of ours. */
function holds(operator: string, actual: string | undefined, values: string[]): boolean {
  if (actual === undefined) return false
  if (['StringEquals', 'ArnEquals', 'Bool'].includes(operator)) return values.includes(actual)
  if (['StringLike', 'ArnLike'].includes(operator)) return values.some((pattern) => isLike(actual, pattern))
  throw new Error(`the test does not know the operator ${operator}`)
}

/** `*` stands for any text, `?` for one character. */
export function isLike(text: string, pattern: string): boolean {
  const escaped = pattern
    .replace(/[\\^$.+()|[\]{}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${escaped}$`, 's').test(text)
}

export function list<T>(value: T | T[]): T[] {
  return Array.isArray(value) ? value : [value]
}
