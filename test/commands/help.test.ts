import { spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { addCharts, type Case, describeCases, useFolder } from './support/cases.ts'

const cases: Case[] = [
  {
    does: 'lists the commands, examples and exit codes',
    line: '',
    code: 0,
    out: /Commands:[\s\S]*status[\s\S]*Examples:[\s\S]*3 administrator action required/,
  },
  { does: 'prints the version', line: '--version', code: 0, out: /^\d+\.\d+\.\d+\n$/ },
  { does: 'shows the help of a command', line: 'help run', code: 0, out: /--again[\s\S]*Examples:/ },
  {
    does: 'shows the parameters of an insight',
    line: 'insights climbers --help',
    code: 0,
    out: /--on <date>[\s\S]*--limit <n>[\s\S]*--across-gaps/,
  },
  {
    does: 'shows the choices of a parameter apart from its default, in lines of 80 columns',
    line: 'insights top_artists --help',
    code: 0,
    out: /^ {2}--credit <choice> +who [^(]*\(choices: each,\s+lead,\s+fractional;\s+default:\s+each\)\n[\s\S]*--limit <n>[\s\S]*\(default:\s+20\)/m,
  },
  {
    does: 'shows how to choose one of several songs',
    line: 'insights chart_run --help',
    code: 0,
    out: /--song <id or title>[\s\S]*\(required\)\n[\s\S]*--pick <n> +which of several hits/,
  },
  {
    does: 'lists the insights by subject, with their parameters',
    line: 'insights --format table',
    code: 0,
    out: /^ subject {2}insight .*question .*parameters\n albums {3}album_bombs .* --chart --from .*\n {10}top_albums .*\n artists {2}artist_history /,
  },
  {
    does: 'lists the insights with their subjects and parameters in a pipe',
    line: 'insights',
    code: 0,
    out: /^\{"subject":"charts","insight":"climbers",.*"parameters":\["--chart","--on","--from","--to","--artist","--limit","--across-gaps","--pick"\]\}$/m,
  },
  {
    does: 'shows the choices and defaults of an insight that it describes',
    line: 'describe top_artists',
    code: 0,
    out: /"name":"points"/,
    err: /^ {2}--credits {2}.* \(choices: split, text; default: split\)$/m,
  },
  { does: 'shows the help of insights', line: 'insights --help', code: 0, out: /Examples:/ },
  {
    does: 'fails with a suggestion for an unknown command',
    line: 'statsu',
    code: 2,
    err: /unknown command 'statsu'[\s\S]*status/,
  },
  {
    does: 'says how to run an insight that is given as a command',
    line: 'climbers --chart mine',
    code: 2,
    err: /unknown command 'climbers'\nclimbers is an insight: `hitparade insights climbers`/,
  },
  {
    does: 'suggests the insight whose name is near an unknown command',
    line: 'chrt --chart mine',
    code: 2,
    err: /unknown command 'chrt'\ndid you mean the insight chart\? `hitparade insights chart`/,
  },
  {
    does: 'names the help after a word that is near nothing',
    line: 'xyzzy',
    code: 2,
    err: /unknown command 'xyzzy'\nsee `hitparade --help`/,
  },
  {
    does: 'names the help of the command after an option that is near nothing',
    line: 'import --fuzz',
    code: 2,
    err: /unknown option '--fuzz'\nsee `hitparade import --help`/,
  },
  {
    does: 'takes no value of an option for the command whose help it names',
    line: '--data-dir load import --fuzz',
    code: 2,
    err: /unknown option '--fuzz'\nsee `hitparade import --help`/,
  },
  {
    does: 'names the help of the command after a choice that there is not',
    line: 'status --format pdf',
    code: 2,
    err: /'pdf' is invalid[\s\S]*\nsee `hitparade status --help`/,
  },
  {
    does: 'fails with a suggestion for an unknown option',
    line: 'run --dat 2026-01-01',
    code: 2,
    err: /unknown option[\s\S]*--date/,
  },
  {
    does: 'fails for help on an unknown command',
    line: 'help statsu',
    code: 2,
    err: /unknown command 'statsu'/,
  },
]

const folder = useFolder()
const filled = useFolder(addCharts)
describeCases('the help', folder, cases)

/** A line to complete, with | after the words that are complete, and what may follow. */
const completions: [line: string, found: RegExp][] = [
  ['|ins', /^insights$/],
  ['|', /^init run schedule backfill import .* completion demo help$/],
  ['insights|top_', /^top_albums top_artists top_songs top_sweeps$/],
  ['insights top_artists|--cr', /^--credit --credits$/],
  ['insights top_artists --credit|', /^each lead fractional$/],
  ['insights top_artists|', /^--format .*--chart .*--limit --pick$/],
  ['explain chart_run|--p', /^--pick$/],
  ['insights chart --format|t', /^table$/],
  ['--warehouse|', /^duckdb snowflake$/],
  ['export --insight|year', /^year_end$/],
  ['describe|chart_h', /^chart_history$/],
  ['run|--ag', /^--again$/],
  ['run --chart|br', /^brazil-top-50$/],
  ['run --source deezer --chart|', /^$/],
  ['insights chart --chart|', /^$/],
  ['insights compare --with|', /^$/],
  ['completion|z', /^zsh$/],
  ['help|dep', /^deploy$/],
]

describe('completion', () => {
  it.concurrent.each(completions)('of %s', async (line, found) => {
    const [before = '', typed = ''] = line.split('|')
    const words = [...before.split(' ').filter((word) => word !== ''), typed]
    const { code, stdout, stderr } = await folder.run('completion', 'bash', '--', ...words)
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout.trim().replaceAll('\n', ' ')).toMatch(found)
  })

  it('names the charts of the warehouse', async () => {
    const complete = async (...words: string[]) =>
      (await filled.run('completion', 'bash', '--', ...words)).stdout.trim().split('\n')
    const all = ['brazil-top-50', 'global-top-100']
    expect(await complete('insights', 'chart', '--chart', '')).toEqual(all)
    expect(await complete('insights', 'compare', '--with', 'g')).toEqual(['global-top-100'])
    expect(await complete('export', '--chart', 'simulator/')).toEqual(all.map((name) => `simulator/${name}`))
    expect(await complete('approve', 'b')).toEqual(['brazil-top-50'])
    const data_dir = filled.path('hitparade-data')
    expect(await complete('--data-dir', data_dir, 'insights', 'chart', '--chart', '')).toEqual(all)
    expect(await complete('--data-dir', filled.path('none'), 'insights', 'chart', '--chart', '')).toEqual([
      '',
    ])
  })

  it('opens the warehouse only after it changed', async () => {
    const complete = async () =>
      (await filled.run('completion', 'bash', '--', 'insights', 'chart', '--chart', '')).stdout.trim()
    await complete()
    const known = filled.path('hitparade-data/completion.json')
    const { version } = JSON.parse(await readFile(known, 'utf8'))
    await writeFile(known, JSON.stringify({ version, charts: [{ source: 'known', chart: 'before' }] }))
    expect(await complete()).toBe('before')
    await writeFile(known, '{"version":')
    expect(await complete()).toBe('brazil-top-50\nglobal-top-100')
    await writeFile(known, JSON.stringify({ version: 'of another file', charts: [] }))
    expect(await complete()).toBe('brazil-top-50\nglobal-top-100')
  })

  it('works in bash', async () => {
    const { stdout: script } = await folder.run('completion', 'bash')
    const cli = JSON.stringify(resolve('dist/cli.js'))
    const lines = [
      `hitparade() { ${JSON.stringify(process.execPath)} ${cli} "$@"; }`,
      script,
      `COMP_WORDS=(hitparade insights top_); COMP_CWORD=2; _hitparade; echo "\${COMPREPLY[@]}"`,
      `COMP_WORDS=(hitparade insights chart --on ""); COMP_CWORD=4; _hitparade; echo "\${COMPREPLY[@]}."`,
      'complete -p hitparade',
    ]
    const ended = spawnSync('bash', ['--norc', '-c', lines.join('\n')], { encoding: 'utf8' })
    expect(ended.stderr).toBe('')
    expect(ended.stdout).toBe(
      'top_albums top_artists top_songs top_sweeps\n.\ncomplete -o default -F _hitparade hitparade\n',
    )
  })

  it('prints a script for zsh and fish, and for no other shell', async () => {
    expect((await folder.run('completion', 'zsh')).stdout).toMatch(/^#compdef hitparade\n/)
    expect((await folder.run('completion', 'fish')).stdout).toMatch(/^complete -c hitparade .*\n$/)
    expect(await folder.run('completion', 'ksh')).toMatchObject({
      code: 2,
      stderr: 'error: completion expects bash, zsh, fish, got "ksh"\n',
    })
  })
})
