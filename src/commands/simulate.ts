import { getMessage, HitparadeError, UsageError } from '../domain/errors.ts'
import type { Simulator, SimulatorOptions } from '../simulator/simulator-server.ts'
import { printNote } from '../terminal/print.ts'
import { type EmptyCommand, examples } from './shared-options.ts'

export function defineCommand(empty: EmptyCommand) {
  empty
    .option('--port <port>', 'port on 127.0.0.1 (default: a free one)')
    .option('--seed <seed>', 'whole number that selects another invented world')
    .addHelpText('after', examples('simulate --port 8080'))
    .action((options) => simulate(options))
}

/** Serves until it is interrupted. */
async function simulate(options: { port?: string | undefined; seed?: string | undefined }): Promise<void> {
  const simulator = await start({
    ...parseNumber('port', options.port, 65_535),
    ...parseNumber('seed', options.seed, 2 ** 31 - 1),
  })
  process.stdout.write(`${simulator.url}\n`)
  printNote(
    'this address serves the simulated Spotify Web API; open it to see the charts, press Ctrl+C to stop',
  )
  await new Promise<void>((stop) => {
    process.once('SIGINT', stop)
    process.once('SIGTERM', stop)
  })
  await simulator.close()
}

async function start(options: SimulatorOptions): Promise<Simulator> {
  const { startSimulator } = await import('../simulator/simulator-server.ts')
  try {
    return await startSimulator(options)
  } catch (error) {
    const { port = null } = options
    throw new HitparadeError('Port', `cannot listen on port ${port}: ${getMessage(error)}`, {
      advice: 'pass another --port, or leave it out to use a free one',
      details: { port },
      cause: error,
    })
  }
}

function parseNumber(name: string, text: string | undefined, most: number): Record<string, number> {
  if (text === undefined) return {}
  if (/^\d+$/.test(text) && Number(text) <= most) return { [name]: Number(text) }
  throw new UsageError(`--${name} expects a whole number from 0 to ${most}, got ${JSON.stringify(text)}`)
}
