import type { App } from '../app.ts'
import { HitparadeError, UsageError } from '../domain/errors.ts'
import type { CuratedCopy, CuratedCopyReport } from '../storage/copy-curated.ts'
import { parseS3Address } from '../storage/s3/s3-address.ts'
import type { ObjectStore } from '../storage/store.ts'
import { limitLines, pluralize, printNote } from '../terminal/print.ts'
import { withProgress } from '../terminal/progress.ts'
import { printLoad, requireReadable } from './print-load.ts'
import { choiceOption, type EmptyCommand, examples, type GlobalOptions } from './shared-options.ts'

export function defineCommand(empty: EmptyCommand) {
  empty
    .argument('[address]')
    .addOption(
      choiceOption('--target <target>', 'pull from the deployed bucket; leave the address out', ['aws']),
    )
    .option('--all', 'compare the files of all chart dates, which happens by itself once a week')
    .addHelpText(
      'after',
      examples(
        'pull --target aws',
        'pull s3://my-curated-bucket',
        'pull s3://bucket/prefix --data-dir cloud',
      ),
    )
    .action((address, options, command) => pull(address, options, command.optsWithGlobals()))
}

/** Throws after the load if a file is already here with other bytes. */
async function pull(
  address: string | undefined,
  { target, all = false }: { target?: 'aws' | undefined; all?: boolean | undefined },
  globals: GlobalOptions,
): Promise<void> {
  const hasOneSource = (address === undefined) !== (target === undefined)
  if (!hasOneSource || (address !== undefined && parseS3Address(address) === null)) {
    const given = [address, target === undefined ? undefined : `--target ${target}`]
    const got = given.filter((source) => source !== undefined).join(' and ') || 'nothing'
    throw new UsageError(`expected s3://bucket, s3://bucket/prefix or --target aws, got ${got}`, {
      advice: 'to use a folder, set it as "curated" in hitparade.jsonc',
    })
  }
  const { withApp } = await import('./with-app.ts')
  const { loadConfigured } = await import('../pipeline.ts')
  const { printConfigured } = await import('./print-report.ts')
  // Pulled files are for queries on this machine, whichever warehouse is configured.
  await withApp({ ...globals, warehouse: 'duckdb' }, async (app) => {
    const remote = await openRemote(address, app)
    const { report, load } = await withProgress(async ({ watch }) => {
      const on = (done: number, total: number) => watch('pull', done, total, 'files')
      const report = await copyFiles(remote, app, { all, on })
      const { local } = app
      return {
        report,
        load: local === null ? undefined : await loadConfigured({ ...app, local }, watch, { all }),
      }
    })
    const charts = load?.charts ?? 0
    const loaded = charts > 0 ? `loaded ${pluralize(charts, 'chart')}` : 'nothing new to load'
    printNote(`${formatCopied(report, remote)}; ${loaded}`)
    if (report !== null && report.purged > 0)
      printNote(`left out ${pluralize(report.purged, 'file')} that a purge covers`)
    if (!(report ?? load)?.is_whole) printNote(comparedLately)
    if (load !== undefined) printLoad(load)
    printConfigured(load?.configured ?? [])
    await printNewest(app)
    if (report !== null) requireNoCollision(report, remote, app)
    if (load !== undefined) requireReadable(load)
  })
}

async function openRemote(address: string | undefined, { config }: App): Promise<ObjectStore> {
  if (address !== undefined) {
    const { openStore } = await import('../storage/open-store.ts')
    return openStore(address, config.s3)
  }
  const { deployedStore } = await import('../cloud/aws/aws-account.ts')
  return deployedStore(config, 'curatedBucket')
}

/** Null if the bucket is the curated store of this configuration: its files only have to be loaded. */
async function copyFiles(
  from: ObjectStore,
  { curated, config, now }: App,
  { all, on }: Pick<CuratedCopy, 'all' | 'on'>,
): Promise<CuratedCopyReport | null> {
  if (from.address === curated.address) return null
  const { copyCurated } = await import('../storage/copy-curated.ts')
  const report = await copyCurated({ from, to: curated, folder: config.data_dir, now: now(), all, on })
  const { copied, there, collisions, purged, is_whole } = report
  if (!is_whole || copied + there + collisions.length + purged > 0) return report
  throw new HitparadeError(
    'Failed',
    `there is no curated file in ${from.address}: expected objects under chart_issues/ and other tables`,
    { advice: 'pass the curated bucket (not the raw one) and its prefix, or wait for the first transform' },
  )
}

const comparedLately =
  'compared the files of the last 35 days of each chart; `hitparade pull --all` compares all, which also happens once a week'

function formatCopied(report: CuratedCopyReport | null, { address }: ObjectStore): string {
  const { copied, bytes, there } = report ?? { copied: 0, bytes: 0, there: 0 }
  const megabytes = (bytes / 1e6).toFixed(1)
  const pulled = copied > 0 ? `${pluralize(copied, 'file')} (${megabytes} MB) pulled from` : 'nothing new in'
  return `${pulled} ${address}${there > 0 ? `, ${there} already here` : ''}`
}

async function printNewest({ warehouse }: App): Promise<void> {
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

function requireNoCollision({ collisions }: CuratedCopyReport, remote: ObjectStore, { curated }: App): void {
  if (collisions.length === 0) return
  for (const line of limitLines(collisions.map((key) => `other bytes here: ${key}`))) printNote(line)
  throw new HitparadeError(
    'Collision',
    `${pluralize(collisions.length, 'file')} of ${remote.address}: expected no file or the same bytes in ` +
      `${curated.address}, got others, which were kept`,
    { advice: 'to use the files of the bucket, pull into another --data-dir' },
  )
}
