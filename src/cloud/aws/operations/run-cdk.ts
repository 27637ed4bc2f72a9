import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { HitparadeError } from '../../../domain/errors.ts'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const program = `${root}node_modules/aws-cdk/bin/cdk`

/**
 * Throws code `Clone` in an installed package: CDK is a development dependency, and the package does not contain the source
 * of the functions. `what` begins the message, e.g. `deploying to AWS`.
 */
export function requireClone(what: string): void {
  if (existsSync(program) && existsSync(`${root}src/cloud/aws/handlers/extract-handler.ts`)) return
  throw new HitparadeError('Clone', `${what} needs a clone of hitparade with its development dependencies`, {
    advice: 'clone the repository with git, run `npm ci` in it, and use `./hitparade` there',
  })
}

/** Runs CDK's command line. Its output goes to stderr, unless it is wanted on stdout. Throws code `Cdk` if it fails. */
export async function runCdk(args: string[], { toStdout = false } = {}): Promise<void> {
  const child = spawn(process.execPath, [program, ...args], {
    // The folder of cdk.json, which turns off notices and telemetry.
    cwd: root,
    stdio: ['inherit', toStdout ? 1 : 2, 2],
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code === 0) return
  throw new HitparadeError('Cdk', `cdk ${args[0]} failed with exit code ${code}`, {
    advice: 'correct what its output above names, then run the command again',
    details: { command: args[0] ?? null, exit_code: code },
  })
}
