import { join } from 'node:path'
import type { App } from '../../app.ts'
import type { ChartConfig } from '../../config/config.ts'
import { listRefused } from '../../config/editorial-playlist.ts'
import { findUnfinishedPurges } from '../../decisions/purges/unfinished-purges.ts'
import { listAuthorisations } from '../../doctor/inspect-authorisation.ts'
import { findOpenFailure, isLocked } from '../../doctor/inspect-folder.ts'
import { listPartial } from '../../doctor/partial-snapshots.ts'
import { readFreshness } from '../../schedule/freshness.ts'
import { readComparison } from '../../storage/comparisons.ts'
import { limitLines, print, printNote } from '../../terminal/print.ts'
import { rawBacklog } from '../../transform/backlog.ts'
import { findOutdated } from '../../transform/find-outdated.ts'
import type { Result } from '../../warehouse/warehouse.ts'
import type { GlobalOptions } from '../shared-options.ts'
import { rebuildIfOutdated, withApp } from '../with-app.ts'
import {
  formatLastRun,
  listScheduled,
  orEmpty,
  readCharts,
  readLastRun,
  requireFresh,
} from './charts-status.ts'
import { formatChecks, readChecksStatus } from './checks-status.ts'
import { formatAuthorisation } from './format-authorisation.ts'
import { formatBacklog } from './format-backlog.ts'
import { formatFuture, formatStale } from './format-stale.ts'
import { formatPartial, formatUnfinished } from './here/format-unfinished.ts'
import type { StatusOptions } from './target.ts'

/** Prints the charts as rows, and everything else as notes; or all of it as one JSON object. */
export async function printWarehouseStatus(options: StatusOptions, globals: GlobalOptions): Promise<void> {
  const show = async (app: App) => {
    const path = join(app.config.data_dir, 'warehouse.duckdb')
    const failure = app.local === null ? null : await findOpenFailure(path)
    const locked = failure !== null && isLocked(failure) ? failure : null
    const isBroken = failure !== null && locked === null
    await orEmpty(rebuildIfOutdated(app), undefined)
    const charts = await readCharts(app)
    const last_run = await readLastRun(app)
    const backlog = await rawBacklog(app.raw)
    const outdated = (await findOutdated(app, { folder: app.config.data_dir, now: app.now })).rawKeys.length
    const checks = await readChecksStatus(app, orEmpty)
    const { pending, withheld, warnings, counts } = checks
    const waiting = { files: pending.files, refusal: pending.failure }
    const loading = app.local === null ? await readSnowflakeLoading(app) : null
    const freshness = await readFreshness(app, listScheduled(app, options))
    const stale = freshness.filter(({ is_stale }) => is_stale)
    const future = freshness.filter(({ future_issue }) => future_issue !== null)
    const unfinished_purges = (await findUnfinishedPurges(app, app.local)).names
    const partial = app.local === null ? null : await orEmpty(listPartial(app.local), [])
    const compared =
      app.local === null ? null : await readComparison(app.config.data_dir, 'load', app.curated.address)
    const authorisations = await listAuthorisations(app.config, app.now())
    const json = {
      ...{ last_run, backlog: { ...backlog, behind: outdated }, waiting, withheld, warnings, checks: counts },
      unfinished_purges,
      ...(loading === null ? {} : { loading: loading.state }),
      ...(partial === null ? {} : { partial, damaged: isBroken, locked: locked !== null }),
      ...(compared === null ? {} : { compared_at: compared.at }),
      freshness,
      authorisations,
      charts: charts.rows,
    }
    if (options.format !== 'json') {
      if (isBroken) printNote('the warehouse is damaged; `hitparade load` rebuilds it')
      // The end of a purge loads what waits.
      const unfinished = unfinished_purges.length > 0 ? [] : formatUnfinished(app, backlog, pending)
      for (const line of unfinished) printNote(line)
      for (const name of unfinished_purges)
        printNote(`a purge is not finished; \`hitparade purge ${name} --yes\` finishes it`)
      if (last_run !== null) printNote(formatLastRun(last_run))
      else if (failure === null && unfinished.length === 0)
        printNote(charts.rows.length > 0 ? onlyImports : noRun)
      printNote(formatBacklog(backlog, outdated))
      if (compared !== null)
        printNote(`all files of ${app.curated.address} were last compared at ${compared.at}`)
      const lines = [...(loading?.lines ?? []), ...formatPartial(partial ?? []), ...formatChecks(checks)]
      for (const line of lines) printNote(line)
      for (const each of authorisations) printNote(formatAuthorisation(each))
      for (const line of limitLines(stale.map(formatStale), ' (--format json shows all)'))
        printNote(`stale: ${line}`)
      for (const line of limitLines(future.map(formatFuture), ' (--format json shows all)')) printNote(line)
    }
    await print(charts, { ...options, json })
    // Without the warehouse nothing is known of the charts.
    if (locked !== null) throw locked
    requireNoRefused(app, charts)
    requireFresh(freshness, options, 'fetch them with `hitparade run`')
  }
  await withApp(globals, show, { role: 'monitor' })
}

/**
 * Throws the refusal of the first chart that can never be fetched and has no issue. If there are issues, files of it were
 * imported, and the playlist only names the chart.
 */
function requireNoRefused({ config }: App, { rows }: Result): void {
  const hasIssue = (chart: ChartConfig) =>
    rows.some((row) => row.source === chart.source && row.chart === chart.chart)
  const refused = listRefused(config.charts, config.sources).find(({ chart }) => !hasIssue(chart))
  if (refused !== undefined) throw refused.refusal
}

async function readSnowflakeLoading(app: App) {
  const { readLoading } = await import('./snowflake/read-loading.ts')
  return readLoading(app)
}

const onlyImports = 'no run yet, only imports; `hitparade run` fetches the charts of a source'
const noRun = 'no run yet; start with `hitparade run`, or with `hitparade import` for files'
