import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { HitparadeError } from '../../../domain/errors.ts'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const program = `${root}node_modules/aws-cdk/bin/cdk`

/** Throws where this is an installed package: CDK is a development dependency, and the functions' source is not in it. */
export function requireClone(what: string): void {
  if (existsSync(program) && existsSync(`${root}src/cloud/aws/handlers/extract-handler.ts`)) return
  throw new HitparadeError(
    'Clone',
    `${what} needs a clone of hitparade with its development dependencies: git clone it, \`npm ci\` there, and run \`npx hitparade\` in it`,
  )
}

/** Runs CDK's own command line to its end; only a difference goes to stdout. Throws where it fails. */
export async function cdk(args: string[]): Promise<void> {
  const child = spawn(process.execPath, [program, ...args], {
    // Where our cdk.json lies: no notices, no telemetry.
    cwd: root,
    stdio: ['inherit', args[0] === 'diff' ? 1 : 2, 2],
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code === 0) return
  throw new HitparadeError('Cdk', `cdk ${args[0]} ended with ${code}`, {
    advice: 'what it says stands above',
  })
}
