import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deezerTrack } from '../sources/support/answers.ts'
import { serve } from '../sources/support/serve.ts'
import { type Ended, hitparade, start } from '../support/cli.ts'

let folder = ''
const run = (...args: string[]): Promise<Ended> => hitparade(args, folder)
const configured = (name: string, config: unknown) => writeFile(join(folder, name), JSON.stringify(config))
const rowsOf = ({ stdout }: Ended) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

/** Three days of two invented charts and two days of one that calls itself Spotify's. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hitparade-cli-'))
  const lines = ['date,position,title,artist', '2026-01-01,1,Ash,Ida', '2026-01-02,1,Elm,Odo']
  await writeFile(join(folder, 'days.csv'), lines.join('\n'))
  await writeFile(join(folder, 'letter.txt'), 'dear reader')
  await configured('empty.jsonc', {})
  await configured('wrong.jsonc', { charts: [{ chart: 'a b', source: 'spotfy' }] })
  await configured('accepted.jsonc', { sources: { spotify: { acceptTerms: true } } })
  const mine = { chart: 'mine', source: 'spotify', playlist: '0123456789ABCDEFabcdef' }
  await configured('mine.jsonc', { charts: [mine], data_dir: 'mine' })
  await configured('deaf.jsonc', { sources: { deezer: { url: 'http://127.0.0.1:1' } }, data_dir: 'deaf' })
  const span = ['--from', '2026-01-01', '--to', '2026-01-03']
  for (const chart of ['global-top-100', 'brazil-top-50']) {
    expect(await run('backfill', ...span, '--chart', chart)).toMatchObject({ code: 0, stdout: '' })
  }
  expect(await run('import', 'days.csv', '--source', 'spotify', '--chart', 'mine')).toMatchObject({ code: 0 })
})

afterAll(() => rm(folder, { recursive: true, force: true }))

interface Case {
  does: string
  /** Split at spaces; a part in quotes stays one. */
  line: string
  code: 0 | 1 | 2
  /** Left out: stdout stays empty. */
  out?: RegExp
  err?: RegExp
}

const cases: Case[] = [
  // Help
  { does: 'shows what it can do', line: '', code: 0, out: /Commands:[\s\S]*status[\s\S]*Examples:/ },
  { does: 'tells its version', line: '--version', code: 0, out: /^\d+\.\d+\.\d+\n$/ },
  {
    does: 'explains the parameters of an insight',
    line: 'insights climbers --help',
    code: 0,
    out: /--across-gaps/,
  },
  { does: 'explains insights', line: 'insights --help', code: 0, out: /Examples:/ },
  { does: 'knows no other command', line: 'statsu', code: 2, err: /unknown command 'statsu'[\s\S]*status/ },
  {
    does: 'knows no other option',
    line: 'run --dat 2026-01-01',
    code: 2,
    err: /unknown option[\s\S]*--date/,
  },

  // Repairs
  { does: 'has nothing to repair', line: 'doctor', code: 0, err: /^nothing to repair$/m },
  {
    does: 'has nothing to repair on the first day',
    line: 'doctor --data-dir none',
    code: 0,
    err: /^nothing to repair$/m,
  },
  {
    does: 'names what the configuration lacks',
    line: 'doctor --config wrong.jsonc',
    code: 1,
    out: /spotfy.*correct the configuration/,
    err: /^error: 1 thing to repair$/m,
  },
  {
    does: 'misses credentials',
    line: 'doctor --config mine.jsonc',
    code: 1,
    out: /SPOTIFY_CLIENT_ID is not set/,
    err: /1 thing to repair/,
  },
  {
    does: 'pulls from somewhere',
    line: 'pull',
    code: 2,
    err: /expected s3:\/\/bucket.*--target aws, got null/,
  },
  {
    does: 'knows the policy of a cloud only',
    line: 'doctor --policy',
    code: 2,
    err: /name it with --target aws/,
  },

  // Before there is anything
  { does: 'has a status on the first day', line: 'status --data-dir none', code: 0, err: /no run yet/ },
  {
    does: 'has a status as JSON, too',
    line: 'status --data-dir none --format json',
    code: 0,
    out: /"charts": \[\]/,
  },
  { does: 'says how to fill it', line: 'insights chart --data-dir none', code: 1, err: /fill it with/ },
  {
    does: 'describes without a warehouse',
    line: 'describe landing.songs --data-dir none',
    code: 0,
    out: /"name":"isrc"/,
    err: /one row/,
  },

  // In the cloud
  {
    does: 'deploys to AWS alone where no Snowflake account is configured, and needs charts for it',
    line: 'deploy',
    code: 2,
    err: /no Snowflake account is configured[\s\S]*got none/,
  },
  { does: 'deploys nowhere else', line: 'deploy --target mars', code: 2, err: /Allowed choices are/ },
  {
    does: 'deploys nothing without charts',
    line: 'deploy --target aws --config empty.jsonc',
    code: 2,
    err: /expected a chart to deploy, got none; add one under "charts"/,
  },
  {
    does: 'deploys for nobody',
    line: 'deploy --target aws --config mine.jsonc',
    code: 1,
    err: /could not be asked for sts:GetCallerIdentity: Region is missing; set AWS_PROFILE/,
  },
  {
    does: 'writes a template into a file',
    line: 'deploy --target aws --template . --config mine.jsonc',
    code: 2,
    err: /--template: expected a file to write, got the folder /,
  },
  {
    does: 'plans or writes a template',
    line: 'deploy --target aws --plan --template x.json',
    code: 2,
    err: /name one of them/,
  },
  {
    does: 'puts only credentials that there are',
    line: 'credentials put deezer',
    code: 2,
    err: /deezer takes no credentials; those that do are spotify/,
  },
  {
    does: 'puts credentials out of the environment',
    line: 'credentials put spotify --config empty.jsonc',
    code: 2,
    err: /expected SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET in the environment/,
  },

  // Running
  {
    does: 'skips what is there',
    line: 'run --chart brazil-top-50 --date 2026-01-03 --format csv',
    code: 0,
    out: /^position,[\s\S]*\n50,/,
    err: /there already/,
  },
  {
    does: 'names the chart that is meant',
    line: 'run --chart brazil-top-5',
    code: 2,
    err: /did you mean brazil-top-50/,
  },
  {
    does: 'asks for no day that is none',
    line: 'run --date 2026-02-30',
    code: 2,
    err: /expected a day as YYYY-MM-DD/,
  },
  {
    does: 'asks for no day to come',
    line: 'run --date 3026-01-01',
    code: 2,
    err: /no chart for 3026-01-01 yet/,
  },
  { does: 'knows its sources', line: 'run --source radio', code: 2, err: /there is no source radio/ },
  {
    does: 'needs charts of Spotify',
    line: 'run --source spotify',
    code: 2,
    err: /no chart of its own; add yours/,
  },
  {
    does: 'asks Deezer for today only',
    line: 'run --source deezer --date 2026-01-01',
    code: 2,
    err: /only serves today's chart/,
  },
  {
    does: 'fills no past of Deezer',
    line: 'backfill --source deezer --from 2026-01-01',
    code: 2,
    err: /only serves today's chart/,
  },
  { does: 'needs to know from when', line: 'backfill', code: 2, err: /--from/ },
  {
    does: 'fills no span that ends before it begins',
    line: 'backfill --from 2026-01-02 --to 2026-01-01',
    code: 2,
    err: /is after/,
  },
  {
    does: 'fills nothing twice',
    line: 'backfill --from 2026-01-01 --to 2026-01-03 --chart brazil-top-50',
    code: 0,
    err: /is there already/,
  },
  {
    does: 'asks for an app where Spotify is asked',
    line: 'run --config mine.jsonc',
    code: 1,
    err: /set SPOTIFY_CLIENT_ID/,
  },

  // Configuration
  {
    does: 'wants the configuration that was named',
    line: 'status --config nowhere.jsonc',
    code: 2,
    err: /expected a configuration file/,
  },
  {
    does: 'points at what is wrong in it',
    line: 'status --config wrong.jsonc',
    code: 2,
    err: /wrong\.jsonc:1:\d+: charts\[0\]\.chart: expected a slug[\s\S]*charts\[0\]\.source/,
  },
  { does: 'wants a chart in it', line: 'run --config empty.jsonc', code: 2, err: /configures no chart/ },

  // Importing
  {
    does: 'imports nothing twice',
    line: 'import days.csv --source spotify --chart mine',
    code: 0,
    out: /"outcome":"already"/,
    err: /1 file: 1 there already/,
  },
  {
    does: 'refuses a file with the reason',
    line: 'import letter.txt',
    code: 1,
    out: /"outcome":"refused"/,
    err: /1 of 1 file refused/,
  },
  { does: 'needs a file', line: 'import nowhere.csv', code: 1, out: /refused/, err: /no such file/ },

  // Insights
  { does: 'lists all insights', line: 'insights', code: 0, out: /"insight":"top_artists"/ },
  {
    does: 'prints a row a line in a pipe',
    line: 'insights climbers --limit 1',
    code: 0,
    out: /^(\{.*\}\n)+$/,
  },
  {
    does: 'prints one object as JSON',
    line: 'insights climbers --format json',
    code: 0,
    out: /^\{\n {2}"insight": "climbers",\n {2}"parameters": [\s\S]*"coverage": [\s\S]*"rows": \[/,
  },
  { does: 'prints CSV', line: 'insights climbers --format csv', code: 0, out: /^place,movement,position,/ },
  {
    does: 'prints a table',
    line: 'insights climbers --format table',
    code: 0,
    out: /^ place {2}movement/,
    err: /^Climbers: simulator\/global-top-100, on 2026-01-03/,
  },
  {
    does: 'takes another chart',
    line: 'insights chart --chart simulator/brazil-top-50 --on 2026-01-01 --limit 1',
    code: 0,
    out: /"status":"FIRST"/,
  },
  {
    does: 'names the insight that is meant',
    line: 'insights climber',
    code: 2,
    err: /did you mean climbers/,
  },
  {
    does: 'names the parameter that is meant',
    line: 'insights climbers --limt 5',
    code: 2,
    err: /did you mean limit/,
  },
  { does: 'wants a value', line: 'insights climbers --limit', code: 2, err: /--limit expects a value/ },
  {
    does: 'wants one of the formats',
    line: 'insights climbers --format xml',
    code: 2,
    err: /table, json, ndjson, csv/,
  },
  {
    does: 'derives nothing of Spotify unasked',
    line: 'insights chart --chart mine',
    code: 1,
    err: /"acceptTerms": true[\s\S]*hitparade\.jsonc/,
  },
  {
    does: 'derives it once the terms are accepted',
    line: 'insights chart --chart mine --config accepted.jsonc --data-dir hitparade-data',
    code: 0,
    out: /"song":"Elm"/,
  },
  {
    does: 'tells of trust in any case',
    line: 'insights coverage',
    code: 0,
    out: /"source":"spotify","chart":"mine"/,
  },
  {
    does: 'lets SQL read Spotify in any case',
    line: 'sql "select count(*) as n from core.chart_history where source = \'spotify\'"',
    code: 0,
    out: /^\{"n":2\}\n$/,
  },

  // Exports
  {
    does: 'writes the tables for BI tools into a folder, and of Spotify the raw facts',
    line: 'export',
    code: 0,
    out: /hitparade-export\/chart_entries\.parquet","rows":452,[\s\S]*hitparade\.pbids/,
    err: /19 columns that are worked out \(movement, status, …\) are empty: insights over rows of spotify are off/,
  },
  {
    does: 'writes one chart as a workbook, and what opens it in Tableau and Power BI',
    line: 'export --chart brazil-top-50 --from 2026-01-02 -o books/brazil.xlsx',
    code: 0,
    out: /books\/brazil\.xlsx"[\s\S]*books\/brazil\.tds"[\s\S]*books\/brazil\.pbids"/,
  },
  {
    does: 'writes an insight by the ending of the file',
    line: 'export --insight chart --chart brazil-top-50 --limit 5 --out five.csv',
    code: 0,
    out: /five\.csv","rows":5,/,
  },
  {
    does: 'writes an insight as a workbook where nothing is said',
    line: 'export --insight climbers --limit=3',
    code: 0,
    out: /climbers\.xlsx","rows":\d+,/,
  },
  {
    does: 'exports no insight of Spotify unasked',
    line: 'export --insight chart --chart mine',
    code: 1,
    err: /"acceptTerms": true/,
  },
  { does: 'overwrites nothing', line: 'export --out days.csv --insight chart', code: 2, err: /--force/ },
  {
    does: 'takes an insight and its place as options',
    line: 'export climbers',
    code: 2,
    err: /did you mean --insight climbers/,
  },
  {
    does: 'takes a place as an option',
    line: 'export all.xlsx',
    code: 2,
    err: /did you mean --out all\.xlsx/,
  },
  {
    does: 'puts seven tables into no single CSV',
    line: 'export --out all.csv',
    code: 2,
    err: /do not go into one \.csv/,
  },
  {
    does: 'wants one format',
    line: 'export --out all.xlsx --format csv',
    code: 2,
    err: /ends like xlsx and --format says csv/,
  },
  {
    does: 'takes parameters of insights with an insight only',
    line: 'export --limit 5',
    code: 2,
    err: /no parameter limit without --insight/,
  },
  {
    does: 'knows the charts that it exports',
    line: 'export --chart brazil-top-5 --out none',
    code: 2,
    err: /did you mean brazil-top-50/,
  },
  {
    does: 'exports no days without an issue',
    line: 'export --from 2026-02-01 --out none',
    code: 1,
    err: /go from 2026-01-01 to 2026-01-03/,
  },
  {
    does: 'exports no span that ends before it begins',
    line: 'export --from 2026-01-03 --to 2026-01-01 --out none',
    code: 2,
    err: /is after/,
  },

  // SQL, search, description
  {
    does: 'asks the tables for BI tools',
    line: 'sql "select song from bi.chart_rows where chart_key = \'spotify/mine\' and is_newest"',
    code: 0,
    out: /^\{"song":"Elm"\}\n$/,
  },
  {
    does: 'prints the rows of a query as an array',
    line: 'sql "select 1 as a, null as b" --format json',
    code: 0,
    out: /^\[\n {2}\{\n {4}"a": 1,\n {4}"b": null\n {2}\}\n\]\n$/,
  },
  { does: 'writes nothing', line: 'sql "delete from landing.songs"', code: 1, err: /read-only/ },
  {
    does: 'reads no other file',
    line: 'sql "select * from read_csv(\'days.csv\')"',
    code: 1,
    err: /disabled/,
  },
  {
    does: 'says what is wrong with a query',
    line: 'sql "select nothing from nowhere"',
    code: 1,
    err: /nowhere/,
  },
  { does: 'needs a query', line: 'sql " "', code: 2, err: /expects a query/ },
  { does: 'finds songs', line: 'find ELM', code: 0, out: /"kind":"song"[\s\S]*"name":"Elm"/ },
  { does: 'finds nothing without failing', line: 'find xyzzy', code: 0, err: /no song or artist/ },
  {
    does: 'describes a table',
    line: 'describe chart_history',
    code: 0,
    out: /"name":"streak"/,
    err: /one row per entry/,
  },
  {
    does: 'describes nothing unknown',
    line: 'describe chart_histori',
    code: 2,
    err: /did you mean chart_history/,
  },
  {
    does: 'describes a table for BI tools',
    line: 'describe bi.songs',
    code: 0,
    out: /"name":"recording_key","type":"text"/,
    err: /one row per song/,
  },
  { does: 'lists what it can describe', line: 'describe', code: 0, out: /"name":"core.issues"/ },

  // The rest
  { does: 'tells the state of everything', line: 'status', code: 0, out: /"chart":"mine"/, err: /last run/ },
  { does: 'makes the warehouse again', line: 'rebuild', code: 0, err: /rebuilt 3 charts/ },
  { does: 'serves at a real port', line: 'simulate --port 99999', code: 2, err: /from 0 to 65535/ },
]

describe('the command line', () => {
  it.concurrent.each(cases)('$does: hitparade $line', async ({ line, code, out, err }) => {
    const ended = await run(...wordsOf(line))
    // Named together, so that a failure shows the words.
    expect({ ...ended, stdout: '' }).toMatchObject({ code, stderr: expect.stringMatching(err ?? /(?:)/) })
    expect(ended.stdout).toMatch(out ?? /^$/)
    // Words that a person must act on begin with the error, and no stack ever shows.
    if (code !== 0) expect(ended.stderr).toMatch(/^error: /m)
    expect(ended.stderr).not.toMatch(/please report it/)
  })
})

describe('charts that are fetched', () => {
  it('come from Deezer without an account, are shown and are stored', async () => {
    const data = Array.from({ length: 3 }, (_, index) => deezerTrack(index + 1))
    const { url } = await serve(() => ({ body: { data, total: 3 } }))
    await configured('deezer.jsonc', { sources: { deezer: { url } }, data_dir: 'deezer' })
    const ended = await run('run', '--source', 'deezer', '--config', 'deezer.jsonc')
    expect(ended).toMatchObject({ code: 0, stderr: expect.stringContaining('terms of deezer') })
    expect(rowsOf(ended).map(({ position, status }) => [position, status])).toEqual([
      [1, 'FIRST'],
      [2, 'FIRST'],
      [3, 'FIRST'],
    ])
    const status = await run('status', '--config', 'deezer.jsonc')
    expect(rowsOf(status)).toMatchObject([{ source: 'deezer', chart: 'top-worldwide', entries: 3 }])
  })

  it('fail with a word where no network is', async () => {
    const ended = await run('run', '--source', 'deezer', '--config', 'deaf.jsonc')
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toMatch(/deezer cannot be reached/)
    expect((await run('status', '--config', 'deaf.jsonc')).stderr).toMatch(/1 failed \(Unreachable\)/)
  })

  it('are asked for again, at any instant, and reprocessed to the same', async () => {
    const here = ['--data-dir', 'again', '--chart', 'japan-top-50', '--source', 'simulator']
    const at = [...here, '--at', '2026-01-05T12:00Z']
    expect((await run('run', ...at)).stderr).toMatch(/1 stored/)
    expect((await run('run', ...at, '--again')).stderr).toMatch(/1 stored/)
    expect((await run('run', ...here, '--date', '2026-01-05')).stderr).toMatch(/1 there already/)
    const before = await run('insights', 'chart', '--data-dir', 'again')
    const again = await run('reprocess', '--data-dir', 'again')
    expect(again.stderr).toMatch(/^transforming [12] raw objects? again/)
    expect((await run('insights', 'chart', '--data-dir', 'again')).stdout).toBe(before.stdout)
  })
})

describe('a pipe and a signal', () => {
  it('may close early', async () => {
    const child = start(['sql', 'select * from core.chart_history'], folder)
    child.stdout.once('data', () => child.stdout.destroy())
    const [code] = await once(child, 'close')
    expect(code).toBe(0)
  })

  it('end the simulator, and two cannot share a port', async () => {
    const child = start(['simulate'], folder)
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const url = line.toString().trim()
    expect(await (await fetch(url)).json()).toMatchObject({ name: 'hitparade simulator' })
    const second = await run('simulate', '--port', new URL(url).port)
    expect(second).toMatchObject({ code: 1, stdout: '' })
    expect(second.stderr).toMatch(/^error: cannot listen on port/)
    child.kill('SIGINT')
    const [code] = await once(child, 'close')
    expect(code).toBe(0)
  })
})

it('reading leaves no file behind where nothing was', async () => {
  await run('status', '--data-dir', 'untouched')
  expect(await readdir(folder)).not.toContain('untouched')
})

/** `sql "select 1"` → `['sql', 'select 1']` */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')
}
