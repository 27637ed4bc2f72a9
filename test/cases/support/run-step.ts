import { existsSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { type Ended, hitparade } from '../../support/cli.ts'
import { compareIssues, compareMarks, comparePrinted, compareRejects, compareRows } from './compare.ts'
import { deriveFile } from './derive-file.ts'
import { holdWarehouse } from './hold-warehouse.ts'
import { runInProcess } from './in-process.ts'
import type { Step, Table } from './must-schema.ts'
import { countRaw, readState } from './read-state.ts'
import { findMissing, findPresent } from './words.ts'
import { compareWritten } from './written-files.ts'

export interface StepFolders {
  /** The inputs; the files of the step are written here. */
  work: string
  data: string
}

type Row = Record<string, unknown>

/** Commands that print rows. */
const printing = ['import', 'insights', 'sql']

/** Runs a step and gives what differs from what must come out, a line each. */
export async function runStep(step: Step, { work, data }: StepFolders): Promise<string[]> {
  for (const [name, derived] of Object.entries(step.given ?? {})) await deriveFile(work, name, derived)
  if (step.deliver_again === true) {
    await cp(join(data, 'raw/processed'), join(data, 'raw/to_process'), { recursive: true })
  }
  const holder =
    step.held === undefined ? null : await holdWarehouse(join(data, 'warehouse.duckdb'), step.held)
  const lines = [step.run, step.beside ?? []].filter(({ length }) => length > 0)
  const run = (line: string[]) => runLine(completeLine(line, { work, data }), step, work)
  const ended = await Promise.all(lines.map(run)).finally(() => holder?.release())
  const rows = ended[0]?.code === 0 || step.run[0] === 'import' ? parseRows(ended[0]?.stdout ?? '') : []
  const output = ended.flatMap(({ stderr }) => stderr.replaceAll(`${work}/`, '').split('\n'))
  const said = [...output, ...(step.run[0] === 'import' ? rows.flatMap(listWords) : stdoutLines(ended))]
  const says = JSON.parse(JSON.stringify(step.says ?? []).replaceAll('{holder}', String(holder?.pid)))
  return [
    ...ended.flatMap(({ code }) => (code === step.exit ? [] : [`exit code ${code}, expected ${step.exit}`])),
    ...findPresent(['please report it'], output).map(() => 'ended with a stack trace'),
    ...findMissing(says, said).map((words) => `does not say ${JSON.stringify(words)}`),
    ...findPresent(step.never ?? [], said).map((words) => `says ${JSON.stringify(words)}`),
    ...findMissing(
      (step.not_used ?? []).map((name) => ['not used', name]),
      said.map((line) => line.replaceAll('not_used', 'not used')),
    ).map((words) => `does not list ${words[1]} as not used`),
    ...(step.files === undefined ? [] : compareFiles(step.files, rows)),
    ...(step.prints === undefined ? [] : comparePrinted(step.prints, rows)),
    ...(step.prints_some === undefined ? [] : compareRows(step.prints_some, rows)),
    ...compareMarks(step.marked ?? [], rows),
    ...(await compareState(step, data)),
    ...(await compareWritten(step, work)),
  ]
    .map((problem) => problem.replaceAll(work, '.'))
    .concat(ended.some(({ code }) => code !== step.exit) ? output.map((line) => `  | ${line}`) : [])
}

/** The line with the data folder, and with the paths of its files. */
function completeLine([command = '', ...args]: string[], { work, data }: StepFolders): string[] {
  const paths = args.map((arg, index) => {
    const isPath = ['--out', '--config'].includes(args[index - 1] ?? '')
    return isPath || (!arg.startsWith('-') && existsSync(join(work, arg))) ? join(work, arg) : arg
  })
  const format = printing.includes(command) && !args.includes('--format') ? ['--format', 'json'] : []
  return [command, ...paths, ...format, '--data-dir', data]
}

/** In this process, unless the step needs a process of its own. */
function runLine(line: string[], { env, held, beside }: Step, work: string): Promise<Ended> {
  const isOwn = env !== undefined || held !== undefined || beside !== undefined
  return isOwn ? hitparade(line, work, env) : runInProcess(line)
}

function parseRows(stdout: string): Row[] {
  try {
    const parsed = JSON.parse(stdout)
    return Array.isArray(parsed) ? parsed : (parsed.rows ?? [])
  } catch {
    return []
  }
}

function stdoutLines(ended: Ended[]): string[] {
  return ended.flatMap(({ stdout }) => stdout.split('\n'))
}

/** What the rows of an import say, without the names of their files. */
function listWords(row: Row): string[] {
  const counted = ['path', 'outcome', 'source', 'charts', 'first_date', 'last_date']
  return Object.entries(row).flatMap(([name, value]) =>
    counted.includes(name)
      ? []
      : [value].flat().map((text) => `${name}: ${typeof text === 'string' ? text : JSON.stringify(text)}`),
  )
}

function compareFiles(must: NonNullable<Step['files']>, rows: Row[]): string[] {
  const names = Object.keys(must)
  const strange = rows.filter(({ path }) => !names.some((name) => String(path).endsWith(`/${name}`)))
  const problems = Object.entries(must).flatMap(([name, { reason = [], charts, ...facts }]) => {
    const row = rows.find(({ path }) => String(path).endsWith(`/${name}`))
    if (row === undefined) return [`${name}: not printed`]
    const expected = { ...facts, ...(charts === undefined ? {} : { charts: charts.join(', ') }) }
    const found = {
      ...row,
      charts: String(row.charts ?? '')
        .split(', ')
        .sort()
        .join(', '),
    }
    const because = row.reason === null ? '' : ` (${row.reason})`
    return [
      ...compareRows([Object.keys(expected), Object.values(expected)] as Table, [found]).map(
        (row) => `${name}: ${row}${because}`,
      ),
      ...findMissing(reason, [String(row.reason)]).map(
        (words) => `${name}: the reason has no ${JSON.stringify(words)}: ${row.reason}`,
      ),
    ]
  })
  return [...problems, ...strange.map(({ path }) => `${path} must not be printed`)]
}

async function compareState(step: Step, data: string): Promise<string[]> {
  const { stored, issues, rejects, artists, no_artist: noArtist } = step
  const raw = countRaw(data)
  const problems =
    stored === undefined || stored === raw ? [] : [`${raw} raw objects are stored, expected ${stored}`]
  if ([issues, rejects, artists, noArtist].every((must) => must === undefined)) return problems
  const state = await readState(data)
  return [
    ...problems,
    ...(issues === undefined ? [] : compareIssues(issues, state)),
    ...(rejects === undefined ? [] : compareRejects(rejects, state)),
    ...(artists === undefined || artists === state.artists.length
      ? []
      : [`artists ${JSON.stringify(state.artists)}, expected ${artists}`]),
    ...(noArtist ?? [])
      .filter((name) => state.artists.includes(name))
      .map((name) => `an artist is called ${name}`),
  ]
}
