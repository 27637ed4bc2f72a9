import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

/** What a person reads: the documentation, the example configuration, and all messages and comments of the source. */
const files = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  'CODE_OF_CONDUCT.md',
  'hitparade.example.jsonc',
  ...list('docs', /\.md$/),
  ...list('src', /\.(tsx?|sql)$/),
]

function list(folder: string, ending: RegExp): string[] {
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return found.filter((file) => ending.test(file)).map((file) => `${folder}/${file}`)
}

/** Words that stop a reader, and what to write instead. */
const avoided: [RegExp, string][] = [
  [/\b(lie|lies|lay|lain)\b/i, 'is stored, is in, contains'],
  [/\b(tell|tells|told)\b/i, 'say, report, show, return, state'],
  [/\b(ask|asks|asked)\b/i, 'request, query, run, fetch; only a person is asked'],
  [/\b(nobody|whoever|whence|anew)\b/i, 'no one, you, from where, again'],
  [/\b(is|are) none\b/i, 'there is no …, is missing, is empty'],
  [/(?<!\bthere )\b(is|are) no\b/i, 'is not a …'],
  [/\bgo(es)? before\b/i, 'overrides, comes first'],
  [/\bstands?\b(?!-)/i, 'is, is in, contains'],
  [/\bbehind\b/i, 'after, later than, out of date'],
  [/\b(rightly|wrongly)\b/i, 'correctly; for exit codes: success, failure, usage error'],
  [/(^|[.;:] |\/\/ |\* |\| )Who [a-z]+s\b/, 'address the reader: you'],
  [/\bmend(s|ed)?\b/i, 'fix, repair'],
  [/\bof theirs?\b/i, 'name the thing'],
]

/** Lines that may use such a word, each with the reason. */
const allowed: { file: string; text: string; why: string }[] = [
  ...['asks: shows }) => ({', '{ raw, behind: outdated, ...state }'].map(
    json('src/cloud/aws/operations/cloud-findings.ts'),
  ),
  ...['behind: number | null', 'behind: outdated,'].map(json('src/cloud/aws/operations/inspect-cloud.ts')),
  json('docs/unattended.md')('(`behind`)'),
  ...['asks: string', 'asks: shows })'].map(json('src/cloud/aws/operations/inspect/permitted-reader.ts')),
  ...['formatBacklog(raw, state.behind)', 'unknown: $', '({ action, resource, asks })'].map(
    json('src/commands/targets/aws/aws-status.ts'),
  ),
  ...['behind: outdated }, waiting'].map(json('src/commands/targets/warehouse-status.ts')),
  {
    file: 'src/commands/export-connection.ts',
    text: 'you will be asked to sign in',
    why: 'a program asks a person',
  },
  {
    file: 'src/models/checks/stale_chart.sql',
    text: "' days behind the newest issue of '",
    why: 'a value in result rows',
  },
  ...[
    ['src/simulator/api/api-answer.ts', 'every day anew. Songs and artists are invented.'],
    ['src/simulator/world/invented-names.ts', "Nobody's "],
    ['src/sources/chart-ndjson/ndjson-lines.ts', "'line that is no JSON'"],
    ['src/sources/playlists/read-playlists.ts', "'answer that is no JSON'"],
  ].map(([file = '', text = '']) => ({ file, text, why: 'part of raw objects or curated files' })),
]

function json(file: string) {
  return (text: string) => ({ file, text, why: 'a key of JSON output' })
}

describe.each(avoided)('%s is avoided', (word, instead) => {
  it(`in favour of: ${instead}`, () => {
    const found = files.flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .flatMap((line, index) =>
          word.test(line) && !isAllowed(file, line) ? [`${file}:${index + 1}: ${line.trim()}`] : [],
        ),
    )
    expect(found).toEqual([])
  })
})

it('allows nothing that is not there', () => {
  const unused = allowed.filter(({ file, text }) => !readFileSync(file, 'utf8').includes(text))
  expect(unused).toEqual([])
})

function isAllowed(file: string, line: string): boolean {
  return allowed.some((one) => one.file === file && line.includes(one.text))
}
