import { UsageError } from '../errors.ts'
import { say } from './print.ts'

/** `hitparade simulate`: serves until it is interrupted. */
export async function simulate(options: { port?: string; seed?: string }): Promise<void> {
  const { startSimulator } = await import('../simulator/server.ts')
  const simulator = await startSimulator({ ...number('port', options.port), ...number('seed', options.seed) })
  process.stdout.write(`${simulator.url}\n`)
  say(
    'the simulated Spotify Web API is served there; open the address to see its charts; stop it with Ctrl+C',
  )
  await new Promise<void>((stop) => {
    process.once('SIGINT', stop)
    process.once('SIGTERM', stop)
  })
  await simulator.close()
}

function number(name: string, text: string | undefined): Record<string, number> {
  if (text === undefined) return {}
  if (!/^\d+$/.test(text)) throw new UsageError(`--${name} expects a whole number, got ${text}`)
  return { [name]: Number(text) }
}
