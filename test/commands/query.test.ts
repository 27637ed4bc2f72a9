import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { start } from '../support/cli.ts'
import { addCharts, addSpotifyChart, type Case, describeCases, useFolder } from './support/cases.ts'

const folder = useFolder(async (created) => {
  await addCharts(created)
  await addSpotifyChart(created)
})

const cases: Case[] = [
  {
    does: 'describes a table of landing without a warehouse',
    line: 'describe landing.songs --data-dir none',
    code: 0,
    out: /"name":"isrc"/,
    err: /one row/,
  },
  {
    does: 'queries the tables for BI tools',
    line: 'sql "select song from bi.chart_rows where chart_key = \'spotify/mine\' and is_newest"',
    code: 0,
    out: /^\{"song":"Elm"\}\n$/,
  },
  {
    does: 'prints the rows of a query as a JSON array',
    line: 'sql "select 1 as a, null as b" --format json',
    code: 0,
    out: /^\[\n {2}\{\n {4}"a": 1,\n {4}"b": null\n {2}\}\n\]\n$/,
  },
  {
    does: 'fails for a query that writes',
    line: 'sql "delete from landing.songs"',
    code: 1,
    err: /only reads, got DELETE/,
  },
  {
    does: 'fails for a query that reads a file',
    line: 'sql "select * from read_csv(\'days.csv\')"',
    code: 1,
    err: /disabled/,
  },
  {
    does: 'reports what is wrong with a query',
    line: 'sql "select nothing from nowhere"',
    code: 1,
    err: /nowhere/,
  },
  {
    does: 'runs several statements, one after the other',
    line: 'sql "select \';\' as a; -- of it; all\nselect 2 as b;" --format csv',
    code: 0,
    out: /^a\n;\n\nb\n2\n$/,
  },
  {
    does: 'runs nothing if one of several statements writes',
    line: 'sql "select 1 as a; delete from landing.songs"',
    code: 1,
    err: /only reads, got DELETE/,
  },
  {
    does: 'fails for a statement that cannot run, after those before it',
    line: 'sql "select 1 as a; select b from nowhere"',
    code: 1,
    out: /^\{"a":1\}\n$/,
    err: /nowhere/,
  },
  {
    does: 'prints one row as one field per line',
    line: 'sql "select 1 as a, 2 as bc" --format table',
    code: 0,
    out: /^ a {3}1\n bc {2}2\n$/,
  },
  {
    does: 'fails if standard input is empty, too',
    line: 'sql',
    code: 2,
    err: /expects a query, got an empty one/,
  },
  { does: 'fails for an empty query', line: 'sql " "', code: 2, err: /expects a query/ },
  { does: 'fails for a comment alone', line: 'sql "/* of it; */ -- all"', code: 2, err: /expects a query/ },
  {
    does: 'refuses to change settings of the engine',
    line: 'sql "call enable_logging()"',
    code: 1,
    err: /^error: expected a query that only reads, got CALL$/m,
  },
  {
    does: 'finds a song by a part of its title',
    line: 'find ELM',
    code: 0,
    out: /"kind":"song"[\s\S]*"name":"Elm"/,
  },
  {
    does: 'finds a song by words of its title and its artist, in quotes or not',
    line: 'find elm odo',
    code: 0,
    out: /^\{"kind":"song","id":"[^"]*","name":"Elm"/,
  },
  { does: 'succeeds if no name matches', line: 'find xyzzy', code: 0, err: /no song or artist/ },
  {
    does: 'prints no empty table if no name matches',
    line: 'find xyzzy --format table',
    code: 0,
    err: /^no song or artist/,
  },
  {
    does: 'prints an empty array if no name matches',
    line: 'find xyzzy --format json',
    code: 0,
    out: /^\[\]\n$/,
  },
  {
    does: 'describes a table of core',
    line: 'describe chart_history',
    code: 0,
    out: /"name":"streak","type":"(?:integer|bigint)"/,
    err: /one row per entry/,
  },
  {
    does: 'suggests the table with a similar name',
    line: 'describe chart_histori',
    code: 2,
    err: /did you mean chart_history/,
  },
  {
    does: 'names the types of core as those of landing',
    line: 'describe core.songs',
    code: 0,
    out: /"name":"song_id","type":"text"/,
  },
  {
    does: 'says how to list the tables if no name is near',
    line: 'describe weather',
    code: 2,
    err: /there is no table or insight weather; run `hitparade describe` to list them/,
  },
  {
    does: 'describes a table for BI tools',
    line: 'describe bi.songs',
    code: 0,
    out: /"name":"recording_key","type":"text"/,
    err: /one row per song/,
  },
  {
    does: 'describes an insight and the core table of its name, each with its schema',
    line: 'describe artist_history',
    code: 0,
    out: /"name":"peak_position"[\s\S]*"name":"valid_from"/,
    err: /insights\.artist_history: Which songs[\s\S]*core\.artist_history: one row per artist and period/,
  },
  { does: 'lists all tables and insights', line: 'describe', code: 0, out: /"name":"core.issues"/ },
]

describeCases('sql, find and describe', folder, cases)

it('sql reads standard input', async () => {
  const { stdout, status } = spawnSync(
    process.execPath,
    [resolve('dist/cli.js'), 'sql', '--format', 'ndjson'],
    {
      cwd: folder.path(),
      input:
        "select 1 as a;\nselect song from bi.chart_rows where chart_key = 'spotify/mine' and is_newest;\n",
      encoding: 'utf8',
    },
  )
  expect([status, stdout]).toEqual([0, '{"a":1}\n{"song":"Elm"}\n'])
})

it('a reader of the output may close the pipe early', async () => {
  const child = start(['sql', 'select * from core.chart_history'], folder.path())
  child.stdout.once('data', () => child.stdout.destroy())
  const [code] = await once(child, 'close')
  expect(code).toBe(0)
})
