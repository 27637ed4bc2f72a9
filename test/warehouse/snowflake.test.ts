import { landingDdl } from '../../src/domain/tables/ddl.ts'
import { snowflakeWarehouse } from '../../src/warehouse/snowflake/snowflake-warehouse.ts'
import { openAccount } from '../support/snowflake/account.ts'
import { describeQueries } from './queries.ts'

describeQueries('snowflake', async () => {
  const account = await openAccount({ sizes: { inline: 1_000, chunk: 10_000 } })
  const core = [
    'create table core.chart_history (song_id varchar, position bigint)',
    'create table core.charts_in_scope (source varchar, chart varchar)',
  ]
  for (const statement of [...landingDdl(), ...core]) await account.admin.execute(statement)
  // A role that may write: the warehouse itself rejects statements that write.
  const login = account.login({ role: 'accountadmin' })
  const warehouse = snowflakeWarehouse(login)
  return {
    warehouse,
    async close() {
      await warehouse.close()
      await account.close()
    },
  }
})
