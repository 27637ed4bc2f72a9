import type { App } from '../app.ts'
import { HitparadeError, UsageError } from '../domain/errors.ts'
import { tableNames } from '../domain/tables/tables.ts'
import { type CopyReport, copyMissing } from '../storage/copy-objects.ts'
import { openStore } from '../storage/open-store.ts'
import type { ObjectStore } from '../storage/store.ts'
import { pluralize, printNote } from '../terminal/print.ts'
import { progress } from '../terminal/progress.ts'
import type { GlobalOptions } from './options.ts'
import { withApp } from './with-app.ts'

/** `hitparade pull`: copies curated files that are not here yet, loads them and says what came. */
export async function pull(
  address: string | undefined,
  { target }: { target?: 'aws' },
  globals: GlobalOptions,
): Promise<void> {
  const isOne = (address === undefined) !== (target === undefined)
  if (!isOne || (address !== undefined && !address.startsWith('s3://'))) {
    throw new UsageError(
      `expected s3://bucket, s3://bucket/prefix or --target aws, got ${JSON.stringify(address ?? target ?? null)}`,
      { advice: 'a folder needs no pull: name it as "curated" in hitparade.jsonc' },
    )
  }
  // It brings the cloud to this machine.
  await withApp({ ...globals, warehouse: 'duckdb' }, async (app) => {
    const cloud = await openRemote(address, app)
    const { watch, end } = progress()
    const report = await copied(cloud, app, (done, total) => watch('pull', done, total, 'files'))
    const loaded = await app.local?.load((step) => watch('load', 0, 0, step))
    end()
    const charts = loaded?.charts ?? 0
    printNote(
      [came(report, cloud), charts > 0 ? `loaded ${pluralize(charts, 'chart')}` : 'nothing new to load'].join(
        '; ',
      ),
    )
    await sayNewest(app)
    refuse(report, cloud, app)
  })
}

async function openRemote(address: string | undefined, { config }: App): Promise<ObjectStore> {
  if (address !== undefined) return openStore(address, config.s3)
  const { deployedStore } = await import('../cloud/aws/aws-account.ts')
  return deployedStore(config, 'curatedBucket')
}

/** Table by table; `chart_issues` last, as transform writes them: it says which files belong to a snapshot. */
const prefixes = [...tableNames.filter((name) => name !== 'chart_issues'), 'chart_issues'].map(
  (name) => `${name}/`,
)

async function copied(
  cloud: ObjectStore,
  { curated }: App,
  on: (done: number, total: number) => void,
): Promise<CopyReport> {
  // What lies there already only has to be loaded.
  if (cloud.address === curated.address) return { copied: 0, bytes: 0, there: 0, collisions: [] }
  const report = await copyMissing({ from: cloud, to: curated, prefixes, on })
  if (report.copied + report.there + report.collisions.length > 0) return report
  throw new HitparadeError(
    'Failed',
    `there is no curated file in ${cloud.address}: expected objects under ${prefixes.join(', ')}`,
    {
      advice:
        '' + 'name the curated bucket (not the raw one) and its prefix, or wait for the first transform',
    },
  )
}

function came({ copied, bytes, there }: CopyReport, { address }: ObjectStore): string {
  const megabytes = (bytes / 1e6).toFixed(1)
  const pulled = copied > 0 ? `${pluralize(copied, 'file')} (${megabytes} MB) pulled from` : 'nothing new in'
  return `${pulled} ${address}${there > 0 ? `, ${there} there already` : ''}`
}

async function sayNewest({ warehouse }: App): Promise<void> {
  const { rows } = await warehouse.query(
    `select count(distinct source || '/' || chart) as charts, count(*) as issues, max(chart_date) as newest
     from core.published_issues`,
  )
  const { charts, issues, newest } = rows[0] ?? {}
  if (newest === null) return
  printNote(
    `here now: ${pluralize(Number(issues), 'issue')} of ${pluralize(Number(charts), 'chart')}, the newest of ${newest}`,
  )
}

/** Collisions that are named; the others are counted. */
const SHOWN = 10

function refuse({ collisions }: CopyReport, cloud: ObjectStore, { curated }: App): void {
  if (collisions.length === 0) return
  for (const key of collisions.slice(0, SHOWN)) printNote(`other bytes here: ${key}`)
  if (collisions.length > SHOWN) printNote(`and ${collisions.length - SHOWN} more like these`)
  throw new HitparadeError(
    'Collision',
    `${pluralize(collisions.length, 'file')} of ${cloud.address}: expected nothing or the same bytes in ` +
      `${curated.address}, got others, which were kept`,
    { advice: `to see the cloud's, pull into another --data-dir` },
  )
}
