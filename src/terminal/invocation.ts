import { existsSync } from 'node:fs'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { quoteForShell } from '../domain/text/quote-for-shell.ts'

/** Only a clone has it. */
const launcher = fileURLToPath(new URL('../../hitparade', import.meta.url))

/** How the reader starts hitparade here: with the launcher of a clone, from `node_modules`, or as a command of the path. */
export function formatInvocation(
  cwd = process.cwd(),
  script = process.argv[1] ?? '',
  clone = existsSync(launcher) ? launcher : null,
): string {
  if (clone !== null) {
    const path = relative(cwd, clone)
    return path.startsWith('..') ? path : `./${path}`
  }
  return /node_modules[\\/]/.test(script) ? 'npx hitparade' : 'hitparade'
}

/**
 * A text in which commands between backticks are what the reader types: with the launcher, if it was started with it, and
 * with the data directory and the configuration of this command.
 */
export function nameCommands(text: string, argv: readonly string[] = process.argv): string {
  const invocation = argv[1] === launcher ? formatInvocation() : 'hitparade'
  const options = readPlace(argv)
  return text.replace(/`hitparade ([^`]*)`/g, (_, command: string) => {
    const missing = command.endsWith('--help') ? [] : options.filter(([name]) => !command.includes(name))
    return `\`${[invocation, command, ...missing.map(([name, value]) => `${name} ${quoteForShell(value)}`)].join(' ')}\``
  })
}

/** The options of a command line that say where its data is, also as `--config=file`. */
function readPlace(argv: readonly string[]): [name: string, value: string][] {
  return ['--data-dir', '--config'].flatMap((name): [string, string][] => {
    const at = argv.findLastIndex((each) => each === name || each.startsWith(`${name}=`))
    const value = argv[at] === name ? argv[at + 1] : argv[at]?.slice(name.length + 1)
    return value === undefined || value === '' ? [] : [[name, value]]
  })
}
