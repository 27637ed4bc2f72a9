import type { Watch } from '../pipeline.ts'

/** Nothing is shown of work that takes less: milliseconds. */
const PATIENCE = 800
/** Between two lines of progress where the terminal cannot redraw one: milliseconds. */
const PACE = 5_000

const words = {
  extract: 'extracting',
  import: 'importing',
  transform: 'transforming',
  load: 'loading',
} as const

/** A line of progress on stderr for anything that takes over a second; a log line now and then where there is no terminal. */
export function progress(): { watch: Watch; end(): void } {
  const began = performance.now()
  const isTerminal = process.stderr.isTTY === true
  let last = 0
  let shown = false
  return {
    watch(stage, done, total, what) {
      const now = performance.now()
      if (now - began < PATIENCE || now - last < (isTerminal ? 100 : PACE)) return
      last = now
      shown = true
      const count = total > 0 ? `${done} of ${total}` : what
      const line = `${words[stage]} ${count}${total > 0 && what !== 'objects' ? ` (${what})` : ''}`
      process.stderr.write(isTerminal ? `\r\x1b[2K${line}` : `${line}\n`)
    },
    end() {
      if (shown && isTerminal) process.stderr.write('\r\x1b[2K')
    },
  }
}
