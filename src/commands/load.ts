import type { App } from '../app.ts'
import {
  type CuratedFile,
  checkStage,
  listCuratedFiles,
  readLandedKeys,
} from '../cloud/snowflake/operations/curated-files.ts'
import { type FileOutcome, loadFiles } from '../cloud/snowflake/operations/load-files.ts'
import { parseChartDate } from '../domain/calendar.ts'
import { HitparadeError, UsageError } from '../domain/errors.ts'
import { type Format, pluralize, print, printNote } from '../terminal/print.ts'
import { progress, withSpinner } from '../terminal/progress.ts'
import { snowflakeLogin } from '../warehouse/snowflake/role-login.ts'
import { snowflakeNames } from '../warehouse/snowflake/snowflake-names.ts'
import type { GlobalOptions } from './options.ts'
import { withApp } from './with-app.ts'

interface LoadOptions {
  from?: string
  to?: string
  again?: boolean
  format?: Format
}

/** `hitparade load`: new curated files into DuckDB, or those into Snowflake that its pipes have missed. */
export async function load(options: LoadOptions, globals: GlobalOptions): Promise<void> {
  await withApp(globals, async (app) => {
    if (app.local === null) return loadSnowflake(app, options)
    if (options.from !== undefined || options.to !== undefined || options.again)
      throw new UsageError('--from, --to and --again are for --warehouse snowflake', {
        advice: 'here whatever is new is loaded',
      })
    const { watch, end } = progress()
    const { files, charts } = await app.local.load((step) => watch('load', 0, 0, step))
    end()
    printNote(
      files === 0
        ? 'nothing new to load'
        : `loaded ${pluralize(files, 'curated file')} of ${pluralize(charts, 'chart')}`,
    )
  })
}

/** One row for each file that was asked for; throws where one could not be loaded. */
async function loadSnowflake({ config, curated }: App, options: LoadOptions): Promise<void> {
  const span = readSpan(options)
  const { openSnowflake } = await import('../warehouse/snowflake/snowflake-session.ts')
  const names = snowflakeNames(config.snowflake.environment)
  const session = await withSpinner('asking Snowflake', openSnowflake(snowflakeLogin(config, 'loader')))
  try {
    const ask = async (sql: string) => (await session.execute(sql)).rows
    await checkStage(ask, names.stage, curated)
    const asked = (await withSpinner('listing', listCuratedFiles(curated))).filter((file) =>
      isWithin(file, span),
    )
    const landed = options.again ? new Set<string>() : await withSpinner('comparing', readLandedKeys(ask))
    const missing = asked.filter(({ key }) => !landed.has(key))
    const { watch, end } = progress()
    const outcomes = await loadFiles(session, names, missing, (done, total, table) =>
      watch('load', done, total, table),
    )
    end()
    await report(outcomes, asked.length - missing.length, options)
  } finally {
    await session.close()
  }
}

interface Span {
  from: string
  to: string
}

function readSpan({ from, to }: LoadOptions): Span {
  if (from === undefined)
    throw new UsageError(
      'load --warehouse snowflake needs --from <date>, the first chart date whose files are looked at',
    )
  const span = { from: parseChartDate(from), to: to === undefined ? '9999-12-31' : parseChartDate(to) }
  if (span.from > span.to) throw new UsageError(`--from ${span.from} is after --to ${span.to}`)
  return span
}

/** What has no chart date of its own counts by the day on which it was written. */
function isWithin({ chart_date, written }: CuratedFile, { from, to }: Span): boolean {
  const date = chart_date ?? written.slice(0, 10)
  return date >= from && date <= to
}

async function report(outcomes: FileOutcome[], there: number, { format }: LoadOptions): Promise<void> {
  const columns = ['table', 'file', 'outcome', 'rows', 'error']
  const rows = outcomes.map((outcome) => ({ ...outcome }))
  if (rows.length > 0) await print({ columns, rows }, { format, prose: ['error'] })
  const count = (wanted: FileOutcome['outcome']) =>
    outcomes.filter(({ outcome }) => outcome === wanted).length
  const parts = [
    `${pluralize(count('loaded'), 'file')} loaded`,
    ...(there > 0 ? [`${there} in landing already`] : []),
    ...(count('known') > 0 ? [`${count('known')} that a COPY has loaded before`] : []),
  ]
  printNote(parts.join('; '))
  const failed = count('failed')
  if (failed === 0) return
  throw new HitparadeError(
    'Failed',
    `${failed} of ${pluralize(outcomes.length, 'file')} could not be loaded, see their errors`,
    { advice: 'delete a broken one, and `hitparade reprocess` writes it again' },
  )
}
