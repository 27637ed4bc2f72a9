import { type Command, Option } from 'commander'

/** What every command takes. */
export interface GlobalOptions {
  dataDir?: string
  config?: string
  warehouse?: string
}

export function globals(command: Command): GlobalOptions {
  return command.optsWithGlobals<GlobalOptions>()
}

const formats = ['table', 'json', 'ndjson', 'csv'] as const

export function format(): Option {
  return new Option('--format <format>', 'how to print: a table on a terminal, else ndjson').choices([
    ...formats,
  ])
}

/** Where something is to be deployed. */
export function target(): Option {
  return new Option('--target <target>', 'only this one (default: both)').choices(['aws', 'snowflake'])
}

/** Where something was deployed. */
export function deployed(): Option {
  return new Option('--target <target>', 'what was deployed there (default: what lies here)').choices([
    'aws',
    'snowflake',
  ])
}

export function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ hitparade ${line}`).join('\n')}\n`
}
