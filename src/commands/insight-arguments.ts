import { UsageError } from '../domain/errors.ts'
import type { Insight, InsightParameter } from '../insights/insight-header.ts'

/**
 * The parameters of an insight as the command line gives them: `--limit 5 --across-gaps` is
 * `{ limit: '5', across_gaps: 'true' }`. Throws a `UsageError` where a parameter of the insight has no value; only a
 * switch needs none.
 */
export function parseParameters(argv: string[], insight?: Insight): Record<string, string> {
  const given: Record<string, string> = {}
  const rest = [...argv]
  for (let argument = rest.shift(); argument !== undefined; argument = rest.shift()) {
    const match = /^--([a-z][a-z0-9_-]*)(?:=(.*))?$/s.exec(argument)
    if (match === null) throw new UsageError(`expected --parameter value, got ${argument}`)
    const [, flag = '', inline] = match
    const name = flag.replaceAll('-', '_')
    const value = inline ?? (rest[0]?.startsWith('--') ? undefined : rest.shift())
    const parameter = insight?.parameters.find((one) => one.name === name)
    if (value === undefined && parameter !== undefined && !isSwitch(parameter)) {
      throw new UsageError(`--${flag} expects a value: ${parameter.meaning}`)
    }
    given[name] = value ?? 'true'
  }
  return given
}

/** What a parameter takes, for help: `(choices: each, lead; default: each)`, `(default: 20)` or `(required)`. */
export function formatValues({ name, initial, choices }: InsightParameter): string {
  if (name === 'pick') return ''
  const chosen = choices.length > 0 ? `choices: ${choices.join(', ')}; ` : ''
  const isOff = initial === 'false'
  return initial === null ? '(required)' : `(${chosen}default: ${isOff ? 'off' : initial})`
}

export function toFlag(name: string): string {
  return `--${name.replaceAll('_', '-')}`
}

function isSwitch({ initial }: InsightParameter): boolean {
  return initial === 'true' || initial === 'false'
}
