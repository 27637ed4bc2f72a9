// The report of a walk, which a person can send in.
import { readFileSync } from 'node:fs'
import { arch, release, type } from 'node:os'
import { redact } from './redact.mjs'

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))

/** The Markdown text, without secrets. */
export function formatReport({ name, isReal, ended, steps, failures, left }, secrets) {
  const facts = [
    ['hitparade', version],
    ['Node', process.version],
    // Only the numbers: the release can contain a name that a person gave.
    ['system', `${type()} ${/^\d+\.\d+/.exec(release())?.[0] ?? ''} ${arch()}`],
    ['day', new Date().toISOString().slice(0, 10)],
    ['service', isReal ? 'its own address' : 'another address, so not the real one'],
    ['ended', ended],
  ]
  const rows = steps.map(({ title, seconds, outcome, result }) => [
    title,
    seconds.toFixed(1),
    outcome,
    result,
  ])
  const text = [
    `# First real run: ${name}`,
    formatTable(['', ''], facts),
    formatTable(['step', 'seconds', 'outcome', 'result'], rows),
    ...formatList('Errors', failures),
    ...formatList('Not undone', left),
  ]
  return redact(`${text.join('\n\n')}\n`, secrets)
}

function formatTable(columns, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n')
}

/** As code, so that `<account>` is not read as HTML. */
function formatList(title, texts) {
  if (texts.length === 0) return []
  return [`## ${title}`, ...texts.map((text) => `\`\`\`text\n${text.replaceAll('```', '')}\n\`\`\``)]
}
