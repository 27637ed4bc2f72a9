import { UsageError } from '../domain/errors.ts'
import {
  choiceOption,
  type EmptyCommand,
  examples,
  formatOption,
  type GlobalOptions,
} from './shared-options.ts'
import type { Deployed, DeployOptions, Preview } from './targets/target.ts'

export function defineCommand(empty: EmptyCommand) {
  empty
    .addOption(targetOption())
    .option('--plan', 'show what would change, and change nothing')
    .option('--verbose', 'on AWS: also show every difference, as CDK prints it')
    .option('--yes', 'on AWS: bootstrap CDK without a question if the account needs it')
    .option(
      '--template <file>',
      'write a CloudFormation template for deploying without CDK, and the function code next to it',
    )
    .option('--sql', 'print the SQL of all Snowflake objects, as numbered files; needs no credentials')
    .addOption(formatOption())
    .addHelpText(
      'after',
      examples('deploy --plan', 'deploy', 'deploy --target aws', 'deploy --target snowflake --sql'),
    )
    .action(async ({ target, ...options }, command) => {
      if ((await deploy(target, options, command.optsWithGlobals())) === 'adminRequired') {
        process.exitCode = 3
      }
    })
}

/** One of the deployed targets. */
export function targetOption() {
  return choiceOption('--target <target>', 'only this target (default: all that are configured)', [
    'aws',
    'snowflake',
  ])
}

async function deploy(
  target: 'aws' | 'snowflake' | undefined,
  options: DeployOptions,
  globals: GlobalOptions,
): Promise<Deployed> {
  const preview = readPreview(options)
  const { selectTargets } = await import('./targets/targets.ts')
  const wanted = await selectTargets(target, globals, preview)
  if (preview === null && wanted.length > 1) {
    for (const { deployment } of wanted) {
      if ((await deployment.prepare?.(globals)) === 'adminRequired') return 'adminRequired'
    }
  }
  for (const { name, deployment } of wanted) {
    const isFollowed = preview === null && name !== wanted.at(-1)?.name
    const ended = await deployment.deploy({ ...options, isFollowed }, globals)
    if (ended === 'adminRequired') return ended
  }
  return 'done'
}

function readPreview({ plan, template, sql }: DeployOptions): Preview | null {
  const given: Preview[] = []
  if (plan) given.push('plan')
  if (template !== undefined) given.push('template')
  if (sql) given.push('sql')
  if (given.length > 1) {
    const flags = given.map((preview) => `--${preview}`).join(' and ')
    throw new UsageError(`${flags} cannot be combined`, { advice: 'pass only one of them' })
  }
  return given[0] ?? null
}
