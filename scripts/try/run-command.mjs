// Runs the command line of this clone, as a person does.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { startFolder } from './options.mjs'

const launcher = fileURLToPath(new URL('../../hitparade', import.meta.url))

/** Settings that would make a walk work on data or objects that are not its own. */
const foreign = /^HITPARADE_|^SNOWFLAKE_(ROLE|WAREHOUSE|DATABASE)$/

/** A command that ended with another exit code than 0. */
export class CommandError extends Error {
  constructor(args, { code, stdout, stderr }) {
    const last = stderr.trim().split('\n').slice(-15).join('\n')
    super(`hitparade ${args.join(' ')} ended with exit code ${code}\n${last}`)
    Object.assign(this, { code, stdout, stderr })
  }
}

/**
 * Runs a command to its end and returns its output, which `isShown` also passes on. Throws a `CommandError`. An aborted
 * signal ends it; Ctrl+C alone does not, because the command has a process group of its own.
 */
export async function runCommand(args, { config, signal, isShown = false }) {
  signal?.throwIfAborted()
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)))
  const child = spawn(process.execPath, [launcher, ...args, '--config', config], {
    cwd: startFolder,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const kill = () => endGroup(child.pid)
  signal?.addEventListener('abort', kill)
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', (text) => {
      output[name] += text
      if (isShown) process.stdout.write(text)
    })
  }
  const code = await new Promise((end, fail) => {
    child.once('error', fail)
    child.once('close', end)
  })
  signal?.removeEventListener('abort', kill)
  signal?.throwIfAborted()
  if (code !== 0) throw new CommandError(args, { code, ...output })
  return output
}

function endGroup(pid) {
  try {
    process.kill(-pid, 'SIGTERM')
  } catch (error) {
    // It has just ended.
    if (error.code !== 'ESRCH') throw error
  }
}
