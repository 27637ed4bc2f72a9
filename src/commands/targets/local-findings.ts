import { access, constants } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type App, openApp } from '../../app.ts'
import type { Config } from '../../config/config.ts'
import { listWithheld } from '../../decisions/withheld-snapshots.ts'
import { getMessage, HitparadeError, WarehouseError } from '../../domain/errors.ts'
import type { Finding } from '../../domain/finding.ts'
import { findClockDifferences } from '../../extract/clock-differences.ts'
import type { ObjectStore } from '../../storage/store.ts'
import { pluralize } from '../../terminal/print.ts'
import { findRawKeys } from '../../transform/backlog.ts'
import type { GlobalOptions } from '../options.ts'
import { loadCommandConfig, rebuildIfOutdated } from '../with-app.ts'
import { clockFindings } from './clock-findings.ts'

/** What needs repair on this machine. Without a valid configuration and readable stores, nothing else is checked. */
export async function listLocalFindings(globals: GlobalOptions): Promise<Finding[]> {
  let config: Config
  try {
    config = loadCommandConfig(globals)
  } catch (error) {
    if (!(error instanceof HitparadeError)) throw error
    return [
      ...nodeFindings(process.versions.node),
      { finding: error.problem, next: error.advice ?? 'correct the configuration' },
    ]
  }
  const app = await openApp(config)
  try {
    const raw = await storeFindings(app.raw, 'raw')
    const curated = await storeFindings(app.curated, 'curated')
    const content = raw.length + curated.length > 0 ? [] : await contentFindings(app)
    return [
      ...nodeFindings(process.versions.node),
      ...credentialFindings(config),
      ...raw,
      ...curated,
      ...content,
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

function credentialFindings({ charts, credentials }: Config): Finding[] {
  const { client_id, client_secret } = credentials.spotify
  const isFetched = charts.some(({ source, playlist }) => source === 'spotify' && playlist !== '')
  if (!isFetched || (client_id !== null && client_secret !== null)) return []
  const missing = client_id === null ? 'SPOTIFY_CLIENT_ID' : 'SPOTIFY_CLIENT_SECRET'
  const finding = `spotify charts are configured, but ${missing} is not set`
  return [{ finding, next: "set it in the environment; your app's page in Spotify's dashboard shows it" }]
}

async function storeFindings(store: ObjectStore, name: 'raw' | 'curated'): Promise<Finding[]> {
  try {
    await store
      .list(name === 'raw' ? 'to_process/' : 'chart_issues/')
      [Symbol.asyncIterator]()
      .next()
    if (store.localPath !== undefined) await requireWritable(store.address)
    return []
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
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(folder) === folder) throw error
    await requireWritable(dirname(folder))
  }
}

/** Findings about the contents of the stores and the warehouse. */
async function contentFindings(app: App): Promise<Finding[]> {
  const { raw, warehouse, local } = app
  const findings: Finding[] = []
  const failed = (await findRawKeys(raw, 'failed')).length
  if (failed > 0) {
    const next = `see why with \`hitparade insights rejects\`, retry with \`hitparade reprocess --failed\`; to discard one, delete it from failed/ in ${raw.address}`
    findings.push({ finding: `${pluralize(failed, 'raw object')} could not be parsed`, next })
  }
  const charts = [...app.config.charts, ...(await app.source('deezer')).charts()]
  findings.push(...clockFindings(await findClockDifferences(raw, charts)))
  try {
    const failure = (await local?.pending())?.failure ?? null
    if (failure !== null) {
      const next = 'see `hitparade status`, correct the rows that it names, then run `hitparade rebuild`'
      findings.push({ finding: `the last load was not published: ${failure}`, next })
    }
    await rebuildIfOutdated(app)
    const withheld = await listWithheld(warehouse)
    if (withheld.length > 0) {
      const finding = `${pluralize(withheld.length, 'chart date')} withheld by a check`
      const next = 'list them with `hitparade status`, publish one with `hitparade approve <chart> <date>`'
      findings.push({ finding, next })
    }
  } catch (error) {
    // There is no warehouse before the first run.
    if (error instanceof WarehouseError && error.code === 'Unavailable') return findings
    const next = 'rebuild it from the curated files with `hitparade rebuild`'
    findings.push({ finding: `the warehouse cannot be opened: ${getMessage(error)}`, next })
  }
  return findings
}
