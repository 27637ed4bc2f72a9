import type { Command, Option as TypedOption } from '@commander-js/extra-typings'
import { Option } from 'commander'

/** The options that every command takes. */
export type GlobalOptions = {
  dataDir?: string | undefined
  config?: string | undefined
  warehouse?: string | undefined
}

/** A command that a file completes. The types give an action the arguments and options that the file declares. */
// biome-ignore lint/complexity/noBannedTypes: the options of a new command are `{}` in the typings
export type EmptyCommand = Command<[], {}, GlobalOptions>

/** An option that accepts only the given values. */
export function choiceOption<const Flags extends string, const Choice extends string>(
  flags: Flags,
  description: string,
  choices: readonly Choice[],
) {
  const option: unknown = new Option(flags, description).choices(choices)
  return option as TypedOption<Flags, undefined, undefined, undefined, false, Choice>
}

export function formatOption() {
  return choiceOption('--format <format>', 'output format (default: table on a terminal, otherwise ndjson)', [
    'table',
    'json',
    'ndjson',
    'csv',
  ])
}

/** The section of a help text that shows how a command is used. */
export function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ hitparade ${line}`).join('\n')}\n`
}
