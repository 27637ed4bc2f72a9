import type { Watch } from '../pipeline.ts'

/** Nothing is shown of work that takes less: milliseconds. */
const PATIENCE = 800
/** Between two lines of progress where the terminal cannot redraw one: milliseconds. */
const PACE = 5_000

const words = {
  extract: 'extracting',
  import: 'importing',
  pull: 'pulling',
  transform: 'transforming',
  load: 'loading',
} as const

/** What a load tells of itself, for people. */
const steps: Record<string, string> = {
  copy: 'copying the warehouse',
  land: 'reading the new files',
  compute: 'computing the charts',
  commit: 'writing',
  publish: 'publishing',
}

/** A line of progress on stderr for anything that takes over a second; a log line now and then where there is no terminal. */
export function progress(): { watch: Watch; show(line: string): void; end(): void } {
  const began = performance.now()
  const isTerminal = process.stderr.isTTY === true
  let last = 0
  let shown = false
  const show = (line: string) => {
    const now = performance.now()
    if (now - began < PATIENCE || now - last < (isTerminal ? 100 : PACE)) return
    last = now
    shown = true
    process.stderr.write(
      isTerminal ? `${redraw}${line.slice(0, (process.stderr.columns || 80) - 1)}` : `${line}\n`,
    )
  }
  return {
    show,
    watch(stage, done, total, what) {
      const count = total > 0 ? `${done} of ${total}` : (steps[what] ?? what)
      show(
        `${words[stage]}: ${count}${total > 0 && !['objects', 'files'].includes(what) ? ` (${what})` : ''}`,
      )
    },
    end() {
      if (shown && isTerminal) process.stderr.write(redraw)
    },
  }
}

/** The same for work that tells nothing of itself: the seconds are counted on a terminal, elsewhere nothing is said. */
export async function withSpinner<T>(what: string, work: Promise<T>): Promise<T> {
  if (process.stderr.isTTY !== true) return work
  const began = performance.now()
  let shown = false
  const timer = setInterval(() => {
    shown = true
    process.stderr.write(`${redraw}${what} … ${Math.round((performance.now() - began) / 1000)} s`)
  }, 1_000)
  try {
    return await work
  } finally {
    clearInterval(timer)
    if (shown) process.stderr.write(redraw)
  }
}

/** Back to the start of a line and nothing on it. */
const redraw = '\r\x1b[2K'
