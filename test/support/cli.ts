import { spawn } from 'node:child_process'
import { resolve } from 'node:path'

export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

const built = resolve('dist/cli.js')

/** An environment in which nothing is configured. */
export const bare = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(HITPARADE|SPOTIFY|AWS|SNOWFLAKE)_|^(NO|FORCE)_COLOR$|^INIT_CWD$/.test(name),
  ),
)

/** Starts the built command line in a folder; the environment holds nothing of ours but what is given. */
export function start(args: string[], cwd: string, environment: Record<string, string> = {}) {
  const env = { ...bare, ...environment }
  return spawn(process.execPath, [built, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
}

/** Runs it to its end, its output in a pipe. */
export function hitparade(
  args: string[],
  cwd: string,
  environment: Record<string, string> = {},
): Promise<Ended> {
  return collect(start(args, cwd, environment))
}

/** The same where no file may become larger than so many blocks of 512 bytes, as on a disk that fills up. */
export function hitparadeWithin(blocks: number, args: string[], cwd: string): Promise<Ended> {
  const limited = ['-c', `ulimit -f ${blocks}; exec "$0" "$@"`, process.execPath, built, ...args]
  return collect(spawn('sh', limited, { cwd, env: bare, stdio: ['ignore', 'pipe', 'pipe'] }))
}

function collect(child: ReturnType<typeof start>): Promise<Ended> {
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  return new Promise((end, fail) => {
    child.once('error', fail)
    child.once('close', (code) => end({ code, stdout, stderr }))
  })
}
