import { afterAll, beforeAll, expect, test } from 'vitest'
import { snowflakeWarehouse } from '../../src/warehouse/snowflake/snowflake.ts'
import type { Warehouse } from '../../src/warehouse/warehouse.ts'
import { type Account, openAccount } from '../support/snowflake/account.ts'

let account: Account
let warehouse: Warehouse
beforeAll(async () => {
  account = await openAccount()
  warehouse = snowflakeWarehouse(account.login())
})
afterAll(async () => {
  await warehouse?.close()
  await account?.close()
})

test('the real driver asks and is answered', async () => {
  expect(await warehouse.query('select 1 as one')).toEqual({ columns: ['one'], rows: [{ one: 1 }] })
})
