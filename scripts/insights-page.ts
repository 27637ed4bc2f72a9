import type { Insight, InsightParameter } from '../src/insights/insight-header.ts'
import type { ModelColumn } from '../src/models/column-meanings.ts'

/** `docs/insights.md`: every insight with its question, parameters and columns, as its header says. */
export function insightsPage(insights: Insight[]): string {
  return [
    '# Insights',
    'Every insight is one file in `src/models/insights`, and this page is made from their headers by `npm run docs`. Ask with `hitparade insights <name> --parameter value`; [definitions.md](definitions.md) says how the numbers are made.',
    insights.map(({ name, question }) => `- [\`${name}\`](#${name}): ${question}`).join('\n'),
    ...insights.flatMap(sectionOf),
  ]
    .join('\n\n')
    .concat('\n')
}

function sectionOf({ name, question, grain, needs, parameters, columns }: Insight): string[] {
  return [
    `## ${name}`,
    `${question} ${grain.charAt(0).toUpperCase()}${grain.slice(1)}.`,
    ...(needs.length === 0 ? [] : [`Needs a source that offers ${needs.map(code).join(', ')}.`]),
    ...(parameters.length === 0
      ? []
      : [tableOf(['parameter', 'default', 'meaning'], parameters.map(parameterRow))]),
    tableOf(['column', 'meaning', 'unit'], columns.map(columnRow)),
  ]
}

function parameterRow({ name, initial, meaning }: InsightParameter): string[] {
  return [code(name), initial ?? 'must be given', meaning]
}

function columnRow({ name, meaning, unit }: ModelColumn): string[] {
  return [code(name), meaning, unit ?? '']
}

function tableOf(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n')
}

function code(text: string): string {
  return `\`${text}\``
}
