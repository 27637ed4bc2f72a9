import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { App } from '../../../app.ts'
import type { ChartConfig } from '../../../config/config.ts'
import { listExpired, readRetention } from '../../../decisions/purges/expired-snapshots.ts'
import { findUnfinishedPurges, type UnfinishedPurges } from '../../../decisions/purges/unfinished-purges.ts'
import { listUndecided } from '../../../decisions/withheld-snapshots.ts'
import { listFailed } from '../../../doctor/failed-objects.ts'
import { inspectCurated } from '../../../doctor/inspect-curated.ts'
import { isDamaged } from '../../../doctor/inspect-folder.ts'
import { inspectRaw, type RawInspection } from '../../../doctor/inspect-raw.ts'
import { type LandedFiles, readLandedFiles } from '../../../doctor/landed-files.ts'
import { listPartial, type PartialSnapshot } from '../../../doctor/partial-snapshots.ts'
import { type Verification, verifyCurated } from '../../../doctor/verify-curated.ts'
import { verifyRecords } from '../../../doctor/verify-records.ts'
import { isWarehouseReadable } from '../../../doctor/verify-warehouse.ts'
import { WarehouseError } from '../../../domain/errors.ts'
import { type Check, type Finding, toChecks } from '../../../domain/finding.ts'
import { findClockDifferences } from '../../../extract/clock-differences.ts'
import { sourceNames } from '../../../sources/registry.ts'
import { pluralize } from '../../../terminal/print.ts'
import { rawBacklog } from '../../../transform/backlog.ts'
import type { LocalWarehouse } from '../../../warehouse/warehouse.ts'
import { rebuildIfOutdated } from '../../with-app.ts'
import type { DoctorOptions } from '../target.ts'
import { clockFindings } from './clock-findings.ts'
import { curatedFindings } from './curated-findings.ts'
import { damagedWarehouse, folderFindings } from './folder-findings.ts'
import { packChecks } from './pack-checks.ts'
import { failedFindings, pendingFindings, rawFindings } from './raw-findings.ts'

/** Checks of the contents of the data directory, the stores and the warehouse. */
export async function contentChecks(app: App, { verify }: DoctorOptions): Promise<Check[]> {
  const { raw, curated, local, config } = app
  const folder = local === null ? [] : await folderFindings(app)
  const unfinished = await findUnfinishedPurges(app, local)
  const { findings, landed, partial } = await warehouseFindings(app, unfinished)
  const files = await inspectCurated(curated, landed, (done) => verify?.show(`checking: ${done} files`))
  const verified = verify === undefined ? nothing : await verifyAll(app, verify)
  const records = verify === undefined ? [] : await verifyRecords(curated, landed === null ? null : local)
  const isReadable = verify === undefined || landed === null || local === null || (await scan(local, verify))
  const expired = await listExpired(app, await readRetention(config), app.now())
  const backlog = await rawBacklog(raw)
  const damaged = isReadable ? [] : [damagedWarehouse(join(config.data_dir, 'warehouse.duckdb'))]
  const inspected = await inspectRaw(app, config.data_dir)
  const isWanted = ({ rawKey }: { rawKey: string | null }) =>
    rawKey === null || !unfinished.rawKeys.has(rawKey)
  const problems = mergeProblems(files, [...verified.files, ...records]).filter(isWanted)
  const repairs = await curatedFindings(
    app,
    problems,
    partial.filter(({ raw_key }) => isWanted({ rawKey: raw_key })),
  )
  const objects: RawInspection = {
    ...inspected,
    damaged: mergeProblems(inspected.damaged, verified.raw).filter(isWanted),
    missing: inspected.missing.filter(isWanted),
    absent: inspected.absent.filter((rawKey) => isWanted({ rawKey })),
  }
  return [
    ...toChecks('data directory', folder, config.data_dir),
    ...toChecks('purges', unfinished.names.map(describeUnfinished), 'none is unfinished'),
    ...toChecks('retention', expired.map(describeExpired), 'nothing is stored for too long'),
    ...toChecks('raw objects', rawFindings(raw, objects), 'none is missing or damaged'),
    ...toChecks('curated files', repairs, 'no damaged file, no partial snapshot'),
    ...toChecks('unreadable objects', failedFindings(raw, await listFailed(app)), 'failed/ is empty'),
    ...toChecks('backlog', pendingFindings(raw, backlog, app.now()), 'nothing waits for long'),
    ...toChecks(
      'clock',
      clockFindings(await findClockDifferences(raw, await listCharts(app))),
      'agrees with the sources',
    ),
    ...toChecks('warehouse', [...damaged, ...findings], local === null ? 'Snowflake' : 'can be queried'),
    ...(landed === null || !isReadable ? [] : await packChecks(app)),
  ]
}

function describeUnfinished(name: string): Finding {
  return {
    finding: `${name} was purged, but some of it is stored`,
    next: `finish with \`hitparade purge ${name} --yes\``,
  }
}

function describeExpired({
  source,
  days,
  scopes,
  oldest,
}: Awaited<ReturnType<typeof listExpired>>[number]): Finding {
  return {
    finding: `${pluralize(scopes.length, 'snapshot')} of ${source} stored for more than ${pluralize(days, 'day')}, the oldest since ${oldest}`,
    next: 'delete them with `hitparade purge --expired`',
  }
}

/** The configured charts, and those that sources have without configuration. */
async function listCharts(app: App): Promise<ChartConfig[]> {
  const charts = [...app.config.charts]
  for (const name of sourceNames) charts.push(...(await app.source(name)).charts())
  return charts
}

const nothing: Verification = { files: [], raw: [] }

type Verify = NonNullable<DoctorOptions['verify']>

function verifyAll(app: App, { show }: Verify): Promise<Verification> {
  return verifyCurated(app, (done, total) => show(`verifying: ${done} of ${total} raw objects`))
}

function scan(local: LocalWarehouse, { show }: Verify): Promise<boolean> {
  return isWarehouseReadable(local, (done, total, table) =>
    show(`verifying: ${done} of ${total} tables of the warehouse (${table})`),
  )
}

/** One problem for each file: sizes and footers say more than a comparison of bytes. */
function mergeProblems<T extends { key: string }>(files: T[], verified: T[]): T[] {
  const named = new Set(files.map(({ key }) => key))
  return [...files, ...verified.filter(({ key }) => !named.has(key))]
}

interface WarehouseState {
  findings: Finding[]
  /** Null without a warehouse that can be queried. */
  landed: LandedFiles | null
  partial: PartialSnapshot[]
}

async function warehouseFindings(app: App, unfinished: UnfinishedPurges): Promise<WarehouseState> {
  const { warehouse, local, config } = app
  const path = join(config.data_dir, 'warehouse.duckdb')
  if (local !== null && (await isDamaged(path)))
    return { findings: [damagedWarehouse(path)], landed: null, partial: [] }
  const findings: Finding[] = []
  try {
    findings.push(...(await refusedFindings(app)))
    await rebuildIfOutdated(app)
    // The command that finishes a purge loads as well.
    if (findings.length === 0 && unfinished.names.length === 0)
      findings.push(...(await interruptedFindings(app)))
    if (local !== null && !existsSync(path)) return { findings, landed: null, partial: [] }
    const withheld = await listUndecided(warehouse)
    if (withheld.length > 0) {
      const finding = `${pluralize(withheld.length, 'chart date')} withheld by a check`
      const next =
        'list them with `hitparade status`, publish one with `hitparade approve <chart> <date>`, or settle it with `--reject`'
      findings.push({ finding, next })
    }
    if (local === null) return { findings, landed: null, partial: [] }
    return { findings, landed: await readLandedFiles(local), partial: await listPartial(local) }
  } catch (error) {
    if (!(error instanceof WarehouseError)) throw error
    const next = error.advice ?? 'rebuild it from the curated files with `hitparade rebuild`'
    findings.push({ finding: `the warehouse cannot be queried: ${error.problem}`, next })
    return { findings, landed: null, partial: [] }
  }
}

/** A load that a check has refused. */
async function refusedFindings({ local }: App): Promise<Finding[]> {
  const failure = (await local?.pending({ all: true }))?.failure ?? null
  if (failure === null) return []
  const next = 'repair what it names; then `hitparade load` loads what is stored'
  return [{ finding: `the last load was not published: ${failure}`, next }]
}

/** Curated files that no load has published. Those in a bucket may be of other machines, and new at any time. */
async function interruptedFindings({ local, curated }: App): Promise<Finding[]> {
  const files = (await local?.pending({ all: true }))?.files ?? 0
  if (files === 0 || curated.localPath === undefined) return []
  const finding = `a load was interrupted or is at work: ${pluralize(files, 'curated file')} not loaded`
  return [{ finding, next: 'continue it with `hitparade load`' }]
}
