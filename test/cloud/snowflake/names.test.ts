import { expect, test } from 'vitest'
import { tableNames } from '../../../src/domain/tables/tables.ts'
import { quoteUser, snowflakeNames } from '../../../src/warehouse/snowflake/snowflake-names.ts'

/** Every account-wide name. */
function listAccountNames(environment?: string): string[] {
  const { database, warehouse, roles, serviceUser, resourceMonitor, integration } =
    snowflakeNames(environment)
  return [database, warehouse, ...Object.values(roles), serviceUser, resourceMonitor, integration]
}

test('the default environment is in no name', () => {
  const { database, roles } = snowflakeNames()
  expect([database, roles.reader]).toEqual(['hitparade', 'hitparade_reader'])
})

test('two environments share no account-wide name', () => {
  const [one, other] = [listAccountNames('prod'), listAccountNames('dev-2')]
  expect(new Set([...one, ...other]).size).toBe(one.length + other.length)
})

test('every name can be written without quotes', () => {
  const { stage, fileFormat, pipe } = snowflakeNames()
  const names = [...listAccountNames('dev-2'), stage, fileFormat, ...tableNames.map(pipe)]
  expect(names.filter((name) => !/^[a-z][a-z0-9_]*$/.test(name))).toEqual([])
})

test.each([
  ['ada', 'ada'],
  ['ADA_1', 'ADA_1'],
  ['ada@example.com', '"ADA@EXAMPLE.COM"'],
  ['ada.oneil', '"ADA.ONEIL"'],
  ['1ada', '"1ADA"'],
  ['a"; drop database x; --', '"A""; DROP DATABASE X; --"'],
])('the user %s is %s in a statement', (user, quoted) => {
  expect(quoteUser(user)).toBe(quoted)
})
