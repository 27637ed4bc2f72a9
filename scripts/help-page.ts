import { createProgram } from '../src/commands/create-program.ts'

/** `docs/help.txt`: what `hitparade --help` prints on 80 columns. The launcher of a clone prints it without a build. */
export function helpPage(): string {
  let page = ''
  const program = createProgram().configureOutput({
    writeOut: (text) => {
      page += text
    },
    getOutHelpWidth: () => 80,
    getOutHasColors: () => false,
  })
  program.outputHelp()
  return page
}
