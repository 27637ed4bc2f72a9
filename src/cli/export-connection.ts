import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { UsageError } from '../errors.ts'
import type { SnowflakePlace } from '../export/place.ts'
import { powerBiConnection } from '../export/power-bi.ts'
import { starOf } from '../export/star.ts'
import { tableauDataSource } from '../export/tableau.ts'
import { requireFree, requireNoFolder, writeWhole } from '../export/whole.ts'
import type { Home } from '../home.ts'
import { snowflakeLogin } from '../snowflake/login.ts'
import type { GlobalOptions } from './commands/words.ts'
import { withHome } from './home.ts'
import { print, say } from './print.ts'
import { patience } from './progress.ts'

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
  await withHome({ ...globals, warehouse: 'snowflake' }, async (home) => {
    const place = placeOf(home)
    const text =
      tool === 'powerbi' ? powerBiConnection(place) : await patience('asking', tableau(home, place))
    await writeWhole(path, (temporary) => writeFile(temporary, text ?? ''))
    await print({ columns: ['file', 'bytes'], rows: [{ file: path, bytes: Buffer.byteLength(text ?? '') }] })
    say(`it opens ${place.database}.${place.schema} on ${place.server}; whoever does logs in there`)
  })
}

function placeOf({ config }: Home): SnowflakePlace {
  const { url, database, warehouse, role } = snowflakeLogin(config, 'reader')
  return { kind: 'snowflake', server: new URL(url).host, database, schema: 'bi', warehouse, role }
}

/** The types of the columns are the warehouse's to tell. */
async function tableau(home: Home, place: SnowflakePlace): Promise<string | null> {
  const everything = { source: null, chart: null, from: null, to: null }
  const { tables } = await starOf(home.warehouse, everything, { issues: [], refuse: async () => null })
  const known = tables.filter(({ name }) => name !== 'about').map((table) => ({ ...table, rows: 0 }))
  return tableauDataSource(place, known)
}
