/** A refusal in Snowflake's own words: the driver shows its message, code and sqlState. */
export class SnowflakeError extends Error {
  readonly code: string
  readonly sqlState: string

  constructor(code: string, sqlState: string, message: string) {
    super(message)
    this.code = code
    this.sqlState = sqlState
  }
}

export const doesNotExist = (kind: string, name: string) =>
  new SnowflakeError(
    '002003',
    '42S02',
    `SQL compilation error:\n${kind} '${name.toUpperCase()}' does not exist or not authorized.`,
  )

export const alreadyExists = (name: string) =>
  new SnowflakeError(
    '002002',
    '42710',
    `SQL compilation error:\nObject '${name.toUpperCase()}' already exists.`,
  )

export const notAuthorized = (kind: string, name: string) =>
  new SnowflakeError(
    '003001',
    '42501',
    `SQL access control error:\nInsufficient privileges to operate on ${kind} '${name.toUpperCase()}'`,
  )

export const syntaxError = (unexpected: string) =>
  new SnowflakeError(
    '001003',
    '42000',
    `SQL compilation error:\nsyntax error line 1 at position 0 unexpected '${unexpected}'.`,
  )

export const unsupported = (what: string) =>
  new SnowflakeError('000002', '0A000', `Unsupported feature '${what}'.`)

/** DuckDB's refusals as Snowflake words and numbers them. */
const translations: [RegExp, (match: RegExpExecArray) => SnowflakeError][] = [
  [/Table with name (\S+) does not exist/, ([, name = '']) => doesNotExist('Object', name)],
  [/Schema with name (\S+) does not exist/, ([, name = '']) => doesNotExist('Schema', name)],
  [/(?:Table|View|Schema) with name "?([^" ]+)"? already exists/, ([, name = '']) => alreadyExists(name)],
  [
    /Referenced column "([^"]+)" not found|does not have a column named "([^"]+)"/,
    ([, name, other]) =>
      new SnowflakeError(
        '000904',
        '42000',
        `SQL compilation error: error line 1 at position 7\ninvalid identifier '${(name ?? other ?? '').toUpperCase()}'`,
      ),
  ],
  [/syntax error at or near "([^"]*)"/, ([, near = '']) => syntaxError(near)],
  [/syntax error at end of input/, () => syntaxError('<EOF>')],
  [
    /(?:Scalar|Aggregate|Table) Function with name (\S+) does not exist/,
    ([, name = '']) =>
      new SnowflakeError('002140', '42601', `SQL compilation error:\nUnknown function ${name.toUpperCase()}`),
  ],
  [
    /Could not convert string '?([^']*)'? to/,
    ([, text = '']) => new SnowflakeError('100038', '22018', `Numeric value '${text}' is not recognized`),
  ],
  [
    /NOT NULL constraint failed: (\S+)/,
    () => new SnowflakeError('100072', '22000', 'NULL result in a non-nullable column'),
  ],
  [/INTERRUPT/i, () => new SnowflakeError('000604', '57014', 'SQL execution canceled')],
]

/** What Snowflake would have said. */
export function toSnowflakeError(error: unknown): SnowflakeError {
  if (error instanceof SnowflakeError) return error
  const message = error instanceof Error ? error.message : String(error)
  for (const [pattern, translate] of translations) {
    const match = pattern.exec(message)
    if (match !== null) return translate(match)
  }
  return new SnowflakeError('001007', '22023', `SQL compilation error:\n${message}`)
}
