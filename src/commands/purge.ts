import type { App } from '../app.ts'
import { isFetched, isService } from '../config/playlist.ts'
import type { PurgePlace } from '../decisions/purges/run-purge.ts'
import { UsageError, WarehouseError } from '../domain/errors.ts'
import { formatPurgeScope, type Purge, type PurgeScope } from '../domain/purge-rule.ts'
import type { Stores } from '../storage/store.ts'
import { confirm } from '../terminal/confirm.ts'
import { type Format, pluralize, print, printNote } from '../terminal/print.ts'
import { withProgress } from '../terminal/progress.ts'
import { printLoad, requireReadable } from './print-load.ts'
import {
  choiceOption,
  type EmptyCommand,
  examples,
  formatOption,
  type GlobalOptions,
} from './shared-options.ts'

export function defineCommand(empty: EmptyCommand) {
  empty
    .argument('[name]', 'a source, source/chart, a chart that only one source has, or the id of an import')
    .option('--expired', 'what is stored for longer than the terms of its source or the configuration allow')
    .option('--yes', 'skip the confirmation')
    .addOption(
      choiceOption('--target <target>', 'also delete in the deployed buckets, with all versions', ['aws']),
    )
    .addOption(formatOption())
    .addHelpText(
      'after',
      examples(
        'purge listens/my-top-40',
        'purge spotify --target aws',
        'purge 3f9a0c17b2de --yes',
        'purge --expired',
      ),
    )
    .action((name, options, command) => purge(name, options, command.optsWithGlobals()))
}

interface PurgeOptions {
  expired?: true | undefined
  yes?: true | undefined
  target?: 'aws' | undefined
  format?: Format | undefined
}

interface Place extends PurgePlace {
  name: 'here' | 'aws'
}

async function purge(
  given: string | undefined,
  options: PurgeOptions,
  globals: GlobalOptions,
): Promise<void> {
  if ((given === undefined) === (options.expired === undefined)) {
    throw new UsageError('expected a name or --expired', {
      advice: '`hitparade purge --help` shows examples',
    })
  }
  const { loadCommandConfig, withApp } = await import('./with-app.ts')
  const { warehouse } = loadCommandConfig(globals)
  // There may be a warehouse on this machine, whichever is configured.
  await withApp({ ...globals, warehouse: 'duckdb' }, async (app) => {
    const { forgetDerived } = await import('../decisions/purges/forget-derived.ts')
    const { runPurge } = await import('../decisions/purges/run-purge.ts')
    const { readPurges } = await import('../storage/purged/read-purges.ts')
    const stores = await openPlaces(app, options.target)
    const purges = (await Promise.all(stores.map(({ curated }) => readPurges(curated)))).flat()
    const { name, scopes, places, consent } =
      given === undefined ? await planExpired(app, stores) : await planNamed(app, stores, purges, given)
    await printPlans(places, options.format)
    if (consent !== null) printNote(`the consent to ${consent} in ${app.config.data_dir} to delete`)
    if (scopes.length === 0) return printNote('nothing is stored for longer than allowed')
    await confirm(name, options.yes === true, 'what to delete')
    await withProgress(({ watch }) =>
      runPurge(places, {
        ...{ scopes, purges, now: app.now() },
        onProgress: (done, total) => watch('purge', done, total, 'objects'),
      }),
    )
    if (consent !== null) await deleteConsent(app, consent)
    await forgetDerived(app.config.data_dir, scopes)
    await forgetRows(app, warehouse === 'snowflake')
    printNote(
      given === undefined
        ? `purged ${pluralize(scopes.length, 'snapshot')} that had expired`
        : `purged ${name}; ${describeReturn(app, scopes)}`,
    )
    if (warehouse === 'snowflake') printNote(rowsInSnowflake)
  })
}

type NamedStores = Stores & { name: Place['name'] }

interface Planned {
  /** What a person types to confirm. */
  name: string
  scopes: PurgeScope[]
  places: Place[]
  /** The source whose authorisation goes as well; null: none. */
  consent: string | null
}

async function planNamed(
  { config }: App,
  stores: NamedStores[],
  purges: Purge[],
  given: string,
): Promise<Planned> {
  const { findPurgeScope, wholeSource } = await import('../decisions/purges/purge-scope.ts')
  const { planPurge } = await import('../decisions/purges/plan-purge.ts')
  const { listAuthorised } = await import('../sources/oauth/authorisation-file.ts')
  const authorised = await listAuthorised(config.data_dir)
  const scope = await findPurgeScope(stores, [...purges, ...authorised.map(wholeSource)], given)
  const places: Place[] = []
  for (const each of stores) places.push({ ...each, plan: await planPurge(each, scope) })
  const consent = scope.chart === null && scope.snapshot_id === null ? scope.source : null
  return {
    ...{ name: formatPurgeScope(scope), scopes: [scope], places },
    consent: authorised.find((source) => source === consent) ?? null,
  }
}

/** After the purge is recorded: until then, a run would fetch again what it deletes. */
async function deleteConsent({ config }: App, source: string): Promise<void> {
  const { deleteAuthorisation } = await import('../sources/oauth/authorisation-file.ts')
  await deleteAuthorisation(config.data_dir, source)
  printNote(`to end the consent at ${source} as well, remove the app in your account there`)
}

async function planExpired({ config, now }: App, stores: NamedStores[]): Promise<Planned> {
  const { listExpired, readRetention } = await import('../decisions/purges/expired-snapshots.ts')
  const { joinPlans } = await import('../decisions/purges/plan-purge.ts')
  const limits = await readRetention(config)
  const scopes: PurgeScope[] = []
  const places: Place[] = []
  for (const each of stores) {
    const expired = await listExpired(each, limits, now())
    scopes.push(...expired.flatMap((of) => of.scopes))
    places.push({ ...each, plan: joinPlans(expired.map(({ plan }) => plan)) })
  }
  return { name: 'expired', scopes, places, consent: null }
}

/** How it can be stored again. */
function describeReturn({ config }: App, scopes: PurgeScope[]): string {
  const isConfigured = config.charts.some(
    (each) =>
      isFetched(each) &&
      scopes.some(
        (scope) =>
          scope.snapshot_id === null &&
          scope.source === each.source &&
          (scope.chart ?? each.chart) === each.chart,
      ),
  )
  if (isConfigured)
    return `${config.file} still has it, so \`hitparade run\` and \`hitparade schedule\` fetch it again`
  const wasFetched = scopes.some(({ source, snapshot_id }) => snapshot_id === null && isService(source))
  return `${wasFetched ? 'a run with it in the configuration, or ' : ''}an import of the same files brings it back`
}

const rowsInSnowflake =
  'core in Snowflake leaves it out from the next load on; docs/purge.md has the statements that delete the rows of landing'

async function openPlaces(app: App, target: 'aws' | undefined): Promise<NamedStores[]> {
  const here = { name: 'here' as const, raw: app.raw, curated: app.curated }
  if (target === undefined) return [here]
  const { deployedStore } = await import('../cloud/aws/aws-account.ts')
  const raw = await deployedStore(app.config, 'rawBucket')
  const curated = await deployedStore(app.config, 'curatedBucket')
  const isSame = here.raw.address === raw.address && here.curated.address === curated.address
  return isSame ? [here] : [here, { name: 'aws', raw, curated }]
}

/** Prints a row for each chart, and what is deleted in each place. */
async function printPlans(places: Place[], format: Format | undefined): Promise<void> {
  const rows = places.flatMap(({ name, plan }) => plan.charts.map((chart) => ({ place: name, ...chart })))
  const columns = ['place', 'source', 'chart', 'first_date', 'last_date', 'issues', 'entries']
  if (rows.length > 0) await print({ columns, rows }, { format })
  for (const { plan, ...place } of places) {
    const { raw, curated, bytes } = plan
    printNote(
      `${describePlace(place)}: ${pluralize(raw, 'raw object')} and ${pluralize(curated, 'curated file')} (${(bytes / 1e6).toFixed(1)} MB) to delete`,
    )
  }
}

function describePlace({ name, raw, curated }: NamedStores): string {
  return name === 'here' ? 'on this machine' : `in ${raw.address} and ${curated.address}`
}

/** Builds the warehouse again without the rows, even if another one is configured and this is an old copy. */
async function forgetRows({ local }: App, isElsewhere: boolean): Promise<void> {
  if (local === null || (isElsewhere && !(await exists(local)))) return
  const report = await withProgress(({ watch }) => local.load((step) => watch('load', 0, 0, step)))
  printLoad(report)
  requireReadable(report)
}

async function exists(local: NonNullable<App['local']>): Promise<boolean> {
  try {
    await local.findPublication()
    return true
  } catch (error) {
    if (error instanceof WarehouseError && error.code === 'Unavailable') return false
    throw error
  }
}
