// A chart CSV of 2 million rows: writes it, imports it with one command, or reads it with DuckDB and plain window SQL.
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import { time } from './measure.mjs'

const CHARTS = 10
const DAYS = 1_000
const POSITIONS = 200

const [step, csv, target] = process.argv.slice(2)
const milliseconds = await time({ write, import: importCsv, plain }[step])
console.log(JSON.stringify({ seconds: milliseconds / 1000 }))

/** Songs move up and down and leave: the songs of a day come from a slowly moving window. */
async function write() {
  const out = createWriteStream(csv)
  out.write('date,region,chart,rank,title,artist,streams\n')
  for (let chart = 0; chart < CHARTS; chart += 1) {
    for (let day = 0; day < DAYS; day += 1) {
      const date = new Date(Date.UTC(2020, 0, 1 + day)).toISOString().slice(0, 10)
      let lines = ''
      for (let position = 1; position <= POSITIONS; position += 1) {
        const song = chart * 100_000 + Math.floor(day / 3) * 4 + ((position * 7 + day) % POSITIONS)
        const streams = 9_000_000 - position * 40_000
        lines += `${date},region ${chart},top200,${position},"Song ${song}, part ${song % 3}",Artist ${song % 5000},${streams}\n`
      }
      if (!out.write(lines)) await once(out, 'drain')
    }
  }
  out.end()
  await once(out, 'finish')
}

async function importCsv() {
  const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url))
  const { status, stderr } = spawnSync(process.execPath, [cli, '--data-dir', target, 'import', csv], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
}

async function plain() {
  const instance = await DuckDBInstance.create(target)
  const connection = await instance.connect()
  await connection.run(
    `create table entries as select *, title || '|' || artist as song from read_csv('${csv}')`,
  )
  await connection.run(`
    create table history as
    with numbered as (
      select *, dense_rank() over (partition by region order by date) as issue from entries
    ), stays as (
      select *,
        lag(issue) over w as last_issue, lag(rank) over w as previous_position, min(rank) over w as peak_position,
        row_number() over w as issues_on_chart, first_value(date) over w as debut_date
      from numbered window w as (partition by region, song order by issue)
    ), runs as (
      select *, sum(case when last_issue = issue - 1 then 0 else 1 end) over (
        partition by region, song order by issue) as run_number
      from stays
    )
    select *, row_number() over (partition by region, song, run_number order by issue) as streak from runs`)
  await connection.run('checkpoint')
  connection.closeSync()
  instance.closeSync()
}
