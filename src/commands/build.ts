import { resolve } from 'node:path'
import type { App } from '../app.ts'
import { UsageError } from '../domain/errors.ts'
import type { SiteTarget } from '../site/build/site-folder.ts'
import { pluralize, printNote } from '../terminal/print.ts'
import { withProgress } from '../terminal/progress.ts'
import { type EmptyCommand, examples, type GlobalOptions } from './shared-options.ts'

export function defineCommand(empty: EmptyCommand) {
  empty
    .argument(
      '<place>',
      'folder of the site, or s3://bucket/prefix; it must be a site of hitparade, empty or missing',
    )
    .addHelpText('after', examples('build public', 'build s3://my-bucket/charts'))
    .action((place, _options, command) => build(place, command.optsWithGlobals()))
}

async function build(place: string, globals: GlobalOptions): Promise<void> {
  const { withWarehouse } = await import('./with-app.ts')
  const { createSiteContext } = await import('./site-context.ts')
  const { openSite } = await import('../site/site.ts')
  const { buildSite } = await import('../site/build/build-site.ts')
  const { openPageMaker } = await import('./open-page-maker.ts')
  await withWarehouse(globals, async (app) => {
    const target = await openTarget(place, app)
    const publication = await app.local?.findPublication()
    const site = await openSite(createSiteContext(app))
    for (const { source, reason } of site.leftOut) printNote(`${source} is left out: ${reason}`)
    const maker = openPageMaker(app, site, publication)
    const { pages, files, written, removed } = await asSingleBuild(place, () =>
      withProgress(({ show }) =>
        buildSite(site, target, {
          openMaker: maker.open,
          onProgress: (done, total, kind) => show(`building: ${done} of ${total} (${kind})`),
          onSent: (done, total) => show(`sending: ${done} of ${total} files`),
        }),
      ),
    ).finally(maker.close)
    printNote(
      `${place} has ${pluralize(pages, 'page')} in ${pluralize(files, 'file')}: ${written} written, ${removed} removed`,
    )
  })
}

/** Two builds of one folder would remove each other's files. Those of a bucket only write the same objects twice. */
async function asSingleBuild<T>(place: string, work: () => Promise<T>): Promise<T> {
  if (place.includes('://')) return work()
  const { rm } = await import('node:fs/promises')
  const { asSingleProcess } = await import('../warehouse/single-process.ts')
  const path = resolve(place)
  const folder = `${path}.lock`
  const lock = {
    folder,
    what: `builds the site in ${path}`,
    path,
    advice: 'wait until it ends, or build into another folder',
  }
  return asSingleProcess(lock, () => work().finally(() => rm(folder, { recursive: true, force: true })))
}

async function openTarget(place: string, { config }: App): Promise<SiteTarget> {
  if (!place.includes('://')) return (await import('../site/build/site-folder.ts')).openSiteFolder(place)
  if (!/^s3:\/\/./.test(place)) {
    throw new UsageError(`cannot build a site at ${place}`, { advice: 'name a folder or s3://bucket/prefix' })
  }
  const { openStore } = await import('../storage/open-store.ts')
  const { openSiteBucket } = await import('../site/build/site-bucket.ts')
  return openSiteBucket(await openStore(place, config.s3))
}
