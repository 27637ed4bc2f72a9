import type { App } from '../app.ts'
import { getMessage, HitparadeError, UsageError } from '../domain/errors.ts'
import { readErrno } from '../domain/system-failure.ts'
import { openBrowser } from '../terminal/open-browser.ts'
import { printNote } from '../terminal/print.ts'
import { type EmptyCommand, examples, type GlobalOptions } from './shared-options.ts'

/** The port unless `--port` is given. If it is in use, a free one is taken. */
const defaultPort = 8040
const loopback = '127.0.0.1'
/** Seconds that a page waits for a query. */
export const querySeconds = 60

export function defineCommand(empty: EmptyCommand) {
  empty
    .option('--port <port>', `port (default: ${defaultPort}, or a free one if it is in use)`)
    .option('--host <address>', `address to listen on (default: ${loopback}, only this machine)`)
    .option('--allow-host <name...>', 'names of this machine that a proxy passes on (default: localhost)')
    .option('--no-open', 'do not open a browser')
    .addHelpText(
      'after',
      examples('serve', 'serve --port 8080 --no-open', 'serve --allow-host charts.example.org'),
    )
    .action((options, command) => serve(options, command.optsWithGlobals()))
}

interface ServeCommandOptions {
  port?: string | undefined
  host?: string | undefined
  allowHost?: string[] | undefined
  open: boolean
}

async function serve(options: ServeCommandOptions, globals: GlobalOptions): Promise<void> {
  const { withWarehouse } = await import('./with-app.ts')
  const port = parsePort(options.port)
  const { host, allowHost: names, open } = options
  const serveHere = (app: App) => serveApp(app, { port, host, names, open })
  await withWarehouse(globals, serveHere, { querySeconds })
}

interface ServingOptions {
  /** Null: the usual port, or a free one if it is in use. */
  port: number | null
  host?: string | undefined
  names?: string[] | undefined
  open: boolean
  /** What is done before the address is printed. The pages of earlier data are there meanwhile. */
  prepare?(): Promise<void>
}

/** Serves the pages of an app until it is interrupted. */
export async function serveApp(
  app: App,
  { port, host = loopback, names = [], open, prepare = async () => {} }: ServingOptions,
): Promise<void> {
  const { createSiteContext } = await import('./site-context.ts')
  const { isLoopback } = await import('../site/live/known-host.ts')
  const { serveSite } = await import('../site/serve-site.ts')
  const context = createSiteContext(app)
  const start = (wanted: number) => serveSite(context, { port: wanted, host, names })
  const served = await start(port ?? defaultPort).catch((error: unknown) => {
    if (port === null && readErrno(error) === 'EADDRINUSE') return start(0)
    throw new HitparadeError(
      'Port',
      `cannot listen on ${host}:${port ?? defaultPort}: ${getMessage(error)}`,
      {
        advice:
          readErrno(error) === 'EADDRNOTAVAIL' || readErrno(error) === 'ENOTFOUND'
            ? 'pass as --host an address of this machine, or 0.0.0.0 for all of them'
            : 'pass another --port, or leave it out to use a free one',
        details: { port, host },
        cause: error,
      },
    )
  })
  try {
    await prepare()
    const { openSite } = await import('../site/site.ts')
    const { leftOut } = await openSite(context)
    // Else the first page that is not kept waits for the code of all.
    await import('../site/live/find-file.ts')
    for (const { source, reason } of leftOut) printNote(`${source} is left out: ${reason}`)
    process.stdout.write(`${served.url}\n`)
    if (!isLoopback(host))
      printNote(`${host} is reachable from other machines: everyone who reaches it can read the charts`)
    printNote(`${served.url}builder/ builds lists by a span and a points rule of your choice`)
    printNote('this address serves the charts; press Ctrl+C to stop')
    if (open) openBrowser(served.url)
    await new Promise<void>((stop) => {
      process.once('SIGINT', stop)
      process.once('SIGTERM', stop)
    })
  } finally {
    await served.close()
  }
}

function parsePort(text: string | undefined): number | null {
  if (text === undefined) return null
  if (/^\d+$/.test(text) && Number(text) <= 65_535) return Number(text)
  throw new UsageError(`--port expects a whole number from 0 to 65535, got ${JSON.stringify(text)}`)
}
