import { availableParallelism } from 'node:os'
import type { App } from '../app.ts'
import { type MakePages, pageMaker } from '../site/build/make-pages.ts'
import { openPageThreads, type PageThreads } from '../site/build/page-threads.ts'
import type { Site } from '../site/site.ts'

/** From this many pages on, threads save more time than they need to start. */
const fewestPages = 500

/** What makes the pages of a build: this thread, or several. */
export interface PageMaker {
  open(pages: number): Promise<MakePages>
  close(): Promise<void>
}

/**
 * Many pages of a warehouse in a file are made by several threads, all others by this one. `publication` is that of the
 * warehouse just before the site was opened: if a load has come between, only this thread reads the file of the site.
 */
export function openPageMaker(app: App, site: Site, publication: string | undefined): PageMaker {
  let threads: PageThreads | null = null
  return {
    async open(pages) {
      // When run from its sources, the project has no file that a thread could load.
      const isBuilt = import.meta.url.endsWith('.js')
      const isSame = publication !== undefined && publication === (await app.local?.findPublication())
      if (!isBuilt || !isSame || pages < fewestPages || availableParallelism() < 2) return pageMaker(site)
      const worker = new URL('./page-worker.js', import.meta.url)
      const { answers } = site.warehouse
      threads = await openPageThreads(worker, { config: app.config, publication, answers })
      return threads.makePages
    },
    close: async () => threads?.close(),
  }
}
