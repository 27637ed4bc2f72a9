import { access, constants } from 'node:fs/promises'
import { dirname } from 'node:path'
import { openApp } from '../../../app.ts'
import type { Config } from '../../../config/config.ts'
import { listRefused } from '../../../config/editorial-playlist.ts'
import { authorisationFindings } from '../../../doctor/inspect-authorisation.ts'
import { formatChartName } from '../../../domain/chart-name.ts'
import { getMessage, HitparadeError } from '../../../domain/errors.ts'
import type { Finding } from '../../../domain/finding.ts'
import { readErrno } from '../../../domain/system-failure.ts'
import type { ObjectStore } from '../../../storage/store.ts'
import type { GlobalOptions } from '../../shared-options.ts'
import { loadCommandConfig } from '../../with-app.ts'
import type { DoctorOptions } from '../target.ts'
import { contentFindings } from './content-findings.ts'

/** What needs repair on this machine. Without a valid configuration and readable stores, nothing else is checked. */
export async function listLocalFindings(
  globals: GlobalOptions,
  options: DoctorOptions = {},
): Promise<Finding[]> {
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
    const content = raw.length + curated.length > 0 ? [] : await contentFindings(app, options)
    return [
      ...nodeFindings(process.versions.node),
      ...refusedFindings(config),
      ...(await authorisationFindings(config, app.now())),
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

/** Charts that are never fetched. */
export function refusedFindings({ charts, sources }: Config): Finding[] {
  return listRefused(charts, sources).map(({ chart, refusal }) => ({
    finding: `${formatChartName(chart)} cannot be fetched: ${refusal.problem}`,
    next: refusal.advice ?? '',
  }))
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
    if (readErrno(error) !== 'ENOENT' || dirname(folder) === folder) throw error
    await requireWritable(dirname(folder))
  }
}
