import Tinypool from 'tinypool'
import { openApp } from '../app.ts'
import { HitparadeError } from '../domain/errors.ts'
import { type MadePage, type MakePages, pageMaker } from '../site/build/make-pages.ts'
import type { PageResult, PageTask, ThreadData } from '../site/build/page-threads.ts'
import { routes } from '../site/routes.ts'
import { openSite } from '../site/site.ts'
import { createSiteContext } from './site-context.ts'

let opened: Promise<MakePages> | null = null

/** Makes pages in a thread of `page-threads.ts`. */
export default async function work({ kind, wanted }: PageTask): Promise<PageResult> {
  try {
    opened ??= openMaker(Tinypool.workerData)
    const makePages = await opened
    const pageKind = routes.find(({ name }) => name === kind)
    if (pageKind === undefined) throw new Error(`there is no kind of page ${kind}`)
    const pages: MadePage[] = []
    for await (const page of makePages(pageKind, wanted)) pages.push(page)
    return { pages }
  } catch (error) {
    if (!(error instanceof HitparadeError)) throw error
    const { code, problem, advice, details, retryable } = error
    return { failure: { code, problem, advice, details, retryable } }
  }
}

async function openMaker({ config, publication, answers }: ThreadData): Promise<MakePages> {
  // As many threads make pages as there are cores, so none has another one help it.
  const app = await openApp(config, undefined, { threads: 1 })
  const site = await openSite(createSiteContext(app), answers)
  if ((await app.local?.findPublication()) !== publication) {
    throw new HitparadeError('Changed', 'the warehouse was loaded while the build began', {
      advice: 'build the site again',
      retryable: true,
    })
  }
  return pageMaker(site)
}
