import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  getNodePath,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser'
import { ConfigError, getMessage, withAdvice } from '../domain/errors.ts'
import { readErrno } from '../domain/system-failure.ts'

export type Path = (string | number)[]

/** One value of the file that cannot be used. */
export interface Mistake {
  path: Path
  problem: string
  advice?: string
  expected?: string
  got?: string
  /** Set only if the path does not identify the position, as for a duplicate key. */
  offset?: number
}

/** A mistake as it is reported. `line` and `column` count from 1. */
interface LocatedMistake {
  line: number
  column: number
  /** E.g. `charts[0].lag_days`; empty for invalid JSON. */
  key: string
  problem: string
  advice: string | null
  expected: string | null
  got: string | null
}

/**
 * The configuration file has mistakes: the problem has one line for each, the message also their advice, and `mistakes` has
 * them as fields. The advice is that of a single mistake.
 */
export class ConfigFileError extends ConfigError {
  readonly mistakes: LocatedMistake[]

  constructor(file: string, mistakes: LocatedMistake[]) {
    const problems = mistakes.map(({ line, column, key, problem }) => {
      const subject = key === '' ? '' : `${key}: `
      return `${file}:${line}:${column}: ${subject}${problem}`
    })
    const advice = mistakes.length === 1 ? (mistakes[0]?.advice ?? undefined) : undefined
    super(problems.join('\n'), { advice, details: { file } })
    this.message = problems.map((problem, index) => withAdvice(problem, mistakes[index]?.advice)).join('\n')
    this.mistakes = mistakes
  }
}

export interface ConfigFile {
  file: string
  text: string
  root: Node
  value: unknown
}

/** The name of the configuration file, unless an option or a variable names another. */
export const configFileName = 'hitparade.jsonc'

/** The path of the nearest configuration file in a folder and the folders above it; null without one. */
export function findConfigFile(folder: string): string | null {
  const path = join(folder, configFileName)
  if (existsSync(path)) return path
  const parent = dirname(folder)
  return parent === folder ? null : findConfigFile(parent)
}

/** Reads JSON with comments and trailing commas. Null: no such file. Throws a `ConfigError` for invalid JSON. */
export function readConfigFile(file: string): ConfigFile | null {
  const text = readText(file)
  if (text === null) return null
  const errors: ParseError[] = []
  const root = parseTree(text, errors, { allowTrailingComma: true })
  // Only the first error: most of the others follow from it.
  const [error] = errors
  if (error === undefined && root !== undefined) return { file, text, root, value: getNodeValue(root) }
  const offset = error?.offset ?? 0
  const name = error === undefined ? 'ValueExpected' : printParseErrorCode(error.error)
  const problem = `invalid JSON: ${name.replace(/\B[A-Z]/g, ' $&').toLowerCase()} at ${describeToken(text, offset)}`
  throw new ConfigFileError(file, [{ ...locate(text, offset, { path: [], problem }), key: '' }])
}

/** One error for all mistakes, in the order of the file. */
export function configFileError({ file, text, root }: ConfigFile, mistakes: Mistake[]): ConfigFileError {
  const located = mistakes
    .map((mistake) => ({ mistake, offset: mistake.offset ?? findOffset(root, mistake.path) }))
    .sort((a, b) => a.offset - b.offset)
    .map(({ mistake, offset }) => locate(text, offset, mistake))
  return new ConfigFileError(file, located)
}

/** Keys that an object contains twice: JSON parsers silently use the last one. */
export function findDuplicateKeys(node: Node): Mistake[] {
  const seen = new Set<unknown>()
  return (node.children ?? []).flatMap((child) => {
    const key = node.type === 'object' ? child.children?.[0] : undefined
    const isRepeated = key !== undefined && seen.has(key.value)
    seen.add(key?.value)
    const own = isRepeated ? [{ path: getNodePath(key), problem: 'duplicate key', offset: child.offset }] : []
    return [...own, ...findDuplicateKeys(child)]
  })
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
  } catch (error) {
    if (readErrno(error) === 'ENOENT') return null
    throw new ConfigError(`${file}: could not be read: ${getMessage(error)}`, {
      details: { file },
      cause: error,
    })
  }
}

/** Position of the key or item, or of the innermost value on its path that exists. A repeated key: the last, which counts. */
function findOffset(node: Node, [part, ...rest]: Path): number {
  const child =
    typeof part === 'number'
      ? node.children?.[part]
      : node.children?.findLast(({ children }) => part !== undefined && children?.[0]?.value === part)
  if (child === undefined) return node.offset
  const value = child.type === 'property' ? child.children?.[1] : child
  return rest.length === 0 || value === undefined ? child.offset : findOffset(value, rest)
}

function locate(text: string, offset: number, mistake: Mistake): LocatedMistake {
  const { path, problem, advice = null, expected = null, got = null } = mistake
  const before = text.slice(0, offset).split('\n')
  const column = (before.at(-1)?.length ?? 0) + 1
  return { line: before.length, column, key: formatPath(path), problem, advice, expected, got }
}

function formatPath(path: Path): string {
  const parts = path.map((part) =>
    typeof part === 'string' && /^\w+$/.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`,
  )
  return parts.join('').replace(/^\./, '') || 'the whole file'
}

/** Never the text of a string: it may be a secret. */
function describeToken(text: string, offset: number): string {
  const character = text.slice(offset).trimStart().charAt(0)
  if (character === '') return 'the end of the file'
  return character === '"' ? 'a string' : character
}
