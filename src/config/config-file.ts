import { readFileSync } from 'node:fs'
import {
  getNodePath,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser'
import { ConfigError, getMessage } from '../domain/errors.ts'

export type Path = (string | number)[]

/** Something that cannot be meant. */
export interface Mistake {
  path: Path
  /** Expected what, got what. */
  says: string
  /** Where the path alone does not say it. */
  offset?: number
}

export interface ConfigFile {
  file: string
  text: string
  root: Node
  value: unknown
}

/** Reads JSON with comments and trailing commas. Null: no such file. Throws a `ConfigError` where it is no JSON. */
export function readConfigFile(file: string): ConfigFile | null {
  const text = readText(file)
  if (text === null) return null
  const errors: ParseError[] = []
  const root = parseTree(text, errors, { allowTrailingComma: true })
  // The errors after the first are mostly its consequences.
  const [error] = errors
  if (error === undefined && root !== undefined) return { file, text, root, value: getNodeValue(root) }
  const words = error === undefined ? 'a value' : printParseErrorCode(error.error).replace(/\B[A-Z]/g, ' $&')
  const offset = error?.offset ?? 0
  throw new ConfigError(
    `${file}:${lineAndColumn(text, offset)}: no JSON: ${words.toLowerCase()} at ${shown(text, offset)}`,
  )
}

/** All mistakes as one error, a line each, in the order of the file. */
export function configRefusal({ file, text, root }: ConfigFile, mistakes: Mistake[]): ConfigError {
  const lines = mistakes
    .map(({ path, says, offset = findOffset(root, path) }) => ({ offset, says: `${words(path)}: ${says}` }))
    .sort((a, b) => a.offset - b.offset)
    .map(({ offset, says }) => `${file}:${lineAndColumn(text, offset)}: ${says}`)
  return new ConfigError(lines.join('\n'))
}

/** Keys that an object holds twice: JSON lets the last one win without a word. */
export function duplicateKeys(node: Node): Mistake[] {
  const seen = new Set<unknown>()
  return (node.children ?? []).flatMap((child) => {
    const key = node.type === 'object' ? child.children?.[0] : undefined
    const again = key !== undefined && seen.has(key.value)
    seen.add(key?.value)
    const own = again
      ? [{ path: getNodePath(key), says: 'expected once, got it again', offset: child.offset }]
      : []
    return [...own, ...duplicateKeys(child)]
  })
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new ConfigError(`${file}: cannot be read: ${getMessage(error)}`, { cause: error })
  }
}

/** Of the key or the item, or of the innermost thing around it that is there; of a repeated key the last, which counts. */
function findOffset(node: Node, [part, ...rest]: Path): number {
  const child =
    typeof part === 'number'
      ? node.children?.[part]
      : node.children?.findLast(({ children }) => part !== undefined && children?.[0]?.value === part)
  if (child === undefined) return node.offset
  const value = child.type === 'property' ? child.children?.[1] : child
  return rest.length === 0 || value === undefined ? child.offset : findOffset(value, rest)
}

function lineAndColumn(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n')
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`
}

function words(path: Path): string {
  const parts = path.map((part) =>
    typeof part === 'string' && /^\w+$/.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`,
  )
  return parts.join('').replace(/^\./, '') || 'the whole file'
}

/** Never the text of a string: it may be a secret. */
function shown(text: string, offset: number): string {
  const character = text.slice(offset).trimStart().charAt(0)
  return character === '' ? 'the end of the file' : character === '"' ? 'a string' : character
}
