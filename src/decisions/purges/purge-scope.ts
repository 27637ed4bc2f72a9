import { formatChartName } from '../../domain/chart-name.ts'
import { UsageError } from '../../domain/errors.ts'
import {
  getSnapshotId,
  parseCuratedKey,
  parseRawKey,
  type RawIdentity,
  rawPrefixes,
} from '../../domain/keys.ts'
import { formatPurgeScope, type PurgeScope } from '../../domain/purge-rule.ts'
import { readParquet } from '../../domain/tables/read-parquet.ts'
import { didYouMean } from '../../domain/text/did-you-mean.ts'
import { describeRaw } from '../../sources/describe-raw.ts'
import type { Stores } from '../../storage/store.ts'

/**
 * What a person's name for something stored means: a source, `source/chart`, a chart's name that only one source has, or
 * the id of an import or a snapshot. `known`: other names with a meaning, such as those of what was purged before. Throws
 * `UsageError` unless it means exactly one.
 */
export async function findPurgeScope(
  places: Stores[],
  known: readonly PurgeScope[],
  given: string,
): Promise<PurgeScope> {
  const scopes = new Map<string, PurgeScope>()
  const add = ({ source, chart, chart_date, snapshot_id }: PurgeScope) => {
    const scope = { source, chart, chart_date, snapshot_id }
    scopes.set(JSON.stringify(scope), scope)
  }
  for (const scope of known) add(scope)
  for (const place of places) for (const scope of await listScopes(place)) add(scope)
  const all = [...scopes.values()]
  const found = all.filter((scope) => listNames(scope).includes(given))
  const [only] = found
  if (only !== undefined && found.length === 1) return only
  if (only !== undefined) {
    const names = [...new Set(found.map(formatWhole))].join(' or ')
    throw new UsageError(`${given} has several meanings`, { advice: `give ${names}` })
  }
  const wide = all.filter(({ snapshot_id }) => snapshot_id === null)
  const name = given.includes('/') ? formatPurgeScope : ({ source, chart }: PurgeScope) => chart ?? source
  const names = [...new Set(wide.map(name))].sort()
  throw new UsageError(`nothing is stored of ${given}`, {
    advice:
      names.length === 0
        ? 'expected a source, a chart or the id of an import, and nothing is stored at all'
        : didYouMean(given, names),
  })
}

/** The names that a person may give it. */
function listNames(scope: PurgeScope): string[] {
  const { source, chart, snapshot_id } = scope
  if (snapshot_id !== null) return [snapshot_id, formatPurgeScope(scope)]
  return chart === null ? [source] : [chart, formatChartName({ source, chart })]
}

/** A name that has one meaning only. */
function formatWhole(scope: PurgeScope): string {
  const { source, chart, chart_date, snapshot_id } = scope
  if (chart === null) return formatPurgeScope(scope)
  return snapshot_id === null ? `${source}/${chart}` : `${source}/${chart} (${chart_date})`
}

async function listScopes({ raw, curated }: Stores): Promise<PurgeScope[]> {
  const scopes: PurgeScope[] = []
  /** Imports by raw key, and where to read which charts they contain: the curated file, if there is one. */
  const imports = new Map<string, { raw?: string; issues?: string }>()
  const add = (rawKey: string, identity: RawIdentity, place: { raw?: string; issues?: string }) => {
    const { source } = identity
    scopes.push({ ...anything, source })
    if ('chart' in identity) {
      const { chart, chart_date, snapshot_id } = identity
      scopes.push({ ...anything, source, chart }, { source, chart, chart_date, snapshot_id })
    } else {
      scopes.push({ ...anything, source, snapshot_id: getSnapshotId(identity) })
      imports.set(rawKey, { ...imports.get(rawKey), ...place })
    }
  }
  for (const prefix of rawPrefixes) {
    for await (const { key } of raw.list(`${prefix}/`)) {
      const identity = parseRawKey(key)
      if (identity !== null) add(identity.rawKey, identity, { raw: key })
    }
  }
  for (const table of ['rejects', 'chart_issues'] as const) {
    for await (const { key } of curated.list(`${table}/`)) {
      const rawKey = parseCuratedKey(key)?.rawKey ?? ''
      const identity = parseRawKey(rawKey)
      if (identity !== null) add(rawKey, identity, table === 'chart_issues' ? { issues: key } : {})
    }
  }
  for (const { raw: rawKey, issues } of imports.values()) {
    const rows =
      issues === undefined ? [] : await readParquet('chart_issues', await curated.get(issues)).catch(() => [])
    const read = rows.length > 0 || rawKey === undefined ? rows : ((await describeRaw(raw, rawKey)) ?? [])
    for (const { source, chart } of read) scopes.push({ ...anything, source, chart })
  }
  return scopes
}

/** Everything that is stored of a source. */
export function wholeSource(source: string): PurgeScope {
  return { ...anything, source }
}

const anything = { chart: null, chart_date: null, snapshot_id: null }
