import { UsageError } from '../domain/errors.ts'
import { printNote } from '../terminal/print.ts'
import { type EmptyCommand, examples, type GlobalOptions } from './shared-options.ts'

export function defineCommand(empty: EmptyCommand) {
  empty
    .argument('<source>', 'source to sign in to: spotify')
    .option('--no-browser', 'only print the address to open')
    .option('--port <port>', 'port on 127.0.0.1 to which the browser comes back (default: a free one)')
    .option('--timeout <seconds>', 'how long to wait for the browser (default: 300)')
    .addHelpText('after', examples('auth spotify', 'auth spotify --no-browser --port 8888'))
    .action((source, options, command) => authorise(source, options, command.optsWithGlobals()))
}

interface AuthOptions {
  browser: boolean
  port?: string | undefined
  timeout?: string | undefined
}

/** Signs a user in and stores the authorisation. The address goes to stdout. */
async function authorise(source: string, options: AuthOptions, globals: GlobalOptions): Promise<void> {
  const { loadCommandConfig } = await import('./with-app.ts')
  const { signInToSource } = await import('../sources/registry.ts')
  const { authorisationFile, findAuthorisationFile } = await import('../sources/oauth/authorisation-file.ts')
  const { readAge } = await import('../sources/oauth/authorisation.ts')
  const { openBrowser } = await import('../terminal/open-browser.ts')
  const config = loadCommandConfig(globals)
  const store = authorisationFile(config.data_dir, source)
  const authorisation = await signInToSource(source, {
    config,
    port: parseNumber('port', options.port, [0, 65_535]) ?? 0,
    timeout_seconds: parseNumber('timeout', options.timeout, [1, 3600]) ?? 300,
    now: Date.now,
    show(url) {
      process.stdout.write(`${url}\n`)
      printNote(`open this address to sign in to ${source}, and agree`)
      if (options.browser) openBrowser(url)
    },
    // A run that refreshes an older authorisation at this moment must not replace the new one.
    save: (consent) => store.exclusively(() => store.write(consent)),
  })
  const { account, authorized_at } = authorisation
  const { ends_on } = readAge(authorisation, authorized_at)
  printNote(
    `signed in to ${source}${account === null ? '' : ` as ${account}`} until ${ends_on}; stored in ${findAuthorisationFile(config.data_dir, source)}`,
  )
}

function parseNumber(
  name: string,
  text: string | undefined,
  [least, most]: [number, number],
): number | undefined {
  if (text === undefined) return undefined
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (number >= least && number <= most) return number
  throw new UsageError(
    `--${name} expects a whole number from ${least} to ${most}, got ${JSON.stringify(text)}`,
  )
}
