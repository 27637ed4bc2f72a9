/**
 * A grammar in the notation of Snowflake's documentation: words match themselves, `<name>` matches a kind of token
 * or another rule, `[ … ]` for what may be left out, `{ a | b }` for a choice, and `, ...` after either for a list.
 */
export type Grammar = Readonly<Record<string, string>>

/** How a token of a statement was understood: as a word of the grammar, or as what the writer chose. */
export interface Reading {
  token: string
  isWord: boolean
}

/** How a statement is read by a rule; null where it does not follow it. */
export function readBy(grammar: Grammar, rule: string, statement: string): Reading[] | null {
  const tokens = tokenize(statement)
  const whole = matches(grammar, getRule(grammar[rule] ?? ''), tokens, 0).find(
    ({ next }) => next === tokens.length,
  )
  return whole?.readings ?? null
}

export function tokenize(statement: string): string[] {
  return (
    statement
      .match(/--[^\n]*|'(?:[^'\\]|''|\\.)*'|"(?:[^"]|"")*"|@[\w./]+|[\w$]+(?:\.[\w$]+)*|[^\s\w]/g)
      ?.filter((one) => !one.startsWith('--')) ?? []
  )
}

type Node =
  | { kind: 'word'; text: string }
  | { kind: 'rule'; name: string }
  | { kind: 'all'; of: Node[] }
  | { kind: 'one'; of: Node[] }
  | { kind: 'maybe'; of: Node }
  | { kind: 'list'; of: Node }

interface Match {
  next: number
  readings: Reading[]
}

/** Kinds of tokens. `query` is all that is left, `subquery` all up to the end of its brackets: another parser reads them. */
const kinds: Record<string, RegExp> = {
  name: /^([a-z_][\w$]*(\.[a-z_][\w$]*){0,2}|"([^"]|"")+")$/i,
  text: /^'/,
  folder: /^@[\w.]+(\/[\w]+)*\/$/,
  url: /^'s3:\/\/.*\/'$/,
  number: /^\d+$/,
}

const parsedRules = new Map<string, Node>()

function getRule(text: string): Node {
  const known = parsedRules.get(text)
  if (known !== undefined) return known
  const node = parseRule(text)
  parsedRules.set(text, node)
  return node
}

function parseRule(text: string): Node {
  const tokens = text.match(/<\w+>|\.\.\.|[\w$]+|[^\s]/g) ?? []
  let at = 0
  const parseChoice = (end: string | null): Node => {
    const choices: Node[][] = [[]]
    while (at < tokens.length && tokens[at] !== end) {
      const token = tokens[at] ?? ''
      at += 1
      const current = choices.at(-1) ?? []
      if (token === '|') choices.push([])
      else if (token === '...') {
        // The comma before it belongs to the list.
        current.pop()
        current.push({ kind: 'list', of: current.pop() ?? { kind: 'all', of: [] } })
      } else if (token === '[') current.push({ kind: 'maybe', of: parseChoice(']') })
      else if (token === '{') current.push(parseChoice('}'))
      else if (token.startsWith('<')) current.push({ kind: 'rule', name: token.slice(1, -1) })
      else current.push({ kind: 'word', text: token })
    }
    at += 1
    const all = choices.map((of): Node => ({ kind: 'all', of }))
    return all.length === 1 && all[0] !== undefined ? all[0] : { kind: 'one', of: all }
  }
  return parseChoice(null)
}

function matches(grammar: Grammar, node: Node, tokens: string[], at: number): Match[] {
  switch (node.kind) {
    case 'word': {
      const token = tokens[at]
      if (token?.toLowerCase() !== node.text.toLowerCase()) return []
      return [{ next: at + 1, readings: [{ token, isWord: true }] }]
    }
    case 'rule':
      return matchesRule(grammar, node.name, tokens, at)
    case 'all':
      return node.of.reduce<Match[]>(
        (before, part) => before.flatMap((match) => then(match, matches(grammar, part, tokens, match.next))),
        [{ next: at, readings: [] }],
      )
    case 'one':
      return node.of.flatMap((choice) => matches(grammar, choice, tokens, at))
    case 'maybe':
      return [...matches(grammar, node.of, tokens, at), { next: at, readings: [] }]
    case 'list':
      return matchesList(grammar, node.of, tokens, at)
  }
}

function matchesRule(grammar: Grammar, name: string, tokens: string[], at: number): Match[] {
  const rule = grammar[name]
  if (rule !== undefined) return matches(grammar, getRule(rule), tokens, at)
  if (name === 'query') {
    const readings = tokens.slice(at).map((token) => ({ token, isWord: false }))
    return /^(select|with)$/i.test(tokens[at] ?? '') ? [{ next: tokens.length, readings }] : []
  }
  if (name === 'subquery') {
    const end = findEndOfBrackets(tokens, at)
    const readings = tokens.slice(at, end).map((token) => ({ token, isWord: false }))
    return /^(select|with)$/i.test(tokens[at] ?? '') ? [{ next: end, readings }] : []
  }
  const kind = kinds[name]
  if (kind === undefined)
    throw new Error(`the grammar names <${name}>, which is neither a rule nor a kind of token`)
  const token = tokens[at]
  return token !== undefined && kind.test(token)
    ? [{ next: at + 1, readings: [{ token, isWord: false }] }]
    : []
}

/** The index of the bracket that closes those around a token. */
function findEndOfBrackets(tokens: string[], at: number): number {
  let depth = 0
  for (let index = at; index < tokens.length; index += 1) {
    if (tokens[index] === '(') depth += 1
    if (tokens[index] === ')') depth -= 1
    if (depth < 0) return index
  }
  return tokens.length
}

function matchesList(grammar: Grammar, of: Node, tokens: string[], at: number): Match[] {
  let heads = matches(grammar, of, tokens, at)
  const all = [...heads]
  while (heads.length > 0) {
    heads = heads.flatMap((match) => {
      if (tokens[match.next] !== ',') return []
      const comma = { next: match.next + 1, readings: [...match.readings, { token: ',', isWord: true }] }
      return then(comma, matches(grammar, of, tokens, comma.next))
    })
    all.push(...heads)
  }
  return all
}

function then(first: Match, rest: Match[]): Match[] {
  return rest.map(({ next, readings }) => ({ next, readings: [...first.readings, ...readings] }))
}
