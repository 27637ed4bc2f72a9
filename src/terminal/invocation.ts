import { existsSync } from 'node:fs'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'

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

/** A text in which commands between backticks are what the reader types: with the launcher, if it was started with it. */
export function nameCommands(text: string, script = process.argv[1] ?? ''): string {
  return script === launcher ? text.replaceAll('`hitparade ', `\`${formatInvocation()} `) : text
}

/** An argument quoted for a shell. */
export function quoteForShell(text: string): string {
  return /^[\w./:\\-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
