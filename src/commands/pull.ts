import type { App } from '../app.ts'
import { HitparadeError, UsageError } from '../domain/errors.ts'
import type { CopyReport } from '../storage/copy-objects.ts'
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
  { target }: { target?: 'aws' | undefined },
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
    const { report, purged, load } = await withProgress(async ({ watch }) => {
      const purged = await listPurged(remote, app)
      const report = await copyCurated(remote, app, purged, (done, total) =>
        watch('pull', done, total, 'files'),
      )
      const { local } = app
      return {
        report,
        purged,
        load: local === null ? undefined : await loadConfigured({ ...app, local }, watch),
      }
    })
    const charts = load?.charts ?? 0
    const loaded = charts > 0 ? `loaded ${pluralize(charts, 'chart')}` : 'nothing new to load'
    printNote(`${formatCopied(report, remote)}; ${loaded}`)
    if (purged.size > 0) printNote(`left out ${pluralize(purged.size, 'file')} that a purge covers`)
    if (load !== undefined) printLoad(load)
    printConfigured(load?.configured ?? [])
    await printNewest(app)
    requireNoCollision(report, remote, app)
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

/** Keys of the remote files that a purge covers, whether it was recorded there or here. */
async function listPurged(remote: ObjectStore, { curated }: App): Promise<Set<string>> {
  const { findPurgedKeys } = await import('../storage/purged/find-purged.ts')
  const { readPurges } = await import('../storage/purged/read-purges.ts')
  if (remote.address === curated.address) return new Set()
  return findPurgedKeys(remote, [...(await readPurges(curated)), ...(await readPurges(remote))])
}

async function copyCurated(
  remote: ObjectStore,
  { curated }: App,
  except: ReadonlySet<string>,
  onProgress: (done: number, total: number) => void,
): Promise<CopyReport> {
  // Files in the curated bucket of this configuration only have to be loaded.
  if (remote.address === curated.address) return { copied: 0, bytes: 0, there: 0, collisions: [] }
  const { copyMissing } = await import('../storage/copy-objects.ts')
  const { tableNames } = await import('../domain/tables/tables.ts')
  // `chart_issues` last, as transform writes it: it lists the files of a snapshot.
  const tables = [...tableNames.filter((name) => name !== 'chart_issues'), 'chart_issues']
  const prefixes = tables.map((name) => `${name}/`)
  const report = await copyMissing({ from: remote, to: curated, prefixes, except, on: onProgress })
  if (report.copied + report.there + report.collisions.length + except.size > 0) return report
  throw new HitparadeError(
    'Failed',
    `there is no curated file in ${remote.address}: expected objects under ${prefixes.join(', ')}`,
    { advice: 'pass the curated bucket (not the raw one) and its prefix, or wait for the first transform' },
  )
}

function formatCopied({ copied, bytes, there }: CopyReport, { address }: ObjectStore): string {
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

function requireNoCollision({ collisions }: CopyReport, remote: ObjectStore, { curated }: App): void {
  if (collisions.length === 0) return
  for (const line of limitLines(collisions.map((key) => `other bytes here: ${key}`))) printNote(line)
  throw new HitparadeError(
    'Collision',
    `${pluralize(collisions.length, 'file')} of ${remote.address}: expected no file or the same bytes in ` +
      `${curated.address}, got others, which were kept`,
    { advice: 'to use the files of the bucket, pull into another --data-dir' },
  )
}
