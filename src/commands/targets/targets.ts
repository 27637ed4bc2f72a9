import { UsageError } from '../../domain/errors.ts'
import { printNote } from '../../terminal/print.ts'
import type { GlobalOptions } from '../shared-options.ts'
import type { Deployment, Preview, Target } from './target.ts'
import { aws } from './target-aws.ts'
import { here } from './target-here.ts'
import { snowflake } from './target-snowflake.ts'

const targets: readonly Target[] = [here, aws, snowflake]

export function findTarget(name: Target['name']): Target {
  const found = targets.find((target) => target.name === name)
  if (found === undefined) throw new Error(`there is no target ${name}`)
  return found
}

type DeployedTarget = Target & { deployment: Deployment }

/** In the order in which they depend on each other. */
const deployedTargets: readonly DeployedTarget[] = targets.filter(
  (target): target is DeployedTarget => target.deployment !== undefined,
)

/**
 * The target of that name; without a name all configured targets, or all with the preview, in the order in which they
 * depend on each other. Throws a `UsageError` for a target without the preview.
 */
export async function selectTargets(
  name: Target['name'] | undefined,
  globals: GlobalOptions,
  preview: Preview | null = null,
): Promise<DeployedTarget[]> {
  const able = deployedTargets.filter(
    ({ deployment }) => preview === null || deployment.previews.includes(preview),
  )
  if (name !== undefined) {
    const named = able.filter((target) => target.name === name)
    if (named.length > 0) return named
    throw new UsageError(`--${preview} is not available for --target ${name}`, {
      advice: `it is for --target ${able.map((target) => target.name).join(' and ')}`,
    })
  }
  const [only] = able
  if (able.length === 1 && only !== undefined) return [only]
  const configured: DeployedTarget[] = []
  for (const target of able) {
    if (await target.deployment.isConfigured(globals)) configured.push(target)
    else printNote(`${target.name} is not configured and is skipped`)
  }
  return configured
}
