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
import { withSpinner } from '../terminal/progress.ts'
import { snowflakeLogin } from '../warehouse/snowflake/role-login.ts'
import type { GlobalOptions } from './options.ts'
import { withApp } from './with-app.ts'

export type Tool = 'tableau' | 'powerbi'

interface Options {
  connection: Tool
  out?: string
  force?: boolean
}

/** `hitparade export --connection`: a file that opens the tables where they are, in Snowflake. */
export async function exportConnection(
  words: string[],
  { connection: tool, out, force = false, ...others }: Options,
  globals: GlobalOptions,
): Promise<void> {
  const [other] = [...words, ...Object.keys(others).map((name) => `--${name}`)]
  if (other !== undefined) {
    throw new UsageError(`--connection writes no data and takes only --out and --force, got ${other}`)
  }
  const path = resolve(out ?? (tool === 'tableau' ? 'hitparade.tds' : 'hitparade.pbids'))
  await requireNoFolder(path)
  await requireFree(path, { force })
  await withApp({ ...globals, warehouse: 'snowflake' }, async (app) => {
    const place = snowflakePlace(app)
    const text =
      tool === 'powerbi' ? powerBiConnection(place) : await withSpinner('asking', tableau(app, place))
    await writeAtomically(path, (temporary) => writeFile(temporary, text ?? ''))
    await print({ columns: ['file', 'bytes'], rows: [{ file: path, bytes: Buffer.byteLength(text ?? '') }] })
    printNote(`it opens ${place.database}.${place.schema} on ${place.server}; whoever does logs in there`)
  })
}

function snowflakePlace({ config }: App): SnowflakeDestination {
  const { url, database, warehouse, role } = snowflakeLogin(config, 'reader')
  return { kind: 'snowflake', server: new URL(url).host, database, schema: 'bi', warehouse, role }
}

/** The types of the columns are the warehouse's to tell. */
async function tableau(app: App, place: SnowflakeDestination): Promise<string | null> {
  const everything = { source: null, chart: null, from: null, to: null }
  const { tables } = await selectBiTables(app.warehouse, everything, {
    issues: [],
    findRestriction: async () => null,
  })
  const known = tables.filter(({ name }) => name !== 'about').map((table) => ({ ...table, rows: 0 }))
  return tableauDataSource(place, known)
}
