import type { GlobalOptions } from '../cli.ts'
import { UsageError } from '../errors.ts'
import type { Format } from './print.ts'

export const targets = ['aws'] as const
export type Target = (typeof targets)[number]

export interface DeployOptions {
  target: Target
  /** Shows what would change, and changes nothing. */
  plan?: boolean
  /** File that a template is written to which deploys without CDK. */
  template?: string
  format?: Format
}

export interface DestroyOptions {
  target: Target
  /** Asks nothing. */
  yes?: boolean
  /** Deletes what is stored as well. */
  withData?: boolean
}

/** `hitparade deploy`: each target is a module that knows how. */
export async function deploy(options: DeployOptions, globals: GlobalOptions): Promise<void> {
  if (options.plan && options.template !== undefined) {
    throw new UsageError('--plan and --template each replace deploying; name one of them')
  }
  const { deployAws } = await import('./deploy-aws.ts')
  await deployAws(options, globals)
}

/** `hitparade destroy`. */
export async function destroy(options: DestroyOptions, globals: GlobalOptions): Promise<void> {
  const { destroyAws } = await import('./destroy-aws.ts')
  await destroyAws(options, globals)
}
