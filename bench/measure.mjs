// Shared by all measurements: timing, running a part in its own process, and the final table.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Milliseconds of `work`. */
export async function time(work) {
  const began = performance.now()
  await work()
  return performance.now() - began
}

/** The middle value. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}

/** Runs a file of this folder in a new Node process and returns the JSON of its last line. */
export function inProcess(file, ...args) {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const { stdout, stderr, status } = spawnSync(process.execPath, [path, ...args], {
    encoding: 'utf8',
    maxBuffer: 1e8,
    // As the command line sets it.
    env: { UV_THREADPOOL_SIZE: '32', ...process.env },
  })
  if (status !== 0) throw new Error(`${file} ${args.join(' ')} exited with ${status}: ${stderr}`)
  return JSON.parse(stdout.trim().split('\n').at(-1))
}

/** The built command line, as a package starts it. */
export const cli = fileURLToPath(new URL('../dist/hitparade.cjs', import.meta.url))

/** Runs a command in a new process: its seconds from start to end, its peak memory in MB, and its CPU seconds. */
export function runCommand(...args) {
  const folder = mkdtempSync(join(tmpdir(), 'hitparade-usage-'))
  const usage = join(folder, 'usage.json')
  const began = performance.now()
  const { stderr, status } = spawnSync(
    process.execPath,
    ['--import', new URL('report-usage.mjs', import.meta.url).href, cli, ...args],
    { encoding: 'utf8', maxBuffer: 1e8, env: { ...process.env, HITPARADE_BENCH_USAGE: usage } },
  )
  const seconds = (performance.now() - began) / 1000
  if (status !== 0) throw new Error(`hitparade ${args.join(' ')} exited with ${status}: ${stderr}`)
  const used = JSON.parse(readFileSync(usage, 'utf8'))
  rmSync(folder, { recursive: true })
  return { seconds, ...used }
}

/** Peak memory of this process in MB. */
export function peakMegabytes() {
  return process.resourceUsage().maxRSS / 1024
}

/** Prints the table of results. Returns false if one missed its goal. */
export function report(rows) {
  const cells = rows.map((row) => [
    row.what,
    row.against,
    row.measured,
    row.goal,
    row.reached === null ? 'skipped' : row.reached ? 'reached' : 'MISSED',
  ])
  const head = ['what', 'compared to', 'measured', 'goal', '']
  const widths = head.map((title, index) => Math.max(title.length, ...cells.map((row) => row[index].length)))
  const line = (row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index]))
      .join('  ')
      .trimEnd()
  console.log(
    [line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...cells.map(line)].join('\n'),
  )
  return rows.every((row) => row.reached !== false)
}
