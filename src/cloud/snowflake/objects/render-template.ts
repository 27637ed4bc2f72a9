import { readFileSync } from 'node:fs'
import { UsageError } from '../../../domain/errors.ts'

/**
 * Reads `sql/<name>.sql` and puts a value in each `<% name %>`. A value may only have characters that end neither a
 * literal nor a name, so none can change what a statement says. Throws a `UsageError` for one that has others.
 */
export function renderTemplate(name: string, values: Readonly<Record<string, string>>): string {
  const text = readFileSync(new URL(`./sql/${name}.sql`, import.meta.url), 'utf8')
  return text.replace(/<% (\w+) %>/g, (_, variable: string) => checked(variable, values[variable]))
}

/** ARNs, bucket names, external ids and names of objects need no more than these. */
const harmless = /^[A-Za-z0-9_+=,.@:/-]+$/

function checked(variable: string, value: string | undefined): string {
  if (value === undefined) throw new Error(`no value was given for <% ${variable} %>`)
  if (harmless.test(value)) return value
  throw new UsageError(`${variable} is ${JSON.stringify(value)}`, {
    advice:
      'expected letters, digits and _+=,.@:/- only, because it stands in SQL that an administrator runs',
  })
}
