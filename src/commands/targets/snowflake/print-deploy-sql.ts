import { describeConfiguredTarget } from '../../../cloud/snowflake/configured-target.ts'
import { modelColumns } from '../../../cloud/snowflake/objects/model-columns.ts'
import { createObjects } from '../../../cloud/snowflake/objects/snowflake-objects.ts'
import { createSqlFiles, printFiles } from '../../../cloud/snowflake/objects/sql-files.ts'
import { printNote } from '../../../terminal/print.ts'
import type { GlobalOptions } from '../../shared-options.ts'
import { withApp } from '../../with-app.ts'
import { CREDITS_PER_MONTH, listRestrictedSources } from './deploy-to-snowflake.ts'

/** Prints all statements of a deployment, from the configuration alone. */
export async function printDeploySql(globals: GlobalOptions): Promise<void> {
  // No query is sent, so no login has to be configured.
  const { target, header, missing, file } = await withApp(
    { ...globals, warehouse: 'duckdb' },
    async (app) => ({
      ...describeConfiguredTarget(app.config, {
        creditsPerMonth: CREDITS_PER_MONTH,
        restrictedSources: await listRestrictedSources(app),
      }),
      file: app.config.file ?? 'hitparade.jsonc',
    }),
  )
  for (const { key, placeholder } of missing)
    printNote(`${key} is not set, and the SQL contains ${placeholder}; set it in ${file}`)
  const objects = createObjects(target, await modelColumns())
  process.stdout.write(`${header}\n${printFiles(createSqlFiles(objects))}`)
}
