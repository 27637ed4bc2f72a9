import { actAliases } from '../domain/credits/act-aliases.ts'
import type { NameRow } from '../domain/credits/name-row.ts'
import { unsplitNames } from '../domain/credits/unsplit-names.ts'
import { nameArtistId } from '../sources/text-ids.ts'
import { quoteLiteral } from '../warehouse/sql-text.ts'

/** The core models that are made of the two lists of names. */
export function nameModels(): Map<string, string> {
  return new Map([
    [
      'unsplit_names',
      writeModel(
        'name of one artist that contains a separator, and artist for whom it counts as well',
        unsplitNames,
      ),
    ],
    ['act_aliases', writeModel('name that publishers count as another act, and act', actAliases)],
  ])
}

function writeModel(grain: string, names: readonly NameRow[]): string {
  const rows = names.flatMap(({ name, reason, counts_for }) => {
    const own = [quoteLiteral(name), quoteLiteral(nameArtistId(name)), quoteLiteral(reason)]
    if (counts_for.length === 0) return [[...own, 'cast(null as varchar)', 'cast(null as varchar)', '0']]
    return counts_for.map((other, index) => [
      ...own,
      quoteLiteral(other),
      quoteLiteral(nameArtistId(other)),
      String(index + 1),
    ])
  })
  const values = rows.map((row) => `    (${row.join(', ')})`).join(',\n')
  const columns = columnNames.map((name) => `    ${name}`).join(',\n')
  return `-- grain: one row per ${grain}\nselect\n${columns}\nfrom (values\n${values}\n) as listed (${columnNames.join(', ')})\n`
}

const columnNames = ['name', 'artist_id', 'reason', 'counts_for', 'counts_for_id', 'counts_for_number']
