import type { App } from '../app.ts'
import {
  type CuratedFile,
  checkStage,
  listCuratedFiles,
  readLandedKeys,
} from '../cloud/snowflake/operations/curated-files.ts'
import { type FileOutcome, loadFiles } from '../cloud/snowflake/operations/load-files.ts'
import { openReadBucket } from '../cloud/snowflake/operations/read-bucket.ts'
import { recordChartDecisions } from '../decisions/chart-decisions.ts'
import { HitparadeError } from '../domain/errors.ts'
import { type Format, pluralize, print, printNote } from '../terminal/print.ts'
import { withElapsedTime, withProgress } from '../terminal/progress.ts'
import { snowflakeLogin } from '../warehouse/snowflake/role-login.ts'
import { snowflakeNames } from '../warehouse/snowflake/snowflake-names.ts'
import { openSnowflake } from '../warehouse/snowflake/snowflake-session.ts'
import { printConfigured } from './print-report.ts'

interface LoadRequest {
  /** First and last chart date, `YYYY-MM-DD`. */
  first: string
  last: string
  /** Loads files of which landing already contains rows, too. */
  again?: true | undefined
  format?: Format | undefined
}

/** Loads the curated files that the pipes have missed, and prints a row for each. Throws if one could not be loaded. */
export async function loadIntoSnowflake(app: App, request: LoadRequest): Promise<void> {
  const { config, now } = app
  const curated = await openReadBucket(app)
  const names = snowflakeNames(config.snowflake.environment)
  const login = snowflakeLogin(config, 'loader')
  const session = await withElapsedTime('connecting to Snowflake', openSnowflake(login))
  try {
    const select = async (sql: string) => (await session.execute(sql)).rows
    await checkStage(select, names.stage, curated)
    // First, so that the file is among those that are loaded.
    const issues = { table: 'landing.chart_issues', query: (sql: string) => session.execute(sql) } as const
    printConfigured(await recordChartDecisions({ config, curated, now, issues }))
    const all = await withElapsedTime('listing curated files', listCuratedFiles(curated))
    const wanted = all.filter((file) => isWithin(file, request))
    const landed = request.again
      ? new Set<string>()
      : await withElapsedTime('comparing with landing', readLandedKeys(select))
    const missing = wanted.filter(({ key }) => !landed.has(key))
    const outcomes = await withProgress(({ watch }) =>
      loadFiles(session, names, missing, (done, total, table) => watch('load', done, total, table)),
    )
    await printOutcomes(outcomes, wanted.length - missing.length, request.format)
  } finally {
    await session.close()
  }
}

/** A file without a chart date counts by the day on which it was written. */
function isWithin({ chart_date, written }: CuratedFile, { first, last }: LoadRequest): boolean {
  const date = chart_date ?? written.slice(0, 10)
  return date >= first && date <= last
}

async function printOutcomes(
  outcomes: FileOutcome[],
  landed: number,
  format: Format | undefined,
): Promise<void> {
  const columns = ['table', 'file', 'outcome', 'rows', 'error']
  const rows = outcomes.map((outcome) => ({ ...outcome }))
  if (rows.length > 0) await print({ columns, rows }, { format, prose: ['error'] })
  const count = (wanted: FileOutcome['outcome']) =>
    outcomes.filter(({ outcome }) => outcome === wanted).length
  const parts = [
    `${pluralize(count('loaded'), 'file')} loaded`,
    ...(landed > 0 ? [`${landed} already in landing`] : []),
    ...(count('known') > 0 ? [`${count('known')} already loaded by an earlier COPY`] : []),
  ]
  printNote(parts.join('; '))
  const failed = count('failed')
  if (failed === 0) return
  throw new HitparadeError(
    'Failed',
    `${failed} of ${pluralize(outcomes.length, 'file')} could not be loaded, see their errors`,
    { advice: 'delete a broken file, then `hitparade reprocess` writes it again' },
  )
}
