#!/usr/bin/env node
import { Command, CommanderError, Option } from 'commander'
import { examples } from './commands/options.ts'
import { addAsking } from './commands/table/ask.ts'
import { addCollecting } from './commands/table/collect.ts'
import { addDeploying } from './commands/table/deploy-group.ts'
import { addTrying } from './commands/table/try.ts'
import { addWatching } from './commands/table/watch.ts'
import { HitparadeError } from './domain/errors.ts'
import { version } from './version.ts'

/** The table of commands; each group names what its commands take, and the module that does it, loaded when it is chosen. */
function commandLine(): Command {
  const program = new Command('hitparade')
    .description(
      'keeps music charts: extracts them, keeps every raw answer, and answers questions about them',
    )
    .option('--data-dir <folder>', 'where everything lies (default: ./hitparade-data)')
    .option('--config <file>', 'configuration (default: ./hitparade.jsonc, where there is one)')
    .addOption(
      new Option('--warehouse <name>', 'where questions are asked (default: duckdb)').choices([
        'duckdb',
        'snowflake',
      ]),
    )
    .version(version, '-V, --version')
    .configureHelp({ showGlobalOptions: true, subcommandTerm: formatCommandTerm })
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText(
      'after',
      examples('demo', 'run --source deezer', 'insights', 'insights climbers --help', 'status'),
    )

  addCollecting(program)
  addAsking(program)
  addWatching(program)
  addDeploying(program)
  addTrying(program)
  return program
}

/** Name and arguments; that there are options need not be said of each. */
function formatCommandTerm(command: Command): string {
  const parts = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? '...' : ''}`
    return argument.required ? `<${name}>` : `[${name}]`
  })
  return [command.name(), ...parts].join(' ')
}

/** Exit codes: 0 done, 1 asked rightly and failed, 2 asked wrongly, 3 (deploy) an administrator's turn. */
async function main() {
  // A reader that has seen enough (`| head`) closes the pipe: that is no failure of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
  try {
    const program = commandLine()
    if (process.argv.length <= 2) program.help()
    await program.parseAsync()
  } catch (error) {
    process.exitCode = getExitCode(error)
  }
}

function getExitCode(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof HitparadeError) {
    process.stderr.write(`error: ${error.message}\n`)
    return error.exitCode
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`error: this should not have happened, please report it\n${text}\n`)
  return 1
}

await main()
