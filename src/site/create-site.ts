import { type Context, Hono } from 'hono'
import { accepts } from 'hono/accepts'
import { HitparadeError } from '../domain/errors.ts'
import type { Address } from './addresses.ts'
import { readAssets } from './assets.ts'
import { isBuilderPath } from './live/builder/builder-paths.ts'
import { checkHealth } from './live/check-health.ts'
import { isKnownHost } from './live/known-host.ts'
import { createPageCache, type PageCache } from './live/page-cache.ts'
import { type ReadyFile, readPlain, readyFile } from './live/ready-file.ts'
import { openSlowPages, type SlowPages } from './live/slow-pages.ts'
import { renderMessage } from './pages/message-page.tsx'
import { htmlType, jsonType } from './render-files.ts'
import type { Site, SiteContext } from './site.ts'

export interface LiveContext extends SiteContext {
  /** Changes when the warehouse does. */
  findVersion(): Promise<string>
  /** Where pages that took long to make are kept for the next start; null: nowhere. */
  cacheFolder: string | null
  /** The names that requests may use beside those of this machine; null or left out: any name. */
  names?: readonly string[] | null
}

/** Bytes of pages that are kept in memory, compressed. */
const mostCached = 32_000_000

/** Bytes of an address. */
const longestAddress = 1024

const policy = 'Content-Security-Policy'

const headers = {
  [policy]:
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  'Cache-Control': 'no-cache',
}

/** The site as a server: each request reads what its page shows. Pages are byte for byte those of a static site. */
export function createSite(context: LiveContext) {
  const app = new Hono()
  const assets = new Map(readAssets().map((file) => [file.address as string, readyFile(file)]))
  const openCurrent = cacheByVersion(context)

  app.use(async (call, next) => {
    await next()
    for (const [name, value] of Object.entries(headers))
      if (!call.res.headers.has(name)) call.res.headers.set(name, value)
  })
  app.use(async (call, next) => {
    if (context.names == null) return next()
    const { hostname } = new URL(call.req.url)
    if (isKnownHost(hostname, context.names)) return next()
    return message(
      call,
      403,
      `${hostname} is not a name of this server: start it with --allow-host ${hostname}`,
    )
  })
  app.on(['GET', 'HEAD'], '*', async (call) => {
    const { pathname, search } = new URL(call.req.url)
    if (pathname.length + search.length > longestAddress)
      return message(call, 414, 'The address is too long.')
    const asset = assets.get(pathname)
    if (asset !== undefined) return send(call, await asset)
    if (pathname === '/openapi.json') {
      const { describeApi } = await import('./live/describe-api.ts')
      return send(
        call,
        await readyFile({ address: pathname, type: jsonType, bytes: formatJson(describeApi()) }),
      )
    }
    if (pathname === '/api/health') {
      const health = await checkHealth(async () => (await openCurrent()).site())
      call.header('Content-Type', jsonType)
      return call.body(formatJson(health), health.status === 'ok' ? 200 : 503)
    }
    const { site, pages, slow } = await openCurrent()
    if (isBuilderPath(pathname)) {
      const { answerBuilder } = await import('./live/builder/answer-builder.ts')
      const opened = await site()
      const built = await answerBuilder(opened, pathname, new URLSearchParams(search))
      if (built === null) return message(call, 404, describeEmpty(opened))
      if (built.status === 200) return send(call, await readyFile(built.file))
      call.header('Content-Type', built.file.type)
      return call.body(String(built.file.bytes), built.status)
    }
    const file = await pages.find(pathname, async () => {
      const known = await slow?.read(pathname)
      if (known != null) return known
      const { findFile } = await loadPages()
      const began = performance.now()
      const made = await findFile(await site(), pathname)
      if (made !== null) await slow?.keep(pathname, made, performance.now() - began)
      return made
    })
    if (file !== null) return send(call, file)
    const { isPageAddress } = await loadPages()
    if (!pathname.endsWith('/') && (isPageAddress(`${pathname}/`) || isBuilderPath(`${pathname}/`))) {
      return call.redirect(`${pathname.slice(pathname.lastIndexOf('/') + 1)}/${search}`, 301)
    }
    return message(call, 404, 'There is no such page.')
  })
  app.all('*', (call) => {
    call.header('Allow', 'GET, HEAD')
    return message(call, 405, 'Pages can only be read.')
  })
  app.onError((error, call) => {
    if (error instanceof HitparadeError) return message(call, error.retryable ? 503 : 500, error.message)
    return message(call, 500, 'The page could not be made.')
  })
  return app
}

/** The code of all pages, loaded when one is made: a server that starts again has its first page before. */
const loadPages = () => import('./live/find-file.ts')

async function openPages(context: LiveContext): Promise<Site> {
  const { openSite } = await import('./site.ts')
  return openSite(context)
}

interface Current {
  version: string
  /** Reads what every page needs at the first call. */
  site(): Promise<Site>
  pages: PageCache
  slow: SlowPages | null
}

/** What every page needs, and the pages made so far. Both begin again after each load of the warehouse. */
function cacheByVersion(context: LiveContext): () => Promise<Current> {
  let known: Current | null = null
  return async () => {
    const version = await context.findVersion()
    if (known?.version === version) return known
    let opened: Promise<Site> | null = null
    const site = () => {
      opened ??= openPages(context).catch((error: unknown) => {
        // A failure is not kept.
        opened = null
        throw error
      })
      return opened
    }
    const { cacheFolder } = context
    const slow = cacheFolder === null ? null : openSlowPages(cacheFolder, version)
    known = { version, site, pages: createPageCache(mostCached), slow }
    return known
  }
}

async function send(call: Context, file: ReadyFile): Promise<Response> {
  const { type, tag, isPacked, isEmbedded } = file
  if (isEmbedded) call.header(policy, headers[policy].replace("frame-ancestors 'none'", 'frame-ancestors *'))
  const encodings = { supports: ['gzip', 'identity'], default: 'identity' }
  const isGzip = isPacked && accepts(call, { header: 'Accept-Encoding', ...encodings }) === 'gzip'
  if (isPacked) call.header('Vary', 'Accept-Encoding')
  // The tag is of the content. Compressed, it is weak: the bytes are others.
  call.header('ETag', `${isGzip ? 'W/' : ''}"${tag}"`)
  const known = call.req.header('If-None-Match')?.split(/\s*,\s*/) ?? []
  if (known.some((one) => one === '*' || one.replace(/^W\//, '') === `"${tag}"`)) return call.body(null, 304)
  call.header('Content-Type', type)
  if (isGzip) call.header('Content-Encoding', 'gzip')
  return call.body((isGzip ? file.bytes : await readPlain(file)) as Uint8Array<ArrayBuffer>)
}

function formatJson(data: object): string {
  return `${JSON.stringify(data)}\n`
}

function describeEmpty({ leftOut }: Site): string {
  if (leftOut.length === 0) return 'There is no chart yet.'
  return `No chart is shown. ${leftOut.map(({ source, reason }) => `${source}: ${reason}.`).join(' ')}`
}

function message(call: Context, status: 403 | 404 | 405 | 414 | 500 | 503, text: string): Response {
  call.header('Content-Type', htmlType)
  return call.body(renderMessage(new URL(call.req.url).pathname as Address, text), status)
}
