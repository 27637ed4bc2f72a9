import { addCharts, addSpotifyChart, type Case, describeCases, useFolder } from './support/cases.ts'

const folder = useFolder(async (created) => {
  await created.write('accepted.jsonc', { sources: { spotify: { acceptTerms: true } } })
  await addCharts(created)
  await addSpotifyChart(created)
})

const cases: Case[] = [
  {
    does: 'fails with advice before the first run',
    line: 'insights chart --data-dir none',
    code: 1,
    err: /fill it with/,
  },
  { does: 'lists all insights', line: 'insights', code: 0, out: /"insight":"top_artists"/ },
  {
    does: 'prints NDJSON in a pipe',
    line: 'insights climbers --limit 1',
    code: 0,
    out: /^(\{.*\}\n)+$/,
  },
  {
    does: 'prints rows, parameters and coverage as one JSON object',
    line: 'insights climbers --format json',
    code: 0,
    out: /^\{\n {2}"insight": "climbers",\n {2}"parameters": [\s\S]*"coverage": [\s\S]*"rows": \[/,
  },
  {
    does: 'prints CSV',
    line: 'insights climbers --format csv',
    code: 0,
    out: /^chart_date,place,movement,position,/,
  },
  {
    does: 'prints a table',
    line: 'insights climbers --format table',
    code: 0,
    out: /^ place {2}movement/,
    err: /^Climbers: simulator\/global-top-100, on 2026-01-03/,
  },
  {
    does: 'prints one row as one field per line',
    line: 'insights chart --limit 1 --format table',
    code: 0,
    out: /^ position +1\n previous_position +\d+\n movement +\S+\n song +\S.*\n/,
  },
  {
    does: 'answers for the named chart and date',
    line: 'insights chart --chart simulator/brazil-top-50 --on 2026-01-01 --limit 1',
    code: 0,
    out: /"status":"FIRST"/,
  },
  {
    does: 'names the ways in which credits are counted and read',
    line: 'insights top_artists --limit 1 --format table',
    code: 0,
    out: /^ place {10}1\n artist {2}/,
    err: /^Top artists: simulator\/global-top-100, .*credit each, credits as listed, limit 1/,
  },
  {
    does: 'notes that a source lists its artists',
    line: 'insights top_artists --limit 1 --credits text',
    code: 0,
    out: /"place":1/,
    err: /the source lists its artists, so --credits has no effect/,
  },
  {
    does: 'suggests the parameter that has the value',
    line: 'insights top_artists --credits lead',
    code: 2,
    err: /--credits expects split or text, got "lead"; did you mean --credit lead\?/,
  },
  {
    does: 'suggests the parameter that has the value, the other way round',
    line: 'insights top_artists --credit split',
    code: 2,
    err: /--credit expects each, lead or fractional, got "split"; did you mean --credits split\?/,
  },
  {
    does: 'suggests the insight with a similar name',
    line: 'insights climber',
    code: 2,
    err: /did you mean climbers/,
  },
  {
    does: 'suggests the parameter with a similar name',
    line: 'insights climbers --limt 5',
    code: 2,
    err: /climbers has no parameter --limt; did you mean --limit\?/,
  },
  {
    does: 'fails for a parameter without a value',
    line: 'insights climbers --limit',
    code: 2,
    err: /--limit expects a value/,
  },
  {
    does: 'fails for an unknown format',
    line: 'insights climbers --format xml',
    code: 2,
    err: /table, json, ndjson, csv/,
  },
  {
    does: 'fails for Spotify data until its terms are accepted',
    line: 'insights chart --chart mine',
    code: 1,
    err: /"acceptTerms": true[\s\S]*hitparade\.jsonc/,
  },
  {
    does: 'answers for Spotify data once its terms are accepted',
    line: 'insights chart --chart mine --config accepted.jsonc --data-dir hitparade-data',
    code: 0,
    out: /"song":"Elm"/,
  },
  {
    does: 'reports the coverage of Spotify data without accepted terms',
    line: 'insights coverage',
    code: 0,
    out: /"source":"spotify","chart":"mine"/,
  },
  {
    does: 'reads Spotify data with SQL without accepted terms',
    line: 'sql "select count(*) as n from core.chart_history where source = \'spotify\'"',
    code: 0,
    out: /^\{"n":2\}\n$/,
  },
]

describeCases('insights', folder, cases)
