import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App, DefaultStackSynthesizer, type IReusableStackSynthesizer, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import type { Config } from '../../../config/config.ts'
import { ConfigError, getMessage } from '../../../domain/errors.ts'
import { stackName } from '../aws-names.ts'
import type { BucketNames } from '../bucket-names.ts'
import { writeArchives } from '../bundle/bundle.ts'
import { codeByAsset, codeByParameters } from './function-code.ts'
import { hitparadeStack, type StackOptions } from './hitparade-stack.ts'

export interface AppOptions extends StackOptions {
  /** Folder of the cloud assembly. Without it CDK chooses. */
  outdir?: string
  /** False for a template that must deploy without a CDK bootstrap. */
  bootstrapped?: boolean
}

/** The CDK app of one environment. cdk-nag checks it when it is synthesised. */
export function hitparadeApp({ outdir, bootstrapped = true, ...options }: AppOptions): App {
  const { config } = options
  const qualifier = config.aws.bootstrap_qualifier
  const synthesizer = new DefaultStackSynthesizer({
    ...(qualifier !== null && { qualifier }),
    generateBootstrapVersionRule: bootstrapped,
  })
  const app = new App({
    ...(outdir !== undefined && { outdir }),
    analyticsReporting: false,
    defaultStackSynthesizer: synthesizer as IReusableStackSynthesizer,
  })
  hitparadeStack(app, options)
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
  return app
}

/**
 * Bundles the functions and synthesises the app: to `folder/assembly`, or to the folder of the CDK that runs this
 * process. Throws CDK's error, which names each finding, if cdk-nag finds something that is not suppressed.
 */
export async function synthesise(
  config: Config,
  { folder, buckets }: { folder?: string; buckets?: BucketNames | undefined },
): Promise<void> {
  const archives =
    folder === undefined ? mkdtempSync(join(tmpdir(), 'hitparade-functions-')) : join(folder, 'functions')
  const { extract, transform } = await writeArchives(archives, config)
  const code = codeByAsset({ extract: join(archives, extract), transform: join(archives, transform) })
  const outdir = folder === undefined ? {} : { outdir: join(folder, 'assembly') }
  synthesiseAssembly(hitparadeApp({ config, code, buckets, ...outdir }), config)
}

/** Throws a `ConfigError` if there are more charts than one stack can contain. */
function synthesiseAssembly(app: App, { charts }: Pick<Config, 'charts'>) {
  try {
    return app.synth()
  } catch (error) {
    if (!getMessage(error).includes('greater than allowed maximum')) throw error
    throw new ConfigError(
      `expected charts that fit into one stack, got ${charts.length}: each needs a schedule and an alarm, and ` +
        'CloudFormation allows 500 resources',
      {
        advice: 'divide them between two environments',
        details: { charts: charts.length },
        cause: error,
      },
    )
  }
}

/** The template that deploys without CDK, as JSON text. `names` are the file names of the functions' archives. */
export function plainTemplate(
  config: Config,
  names: { extract: string; transform: string },
  buckets?: BucketNames,
): string {
  const outdir = mkdtempSync(join(tmpdir(), 'hitparade-template-'))
  try {
    const code = codeByParameters(names)
    const assembly = synthesiseAssembly(
      hitparadeApp({ config, code, buckets, outdir, bootstrapped: false }),
      config,
    )
    return `${JSON.stringify(assembly.getStackByName(stackName(config.aws.environment)).template, null, 1)}\n`
  } finally {
    rmSync(outdir, { recursive: true })
  }
}
