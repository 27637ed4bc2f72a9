import type { Watch } from '../pipeline.ts'
import type { LoadStep } from '../warehouse/duckdb/load-curated.ts'

/** Milliseconds of work before the first line of progress. */
const DELAY = 800
/** Milliseconds between two lines of progress: on a terminal, which redraws one line, and in a log. */
const TERMINAL_INTERVAL = 100
const LOG_INTERVAL = 5_000

const stepNames = {
  extract: 'extracting',
  import: 'importing',
  pull: 'pulling',
  push: 'pushing',
  purge: 'deleting',
  transform: 'transforming',
  load: 'loading',
} as const

const loadSteps: Record<LoadStep, string> = {
  copy: 'copying the warehouse',
  land: 'reading the new files',
  commit: 'writing',
  committed: 'written',
  compute: 'computing the charts',
  publish: 'publishing',
  published: 'published',
  pack: 'packing the files of past months',
}

export interface Progress {
  /** Shows how far a pipeline is. */
  watch: Watch
  show(line: string): void
}

/**
 * Runs work that reports its progress on stderr: as one line on a terminal, which is cleared at the end and before an
 * error, or as a line every few seconds in a log.
 */
export async function withProgress<T>(work: (progress: Progress) => Promise<T>): Promise<T> {
  const start = performance.now()
  const isTerminal = process.stderr.isTTY === true
  const interval = isTerminal ? TERMINAL_INTERVAL : LOG_INTERVAL
  let last = 0
  const show = (line: string) => {
    const now = performance.now()
    if (now - start < DELAY || now - last < interval) return
    last = now
    process.stderr.write(
      isTerminal ? `${clearLine}${line.slice(0, (process.stderr.columns || 80) - 1)}` : `${line}\n`,
    )
  }
  try {
    return await work({ show, watch: (step, done, total, what) => show(formatStep(step, done, total, what)) })
  } finally {
    if (isTerminal && last > 0) process.stderr.write(clearLine)
  }
}

function formatStep(...[step, done, total, what]: Parameters<Watch>): string {
  if (total === 0) return `${stepNames[step]}: ${(step === 'load' && loadSteps[what as LoadStep]) || what}`
  const detail = what === 'objects' || what === 'files' ? '' : ` (${what})`
  return `${stepNames[step]}: ${done} of ${total}${detail}`
}

/** Runs work that reports no progress: on a terminal its seconds are counted on stderr. */
export async function withElapsedTime<T>(what: string, work: Promise<T>): Promise<T> {
  if (process.stderr.isTTY !== true) return work
  const start = performance.now()
  let isShown = false
  const timer = setInterval(() => {
    isShown = true
    process.stderr.write(`${clearLine}${what} … ${Math.round((performance.now() - start) / 1000)} s`)
  }, 1_000)
  try {
    return await work
  } finally {
    clearInterval(timer)
    if (isShown) process.stderr.write(clearLine)
  }
}

/** Moves to the start of the line and deletes it. */
const clearLine = '\r\x1b[2K'
