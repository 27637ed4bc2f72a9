import type { Insight, InsightParameter } from '../src/insights/insight-header.ts'
import { describeNeed } from '../src/insights/insight-needs.ts'
import type { ModelColumn } from '../src/models/column-meanings.ts'

/** The text of `docs/insights.md`: every insight with its question, parameters and columns. */
export function insightsPage(insights: Insight[]): string {
  return [
    '# Insights',
    'Every insight is one file under `src/models/insights`. `npm run docs` makes this page from the headers of these files. Run an insight with `hitparade insights <name> --parameter value`. [definitions.md](definitions.md) explains how the numbers are calculated.',
    insights.map(({ name, question }) => `- [\`${name}\`](#${name}): ${question}`).join('\n'),
    ...insights.flatMap(writeSection),
  ]
    .join('\n\n')
    .concat('\n')
}

function writeSection({ name, question, grain, needs, parameters, columns }: Insight): string[] {
  return [
    `## ${name}`,
    `${question} ${grain.charAt(0).toUpperCase()}${grain.slice(1)}.`,
    ...(needs.length === 0
      ? []
      : [`Needs a source that publishes ${needs.map(describeNeed).join(', and ')}.`]),
    ...(parameters.length === 0
      ? []
      : [writeTable(['parameter', 'default', 'meaning'], parameters.map(formatParameter))]),
    writeTable(['column', 'meaning', 'unit'], columns.map(formatColumn)),
  ]
}

function formatParameter({ name, initial, choices, meaning }: InsightParameter): string[] {
  const others = choices.length > 0 ? `; or ${choices.slice(1).join(', ')}` : ''
  return [code(name), `${initial ?? 'required'}${others}`, meaning]
}

function formatColumn({ name, meaning, unit }: ModelColumn): string[] {
  return [code(name), meaning, unit ?? '']
}

function writeTable(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n')
}

function code(text: string): string {
  return `\`${text}\``
}
