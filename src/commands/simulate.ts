import { getMessage, HitparadeError, UsageError } from '../domain/errors.ts'
import type { Simulator, SimulatorOptions } from '../simulator/simulator-server.ts'
import { printNote } from '../terminal/print.ts'

/** `hitparade simulate`: serves until it is interrupted. */
export async function simulate(options: { port?: string; seed?: string }): Promise<void> {
  const simulator = await start({
    ...number('port', options.port, 65_535),
    ...number('seed', options.seed, 2 ** 31 - 1),
  })
  process.stdout.write(`${simulator.url}\n`)
  printNote(
    'the simulated Spotify Web API is served there; open the address to see its charts; stop it with Ctrl+C',
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
    const { port } = options
    const advice = 'name another --port, or none for a free one'
    throw new HitparadeError('Port', `cannot listen on port ${port}: ${getMessage(error)}`, { advice })
  }
}

function number(name: string, text: string | undefined, most: number): Record<string, number> {
  if (text === undefined) return {}
  if (/^\d+$/.test(text) && Number(text) <= most) return { [name]: Number(text) }
  throw new UsageError(`--${name} expects a whole number from 0 to ${most}, got ${JSON.stringify(text)}`)
}
