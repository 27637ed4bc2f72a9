import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BucketNames } from '../../../src/cloud/aws/bucket-names.ts'
import { hitparadeApp } from '../../../src/cloud/aws/infra/cdk-app.ts'
import { codeByParameters } from '../../../src/cloud/aws/infra/function-code.ts'
import { type AwsConfig, type ChartConfig, type Config, loadConfig } from '../../../src/config/config.ts'

/** A template as CloudFormation reads it. */
export interface Template {
  Parameters: Record<string, { Default?: string }>
  Conditions: Record<string, unknown>
  Resources: Record<string, Resource>
  Outputs: Record<string, { Value: unknown }>
}

export interface Resource {
  Type: string
  Properties: any
  DeletionPolicy?: string
  UpdateReplacePolicy?: string
}

const chart: ChartConfig = {
  chart: 'top-50',
  source: 'deezer',
  playlist: '42',
  name: 'Top 50',
  expected_size: 50,
  scope: 'other',
  market: null,
  cadence: 'daily',
  weekdays: null,
  time_zone: 'UTC',
  lag_days: 0,
  run_at: ['12:00'],
}

/**
 * Charts of four kinds: daily in UTC, weekly with a zone and a weekday, of a source with credentials, and one whose slug
 * differs from another's by a hyphen alone.
 */
export const charts: ChartConfig[] = [
  chart,
  {
    ...chart,
    chart: 'friday-50',
    cadence: 'weekly',
    weekdays: '5',
    time_zone: 'Europe/Berlin',
    run_at: ['5 18:30'],
  },
  { ...chart, chart: 'mine', source: 'spotify', playlist: '0123456789ABCDEFabcdef', run_at: ['15 06:05'] },
  { ...chart, chart: 'top50', playlist: '43' },
]

/** Synthesises the stack, with cdk-nag and CDK's own validation, as deploy does but for the functions' code. */
export function synthesise(
  aws: Partial<AwsConfig> = {},
  snowflake: Partial<Config['snowflake']> = {},
  buckets?: BucketNames,
): Template {
  const folder = mkdtempSync(join(tmpdir(), 'hitparade-template-'))
  try {
    const config = loadConfig({ cwd: folder, environment: {} })
    const code = codeByParameters({ extract: 'extract.zip', transform: 'transform.zip' })
    const outdir = join(folder, 'out')
    const app = hitparadeApp({
      config: {
        charts,
        sources: config.sources,
        aws: { ...config.aws, ...aws },
        snowflake: { ...config.snowflake, ...snowflake },
      },
      code,
      buckets,
      outdir,
    })
    const [stack] = app.synth().stacks
    return stack?.template as Template
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The resources of a type, by logical id. */
export function ofType({ Resources }: Template, type: string): [string, Resource][] {
  return Object.entries(Resources).filter(([, { Type }]) => Type === type)
}

/** The only resource of a type whose properties hold a text. */
export function theOne(template: Template, type: string, text = ''): Resource & { id: string } {
  const found = ofType(template, type).filter(([, { Properties }]) =>
    JSON.stringify(Properties).includes(text),
  )
  const [first, second] = found
  if (first === undefined || second !== undefined) {
    throw new Error(`expected one ${type} with ${text}, got ${found.map(([id]) => id).join(', ') || 'none'}`)
  }
  return { id: first[0], ...first[1] }
}
