import { expect, test } from 'vitest'
import { tableNames } from '../../../src/domain/tables/tables.ts'
import { snowflakeNames } from '../../../src/warehouse/snowflake/snowflake-names.ts'

/** Every name that an account has only once. */
function ofAccount(environment?: string): string[] {
  const { database, warehouse, roles, serviceUser, resourceMonitor, integration } =
    snowflakeNames(environment)
  return [database, warehouse, ...Object.values(roles), serviceUser, resourceMonitor, integration]
}

test('the plain environment reads plainly', () => {
  const { database, roles, schemas } = snowflakeNames()
  expect([database, roles.reader, Object.values(schemas)]).toEqual([
    'hitparade',
    'hitparade_reader',
    ['landing', 'core', 'bi', 'insights'],
  ])
})

test('two environments share nothing that an account has only once', () => {
  const [one, other] = [ofAccount('prod'), ofAccount('dev-2')]
  expect(new Set([...one, ...other]).size).toBe(one.length + other.length)
})

test('every name can be written without quotes', () => {
  const { stage, fileFormat, pipe } = snowflakeNames()
  const names = [...ofAccount('dev-2'), stage, fileFormat, ...tableNames.map(pipe)]
  expect(names.filter((name) => !/^[a-z][a-z0-9_]*$/.test(name))).toEqual([])
})
