import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createProgram } from '../../src/commands/create-program.ts'
import { parseParameters } from '../../src/commands/insight-arguments.ts'
import { readInsight } from '../../src/insights/run-insight.ts'

const pages = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...list('.github', '.yml'),
  ...list('docs', '.md'),
]
const sources = [...list('src', '.ts'), ...list('src', '.sql'), 'hitparade.example.jsonc']

/** Commands in back-ticks, and those of shell blocks in pages, each with the file that contains it. */
const quoted = [
  ...sources.flatMap((file) => findQuoted(file)),
  ...pages.flatMap((file) => [...findQuoted(file), ...findInShellBlocks(file)]),
]

function list(folder: string, ending: string): string[] {
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return found.filter((file) => file.endsWith(ending)).map((file) => `${folder}/${file}`)
}

/** `hitparade …` and `./hitparade …` between back-ticks, which a template literal escapes. */
function findQuoted(file: string): { file: string; command: string }[] {
  const matches = readFileSync(file, 'utf8').matchAll(/`(?:\.\/)?hitparade ([a-z-][^`\n]*?)\\?`/g)
  return [...matches].map(([, command = '']) => ({ file, command }))
}

function findInShellBlocks(file: string): { file: string; command: string }[] {
  const blocks = readFileSync(file, 'utf8').matchAll(/^ *```(?:sh|bash|shell|console)\n([\s\S]*?)^ *```/gm)
  const lines = [...blocks].flatMap(([, block = '']) => block.replaceAll('\\\n', ' ').split('\n'))
  return lines.flatMap((line) => {
    const [, command] = /^\s*(?:\$ )?(?:\w+=\S+ )*(?:\.\/)?hitparade (.*)/.exec(line) ?? []
    return command === undefined ? [] : [{ file, command }]
  })
}

/** In place of what a message fills in. */
const FILLED_IN = 'value'

/** The arguments of a command line up to a comment, pipe or redirection. */
function splitCommand(command: string): string[] {
  const [line = ''] = command.replaceAll(/\$\{[^}]*\}/g, FILLED_IN).split(/\s(?:[#|>]|&&|2>)/)
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '')
}

/** Why commander or an insight rejects the arguments; null if they are valid. The command does not run. */
async function findMistake(args: string[]): Promise<string | null> {
  const program = createProgram()
  const output: string[] = []
  for (const command of [program, ...program.commands]) {
    command.configureOutput({ writeOut: () => {}, writeErr: (text) => output.push(text) })
  }
  let isParsed = false
  program.hook('preAction', (_, command) => {
    isParsed = true
    const [name, argv] = command.processedArgs
    // A name that a message fills in is not known here.
    const isKnown = command.name() === 'insights' && name !== undefined && name !== FILLED_IN
    if (isKnown && !name.startsWith('<')) parseKnown(name, argv)
    throw new Error('parsed')
  })
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    const { message, code } = error as Error & { code?: string }
    const isValid =
      (isParsed && message === 'parsed') ||
      ['commander.helpDisplayed', 'commander.version'].includes(code ?? '')
    // A command may be named without its arguments, as in `hitparade sql`.
    if (isValid || code === 'commander.missingArgument') return null
    return output.join('').trim() || message
  }
  return 'it is not a command'
}

/** Throws for an unknown insight or parameter. */
function parseKnown(name: string, argv: string[]) {
  const insight = readInsight(name)
  const unknown = Object.keys(parseParameters(argv, insight)).find(
    (given) => !insight.parameters.some((parameter) => parameter.name === given),
  )
  if (unknown !== undefined) throw new Error(`${name} has no parameter ${unknown}`)
}

test('every quoted command is one that hitparade has, with its options', async () => {
  expect(quoted.length).toBeGreaterThan(100)
  const wrong: string[] = []
  for (const { file, command } of quoted) {
    const mistake = await findMistake(splitCommand(command))
    if (mistake !== null) wrong.push(`${file}: hitparade ${command}: ${mistake}`)
  }
  expect(wrong).toEqual([])
})

test('no text advises `npx hitparade`, which needs an installed package: those of a clone say `./hitparade`', () => {
  const advised = [...pages, ...sources].filter((file) =>
    /npx hitparade [a-z-]/.test(readFileSync(file, 'utf8')),
  )
  expect(advised).toEqual([])
})
