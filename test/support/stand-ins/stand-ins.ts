import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { replaceParameters } from '../../../src/warehouse/sql-parameters.ts'
import { quoteSnowflakeLiteral } from '../../../src/warehouse/sql-text.ts'
import type { Parameters, Result, Value } from '../../../src/warehouse/warehouse.ts'

/** An engine that reads Snowflake's SQL, or nearly: one Python process that is asked line by line. */
export interface StandIn<Name extends EngineName = StandInName> {
  name: Name
  /** Runs one statement; `:name` in it is bound to the parameter of that name. */
  query(sql: string, parameters?: Parameters): Promise<Result>
  /** Puts the rows of Parquet files into a landing table, by name. */
  land(table: string, files: string[]): Promise<void>
  close(): Promise<void>
}

const programs = {
  fakesnow: resolve('.peers/bin/python'),
  databend: resolve('.peers/databend/bin/python'),
  duckdb: resolve('.peers/duckdb/bin/python'),
}
type EngineName = keyof typeof programs

/** Those that read Snowflake's SQL. `duckdb` reads what the local warehouse reads. */
export type StandInName = Exclude<EngineName, 'duckdb'>

/** What has to be done before this engine can be started; null: nothing. */
export function lackOfStandIn(name: EngineName): string | null {
  return existsSync(programs[name]) ? null : `${name} is missing: run npm run peers (needs Python 3)`
}

/** The Python that has it. */
export function getPython(name: StandInName): string {
  return programs[name]
}

/** Starts an engine; but for the arguments of `duckdb`, a file and its settings, without any object in it. */
export async function openStandIn<Name extends EngineName>(
  name: Name,
  ...more: string[]
): Promise<StandIn<Name>> {
  const child = spawn(programs[name], [resolve('test/support/stand-ins/stand-in.py'), name, ...more], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: '/usr/bin:/bin', TZ: 'UTC', PYTHONWARNINGS: 'ignore' },
  })
  const ask = asking(child)
  return {
    name,
    async query(sql, parameters = {}) {
      const values: Parameters[string][] = []
      const named: Parameters = {}
      const text = replaceParameters(sql, (word) => {
        const value = parameters[word]
        if (value === undefined) throw new Error(`:${word} was not given`)
        if (name === 'databend') return toLiteral(value)
        if (name === 'duckdb') {
          named[word] = value
          return `$${word}`
        }
        values.push(value)
        return '?'
      })
      return toResult(await ask({ sql: text, parameters: name === 'duckdb' ? named : values }))
    },
    async land(table, files) {
      if (files.length > 0) await ask({ land: table, files })
    },
    async close() {
      if (child.exitCode !== null) return
      child.stdin?.end()
      await once(child, 'exit')
    },
  }
}

/** Databend knows no parameters, and in its literals a backslash is an escape. */
function toLiteral(value: Parameters[string]): string {
  return typeof value === 'string' ? quoteSnowflakeLiteral(value) : String(value)
}

interface Reply {
  columns: string[]
  rows: Value[][]
  error?: string
}

/** One request at a time: the process answers in the order of the lines. */
function asking(child: ChildProcess): (request: object) => Promise<Reply> {
  const { stdin, stdout, stderr } = child
  if (stdin === null || stdout === null || stderr === null) throw new Error('the process has no pipes')
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]()
  let words = ''
  stderr.on('data', (chunk) => {
    words = `${words}${chunk}`.slice(-2000)
  })
  return async (request) => {
    stdin.write(`${JSON.stringify(request)}\n`)
    const { value, done } = await lines.next()
    if (done) throw new Error(`the stand-in ended: ${words}`)
    const reply: Reply = JSON.parse(value)
    if (reply.error !== undefined) throw new Error(reply.error)
    return reply
  }
}

function toResult({ columns, rows }: Reply): Result {
  return {
    columns,
    rows: rows.map((values) =>
      Object.fromEntries(columns.map((column, index) => [column, values[index] ?? null])),
    ),
  }
}
