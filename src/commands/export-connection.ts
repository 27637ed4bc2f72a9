import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { App } from '../app.ts'
import { UsageError } from '../domain/errors.ts'
import { requireFree, requireNoFolder, writeAtomically } from '../export/atomic-write.ts'
import { selectBiTables } from '../export/bi-export.ts'
import type { SnowflakeDestination } from '../export/connections/export-destination.ts'
import { powerBiConnection } from '../export/connections/power-bi.ts'
import { tableauDataSource } from '../export/connections/tableau.ts'
import { print, printNote } from '../terminal/print.ts'
import { withElapsedTime } from '../terminal/progress.ts'
import { snowflakeLogin } from '../warehouse/snowflake/role-login.ts'
import { type ExportOptions, requirePlace } from './export-content.ts'
import type { GlobalOptions } from './shared-options.ts'
import { withApp } from './with-app.ts'

/** Writes a file with which a BI tool opens the tables in Snowflake. */
export async function exportConnection(
  argv: string[],
  { connection: tool, out, force = false, ...others }: ExportOptions,
  globals: GlobalOptions,
): Promise<void> {
  const [other] = [...argv, ...Object.keys(others).map((name) => `--${name}`)]
  if (other !== undefined) {
    throw new UsageError(`--connection writes no data and takes only --out and --force, got ${other}`)
  }
  requirePlace(out, 'a file')
  const path = resolve(out ?? (tool === 'tableau' ? 'hitparade.tds' : 'hitparade.pbids'))
  await requireNoFolder(path)
  await requireFree(path, { force })
  await withApp({ ...globals, warehouse: 'snowflake' }, async (app) => {
    const destination = readDestination(app)
    const text =
      tool === 'powerbi'
        ? powerBiConnection(destination)
        : await withElapsedTime('querying', createTableauSource(app, destination))
    await writeAtomically(path, (temporary) => writeFile(temporary, text ?? ''))
    await print({ columns: ['file', 'bytes'], rows: [{ file: path, bytes: Buffer.byteLength(text ?? '') }] })
    const { database, schema, server } = destination
    printNote(`this file opens ${database}.${schema} on ${server}; you will be asked to sign in`)
  })
}

function readDestination({ config }: App): SnowflakeDestination {
  const { url, database, warehouse, role } = snowflakeLogin(config, 'reader')
  return { kind: 'snowflake', server: new URL(url).host, database, schema: 'bi', warehouse, role }
}

/** The warehouse is queried for the types of the columns. */
async function createTableauSource(app: App, destination: SnowflakeDestination): Promise<string | null> {
  const everything = { source: null, chart: null, from: null, to: null }
  const { tables } = await selectBiTables(app.warehouse, everything, {
    issues: [],
    findRestriction: async () => null,
  })
  const known = tables.filter(({ name }) => name !== 'about').map((table) => ({ ...table, rows: 0 }))
  return tableauDataSource(destination, known)
}
