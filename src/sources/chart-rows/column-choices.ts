import { UsageError } from '../../domain/errors.ts'
import { didYouMean, findNearest } from '../../domain/text/did-you-mean.ts'
import { type Meaning, meanings } from './column-rules.ts'
import { normalizeName } from './column-words.ts'
import { createTableError } from './table-refusal.ts'

/** What a person says about the columns of a table: the name of each column by its meaning; empty for no column. */
export type ColumnChoices = Partial<Record<Meaning, string>>

/** Parses `--columns position=Place,song=Titel`. A column's name may contain a comma. Throws `UsageError`. */
export function parseColumnChoices(text: string): ColumnChoices {
  const choices: ColumnChoices = {}
  for (const part of text.split(/,(?=\s*[a-z_]+\s*=)/i)) {
    const at = part.indexOf('=')
    if (at < 0) {
      throw new UsageError(`--columns: expected meaning=column, got ${JSON.stringify(part.trim())}`, {
        advice: 'for example --columns position=Place,song=Titel',
      })
    }
    const key = part.slice(0, at).trim().toLowerCase()
    if (!meanings.includes(key as Meaning)) {
      throw new UsageError(`--columns: there is no meaning ${JSON.stringify(key)}`, {
        advice: didYouMean(key, meanings),
      })
    }
    if (key in choices) throw new UsageError(`--columns: ${key} is there twice`)
    choices[key as Meaning] = part.slice(at + 1).trim()
  }
  return choices
}

/** The index of each chosen column; null where a person chose none. Throws `UnreadableError` for a column that the table lacks. */
export function findChosenColumns(
  choices: ColumnChoices,
  names: string[],
): Partial<Record<Meaning, number | null>> {
  const found: Partial<Record<Meaning, number | null>> = {}
  for (const [meaning, name] of Object.entries(choices) as [Meaning, string][]) {
    const exact = names.findIndex((each) => each.trim() === name)
    const index = exact >= 0 ? exact : names.findIndex((each) => normalizeName(each) === normalizeName(name))
    if (name !== '' && index < 0) {
      const near = findNearest(name, names)
      throw createTableError(`--columns: there is no column ${JSON.stringify(name)}`, {
        header: names,
        ...(near === null ? {} : { advice: `did you mean ${near}?` }),
      })
    }
    found[meaning] = name === '' ? null : index
  }
  return found
}
