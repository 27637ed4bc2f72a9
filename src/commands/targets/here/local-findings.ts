import { access, constants } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type App, openApp } from '../../../app.ts'
import type { Config } from '../../../config/config.ts'
import { listRefused } from '../../../config/editorial-playlist.ts'
import { isFetched } from '../../../config/playlist.ts'
import { authorisationFindings } from '../../../doctor/inspect-authorisation.ts'
import { probeDisk } from '../../../doctor/probe-disk.ts'
import { probeSource } from '../../../doctor/probe-source.ts'
import { probeStore } from '../../../doctor/probe-store.ts'
import { formatChartName } from '../../../domain/chart-name.ts'
import { getMessage, HitparadeError } from '../../../domain/errors.ts'
import { type Check, type Finding, toChecks } from '../../../domain/finding.ts'
import { readErrno } from '../../../domain/system-failure.ts'
import type { ObjectStore } from '../../../storage/store.ts'
import { pluralize } from '../../../terminal/print.ts'
import type { GlobalOptions } from '../../shared-options.ts'
import { loadCommandConfig } from '../../with-app.ts'
import { readLastFailures } from '../charts-status.ts'
import { formatFuture, formatStale } from '../format-stale.ts'
import type { DoctorOptions } from '../target.ts'
import { contentChecks } from './content-findings.ts'

/** The checks of this machine. Without a valid configuration and usable stores, nothing else is checked. */
export async function listLocalChecks(globals: GlobalOptions, options: DoctorOptions = {}): Promise<Check[]> {
  const node = toChecks('Node', nodeFindings(process.versions.node), process.versions.node)
  let config: Config
  try {
    config = loadCommandConfig(globals)
  } catch (error) {
    if (!(error instanceof HitparadeError)) throw error
    const finding = { finding: error.problem, next: error.advice ?? 'correct the configuration' }
    return [...node, ...toChecks('configuration', [finding], '')]
  }
  const app = await openApp(config)
  try {
    const stores = [...(await storeChecks(app.raw, 'raw')), ...(await storeChecks(app.curated, 'curated'))]
    const content = stores.every(({ ok }) => ok) ? await contentChecks(app, options) : []
    const disk = await probeDisk(config.data_dir)
    return [
      ...node,
      ...toChecks(
        'configuration',
        [...refusedFindings(config), ...hookFindings(config)],
        config.file ?? 'no file: the charts of the simulator',
      ),
      ...(await sourceChecks(app)),
      ...stores,
      ...content,
      ...toChecks('disk', disk.findings, disk.fine),
      ...(content.length === 0 ? [] : await scheduleChecks(app)),
    ]
  } finally {
    await app.close()
  }
}

/** The oldest supported version of Node. */
const OLDEST = [20, 19] as const

export function nodeFindings(version: string): Finding[] {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return []
  const finding = `expected Node ${OLDEST.join('.')} or newer, got ${version}`
  return [{ finding, next: 'install a newer version: https://nodejs.org' }]
}

/** Charts that are never fetched. */
export function refusedFindings({ charts, sources }: Config): Finding[] {
  return listRefused(charts, sources).map(({ chart, refusal }) => ({
    finding: `${formatChartName(chart)} cannot be fetched: ${refusal.problem}`,
    next: refusal.advice ?? '',
  }))
}

/** Webhooks that have no address. */
function hookFindings({ notify: { hooks, url } }: Config): Finding[] {
  const count = url === null ? hooks.filter((hook) => hook.url === null).length : 0
  if (count === 0) return []
  const finding = `${pluralize(count, 'webhook')} under "notify" without an address`
  return [{ finding, next: 'set HITPARADE_NOTIFY_URL, or "url" of the webhook' }]
}

/** The credentials and the address of each configured source. */
async function sourceChecks(app: App): Promise<Check[]> {
  const checks: Check[] = []
  const fetched = app.config.charts.filter(isFetched)
  for (const name of new Set(fetched.map(({ source }) => source))) {
    const probe = await probeSource(await app.source(name), app.now)
    checks.push(...toChecks(`source ${name}`, probe.findings, probe.fine))
  }
  return [
    ...toChecks(
      'credentials',
      await authorisationFindings(app.config, app.now()),
      'none is missing or too old',
    ),
    ...checks,
  ]
}

/** When the configured charts run next, and which of them should have been fetched before. */
async function scheduleChecks(app: App): Promise<Check[]> {
  const { readFreshness } = await import('../../../schedule/freshness.ts')
  const freshness = await readFreshness(app, app.config.charts.filter(isFetched))
  const [next] = freshness.map(({ next_run }) => next_run).sort()
  if (next === undefined) return []
  const tried = await readLastFailures(app)
  // A chart that nothing has tried to fetch is new.
  const stale = freshness.filter(
    (chart) => chart.is_stale && (chart.newest_issue !== null || tried.has(formatChartName(chart))),
  )
  const findings = stale.map((chart) => {
    const failure = tried.get(formatChartName(chart)) ?? null
    return {
      finding: `${formatStale(chart)}${failure === null ? '' : `; the last attempt: ${failure}`}`,
      next: 'fetch it with `hitparade run`; `hitparade schedule` does that at the times of run_at',
    }
  })
  const future = freshness
    .filter(({ future_issue }) => future_issue !== null)
    .map((chart) => ({
      finding: formatFuture(chart),
      next: `if the clock of this machine was wrong, correct it; at the end of ${chart.future_issue}, replace the issue with \`hitparade run --again\``,
    }))
  const fresh = freshness.filter(({ is_stale }) => !is_stale).length
  const unfetched = freshness.filter(({ newest_issue }) => newest_issue === null).length
  const count = `${fresh} of ${pluralize(freshness.length, 'chart')} up to date`
  return [
    ...toChecks('schedule', [], `the next run is due at ${next}`),
    ...toChecks(
      'freshness',
      [...findings, ...future],
      unfetched === 0 ? count : `${count}; ${unfetched} never fetched`,
    ),
  ]
}

async function storeChecks(store: ObjectStore, name: 'raw' | 'curated'): Promise<Check[]> {
  return toChecks(`${name} store`, await storeFindings(store, name), store.address)
}

async function storeFindings(store: ObjectStore, name: 'raw' | 'curated'): Promise<Finding[]> {
  try {
    await store
      .list(name === 'raw' ? 'to_process/' : 'chart_issues/')
      [Symbol.asyncIterator]()
      .next()
    if (store.localPath !== undefined) await requireWritable(store.address)
    return await probeStore(store, name)
  } catch (error) {
    const finding = `the ${name} store cannot be used: ${getMessage(error)}`
    return [{ finding, next: `repair it, or set another "${name}" in hitparade.jsonc` }]
  }
}

/** A folder that does not exist yet will be created in its nearest parent. */
async function requireWritable(folder: string): Promise<void> {
  try {
    await access(folder, constants.W_OK)
  } catch (error) {
    if (readErrno(error) !== 'ENOENT' || dirname(folder) === folder) throw error
    await requireWritable(dirname(folder))
  }
}
