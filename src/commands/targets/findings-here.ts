import { access, constants } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type App, openApp } from '../../app.ts'
import type { Config } from '../../config/config.ts'
import { listWithheld } from '../../decisions/withheld-snapshots.ts'
import { getMessage, HitparadeError, WarehouseError } from '../../domain/errors.ts'
import type { Finding } from '../../domain/finding.ts'
import type { ObjectStore } from '../../storage/store.ts'
import { findRawKeys } from '../../transform/backlog.ts'
import type { GlobalOptions } from '../options.ts'
import { loadCommandConfig, rebuildIfOutdated } from '../with-app.ts'

/** What has to be repaired on this machine: what cannot be read ends the look, everything else is looked at. */
export async function findingsHere(globals: GlobalOptions): Promise<Finding[]> {
  let config: Config
  try {
    config = loadCommandConfig(globals)
  } catch (error) {
    if (!(error instanceof HitparadeError)) throw error
    return [
      ...nodeFindings(process.versions.node),
      { finding: error.message, next: 'correct the configuration' },
    ]
  }
  const app = await openApp(config)
  try {
    const raw = await storeFindings(app.raw, 'raw')
    const curated = await storeFindings(app.curated, 'curated')
    const ours = raw.length + curated.length > 0 ? [] : await contentFindings(app)
    return [
      ...nodeFindings(process.versions.node),
      ...credentialFindings(config),
      ...raw,
      ...curated,
      ...ours,
    ]
  } finally {
    await app.close()
  }
}

/** The oldest Node that this package runs on. */
const OLDEST = [20, 19] as const

export function nodeFindings(version: string): Finding[] {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return []
  const finding = `expected Node ${OLDEST.join('.')} or newer, got ${version}`
  return [{ finding, next: 'install a newer one: https://nodejs.org' }]
}

function credentialFindings({ charts, credentials }: Config): Finding[] {
  const { client_id, client_secret } = credentials.spotify
  const isAsked = charts.some(({ source, playlist }) => source === 'spotify' && playlist !== '')
  if (!isAsked || (client_id !== null && client_secret !== null)) return []
  const lacking = client_id === null ? 'SPOTIFY_CLIENT_ID' : 'SPOTIFY_CLIENT_SECRET'
  const finding = `spotify charts are configured, and ${lacking} is not set`
  return [{ finding, next: "set it in the environment to what your app's page in Spotify's dashboard shows" }]
}

async function storeFindings(store: ObjectStore, what: string): Promise<Finding[]> {
  try {
    await store
      .list(what === 'raw' ? 'to_process/' : 'chart_issues/')
      [Symbol.asyncIterator]()
      .next()
    if (store.localPath !== undefined) await writable(store.address)
    return []
  } catch (error) {
    const finding = `${what} cannot be used: ${getMessage(error)}`
    return [{ finding, next: `repair it, or name another place as "${what}" in hitparade.jsonc` }]
  }
}

/** A folder that is not there yet is made in the nearest one that is. */
async function writable(folder: string): Promise<void> {
  try {
    await access(folder, constants.W_OK)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(folder) === folder) throw error
    await writable(dirname(folder))
  }
}

/** Of what lies in the stores and the warehouse. */
async function contentFindings(app: App): Promise<Finding[]> {
  const { raw, warehouse, local } = app
  const findings: Finding[] = []
  const failed = (await findRawKeys(raw, 'failed')).length
  if (failed > 0) {
    const next = `\`hitparade insights rejects\` says why, \`hitparade reprocess --failed\` tries them again; who gives one up deletes it under failed/ in ${raw.address}`
    findings.push({ finding: `raw objects that are no answer at all: ${failed}`, next })
  }
  try {
    const failure = (await local?.pending())?.failure ?? null
    if (failure !== null) {
      const next = '`hitparade status` shows it; correct what it names and run `hitparade rebuild`'
      findings.push({ finding: `the last load was not published: ${failure}`, next })
    }
    await rebuildIfOutdated(app)
    const withheld = await listWithheld(warehouse)
    if (withheld.length > 0) {
      const next = '`hitparade status` lists them, `hitparade approve` lets one in'
      findings.push({ finding: `chart dates that a check withholds: ${withheld.length}`, next })
    }
  } catch (error) {
    // Before the first run there is none.
    if (error instanceof WarehouseError && error.code === 'Unavailable') return findings
    const next = '`hitparade rebuild` makes it again from the curated files'
    findings.push({ finding: `the warehouse cannot be opened: ${getMessage(error)}`, next })
  }
  return findings
}
