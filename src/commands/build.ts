import { pluralize, printNote } from '../terminal/print.ts'
import { withProgress } from '../terminal/progress.ts'
import { type EmptyCommand, examples, type GlobalOptions } from './shared-options.ts'

export function defineCommand(empty: EmptyCommand) {
  empty
    .argument('<folder>', 'folder of the site; it must be a site of hitparade, empty or missing')
    .addHelpText('after', examples('build public'))
    .action((folder, _options, command) => build(folder, command.optsWithGlobals()))
}

async function build(folder: string, globals: GlobalOptions): Promise<void> {
  const { withWarehouse } = await import('./with-app.ts')
  const { createSiteContext } = await import('./site-context.ts')
  const { openSite } = await import('../site/site.ts')
  const { buildSite } = await import('../site/build/build-site.ts')
  const { openSiteFolder } = await import('../site/build/site-folder.ts')
  await withWarehouse(globals, async (app) => {
    const site = await openSite(createSiteContext(app))
    for (const { source, reason } of site.leftOut) printNote(`${source} is left out: ${reason}`)
    const { pages, files, written, removed } = await withProgress(({ show }) =>
      buildSite(site, openSiteFolder(folder), {
        onProgress: (done, total, kind) => show(`building: ${done} of ${total} (${kind})`),
      }),
    )
    printNote(
      `${folder} has ${pluralize(pages, 'page')} in ${pluralize(files, 'file')}: ${written} written, ${removed} removed`,
    )
  })
}
