import type { Target } from './target.ts'

/** The database of the configured environment in a Snowflake account. */
export const snowflake: Target = {
  name: 'snowflake',
  async status(options, globals) {
    const { printSnowflakeStatus } = await import('./snowflake/snowflake-status.ts')
    await printSnowflakeStatus(options, globals)
  },
  async doctor(globals) {
    const { listSnowflakeChecks } = await import('./snowflake/snowflake-checks.ts')
    return listSnowflakeChecks(globals)
  },
  deployment: {
    previews: ['plan', 'sql'],
    async isConfigured(globals) {
      const { loadCommandConfig } = await import('../with-app.ts')
      return loadCommandConfig(globals).snowflake.account !== null
    },
    // A pipe never loads a column that its table did not have, so the columns come before the functions that fill them.
    async prepare(globals) {
      const { prepareSnowflake } = await import('./snowflake/deploy-to-snowflake.ts')
      return prepareSnowflake(globals)
    },
    async deploy(options, globals) {
      if (options.sql) {
        const { printDeploySql } = await import('./snowflake/print-deploy-sql.ts')
        await printDeploySql(globals)
        return 'done'
      }
      const { deployToSnowflake } = await import('./snowflake/deploy-to-snowflake.ts')
      return deployToSnowflake(options, globals)
    },
    async destroy(options, globals) {
      const { destroyInSnowflake } = await import('./snowflake/destroy-in-snowflake.ts')
      await destroyInSnowflake(options, globals)
    },
  },
}
