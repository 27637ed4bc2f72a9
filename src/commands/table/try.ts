import type { Command } from 'commander'
import { examples, globals } from '../options.ts'

/** The commands for whoever tries it. */
export function addTrying(program: Command): void {
  program
    .command('simulate')
    .description('serve the local Spotify Web API with an invented world of charts')
    .option('--port <port>', 'port on 127.0.0.1 (default: a free one)')
    .option('--seed <seed>', 'another world')
    .addHelpText('after', examples('simulate --port 8080'))
    .action(async (options) => (await import('../simulate.ts')).simulate(options))

  program
    .command('demo')
    .description('fill 90 days of invented charts and show the newest')
    .addHelpText('after', examples('demo'))
    .action(async (_options, command) => (await import('../demo.ts')).demo(globals(command)))
}
