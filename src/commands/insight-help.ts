import type { Insight } from '../insights/insight-header.ts'
import { describeNeed } from '../insights/insight-needs.ts'
import { findPlaceholder, listParameters } from '../insights/insight-parameters.ts'
import { formatMeaning } from '../models/column-meanings.ts'
import { displayWidth, wrapText } from '../terminal/display-width.ts'
import { formatValues, toFlag } from './insight-arguments.ts'

/** Cells that a description has at least, however narrow the terminal is. */
const LEAST_TEXT = 30

/** The help of an insight: its question, parameters and columns, in lines of at most `width` cells. */
export function formatInsightHelp(insight: Insight, width: number): string {
  const { name, question, grain, needs, parameters, columns } = insight
  const parameterLines = listParameters(parameters).map((parameter): [string, string] => {
    const placeholder = findPlaceholder(parameter)
    const value = placeholder === null ? '' : ` <${placeholder}>`
    return [`${toFlag(parameter.name)}${value}`, `${parameter.meaning} ${formatValues(parameter)}`.trimEnd()]
  })
  const columnLines = columns.map((column): [string, string] => [column.name, formatMeaning(column)])
  const needed = `It needs a source that publishes ${needs.map(describeNeed).join(', and ')}.`
  return `${[
    `Usage: hitparade insights ${name} [--parameter value]... [--format <format>]`,
    '',
    ...wrapText(`${question} (${grain})`, width),
    ...(needs.length > 0 ? wrapText(needed, width) : []),
    ...formatSection('Parameters:', parameterLines, width),
    ...formatSection('Columns:', columnLines, width),
  ].join('\n')}\n`
}

function formatSection(title: string, lines: [string, string][], width: number): string[] {
  if (lines.length === 0) return []
  const longest = Math.max(...lines.map(([term]) => displayWidth(term)))
  const room = Math.max(LEAST_TEXT, width - longest - 4)
  const rows = lines.flatMap(([term, description]) =>
    wrapText(description, room).map(
      (part, index) => `  ${(index === 0 ? term : '').padEnd(longest)}  ${part}`,
    ),
  )
  return ['', title, ...rows]
}
