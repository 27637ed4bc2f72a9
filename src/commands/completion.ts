import { type Command, Option } from 'commander'
import { UsageError } from '../domain/errors.ts'
import { type EmptyCommand, examples } from './shared-options.ts'

/** Adds the options of a command, which are otherwise added when the command is chosen. */
type DefineCommand = (command: Command) => Promise<void>

/**
 * Prints the script that lets a shell complete commands. The script runs the same command again with the words of a line,
 * and this prints what may take the place of the last word.
 */
export function defineCommand(empty: EmptyCommand, define: DefineCommand) {
  empty
    .argument('<shell>', `one of ${Object.keys(scripts).join(', ')}`)
    .argument('[words...]', 'the words of a line: print what may take the place of the last one')
    // The words may be options of another command.
    .allowUnknownOption()
    .helpOption(false)
    .addHelpText('after', examples('completion bash > ~/.local/share/bash-completion/completions/hitparade'))
    .action(async (shell, words, _options, command) => {
      const program = (command as unknown as Command).parent
      if (shell === '--help' || shell === '-h' || program === null) return command.help()
      const script = Object.entries(scripts).find(([name]) => name === shell)?.[1]
      if (script === undefined) {
        throw new UsageError(
          `completion expects ${Object.keys(scripts).join(', ')}, got ${JSON.stringify(shell)}`,
        )
      }
      if (words.length === 0) process.stdout.write(script)
      else for (const word of await complete(program, words, define)) process.stdout.write(`${word}\n`)
    })
}

const scripts = {
  bash: `_hitparade() {
  local IFS=$'\\n'
  local words
  words=$(hitparade completion bash -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _hitparade hitparade
`,
  zsh: `#compdef hitparade
_hitparade() {
  local -a found
  found=("\${(@f)$(hitparade completion zsh -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "$found[1]" ]]; then compadd -a found; else _files; fi
}
compdef _hitparade hitparade
`,
  fish: `complete -c hitparade -a '(hitparade completion fish -- (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)'
`,
}

/** The words that may take the place of the last of `words`; none where a file or any text may. */
async function complete(program: Command, words: string[], define: DefineCommand): Promise<string[]> {
  const typed = words.at(-1) ?? ''
  const before = words.slice(0, -1)
  const command = program.commands.find((one) => before.includes(one.name()))
  if (command !== undefined && command.name() !== 'completion') await define(command)
  const options = await listOptions([command, program], before)
  const last = before.at(-1) ?? ''
  const previous = options.find(({ long, short }) => long === last || short === last)
  const values = previous?.required ? await listValues(previous, { command, before, typed }) : null
  const flags = options.flatMap(({ long }) => (long == null ? [] : [long]))
  const operands =
    command === undefined
      ? program.commands.map((one) => one.name())
      : await listOperands(command, { before, typed })
  const candidates = values ?? (typed.startsWith('-') || operands.length === 0 ? flags : operands)
  return [...new Set(candidates)].filter((word) => word.startsWith(typed))
}

interface Line {
  /** The words that are complete. */
  before: string[]
  /** The beginning of the last word. */
  typed: string
}

/** The values of an option: its choices, or the charts that it may name. */
async function listValues(
  { long, argChoices }: Option,
  { command, before, typed }: Line & { command: Command | undefined },
): Promise<string[]> {
  if (long !== '--chart' && long !== '--with') return argChoices ?? []
  const { listChartNames } = await import('./complete-charts.ts')
  return listChartNames(command?.name() ?? '', before, typed)
}

/** The options of the command and of the program, and the parameters of an insight in the line. */
async function listOptions(commands: (Command | undefined)[], before: string[]): Promise<Option[]> {
  const { listInsights } = await import('../insights/run-insight.ts')
  const { findPlaceholder, listParameters } = await import('../insights/insight-parameters.ts')
  const { toFlag } = await import('./insight-arguments.ts')
  const insights = listInsights()
  const insight = insights.find(({ name }) => before.slice(1).includes(name))
  const parameters = listParameters(insight?.parameters ?? []).map((parameter) => {
    const placeholder = findPlaceholder(parameter)
    const option = new Option(`${toFlag(parameter.name)}${placeholder === null ? '' : ' <value>'}`)
    return parameter.choices.length === 0 ? option : option.choices(parameter.choices)
  })
  const own = commands.flatMap((command) => [...(command?.options ?? [])])
  for (const option of own) if (option.long === '--insight') option.choices(insights.map(({ name }) => name))
  return [...own, ...parameters]
}

/** The words that a command takes beside its options, as far as they are known and none is in the line yet. */
async function listOperands(command: Command, { before, typed }: Line): Promise<string[]> {
  const { listInsights } = await import('../insights/run-insight.ts')
  const names = listInsights().map(({ name }) => name)
  const hasOperand = before.slice(before.indexOf(command.name()) + 1).some((word) => !word.startsWith('-'))
  if (hasOperand) return []
  switch (command.name()) {
    case 'insights':
    case 'explain':
      return names
    case 'approve': {
      const { listChartNames } = await import('./complete-charts.ts')
      return listChartNames('approve', before, typed)
    }
    case 'describe': {
      const { coreModels } = await import('../models/core-models.ts')
      return [...names, ...coreModels().map(({ name }) => name)]
    }
    case 'completion':
      return Object.keys(scripts)
    case 'help':
      return command.parent?.commands.map((one) => one.name()) ?? []
    default:
      return []
  }
}
