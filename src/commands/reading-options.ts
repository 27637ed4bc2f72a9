import { UsageError } from '../domain/errors.ts'
import type { EmptyCommand } from './shared-options.ts'
import { choiceOption, formatOption } from './shared-options.ts'

/** The arguments and options of a command that reads chart files. */
export function addReadingOptions(empty: EmptyCommand) {
  return empty
    .argument('[paths...]')
    .option('--source <name>', 'source name of the rows (default: detected from the format)')
    .option('--chart <chart>', 'chart of the files (default: detected from their content and names)')
    .option('--date <date>', 'chart date (YYYY-MM-DD) of files with a single issue')
    .addOption(choiceOption('--cadence <cadence>', 'how often the chart is published', ['daily', 'weekly']))
    .addOption(
      choiceOption('--identity <identity>', 'how songs are identified: by id or by song and artist text', [
        'id',
        'text',
      ]),
    )
    .option(
      '--columns <list>',
      'columns of a table that are not recognized, as meaning=column: position=Place,song=Titel',
    )
    .addOption(
      choiceOption('--positions <positions>', 'take the order of the rows, e.g. of a playlist export', [
        'order',
      ]),
    )
    .addOption(
      choiceOption('--dates <order>', 'what is first in dates such as 1/3/2026: the day or the month', [
        'dmy',
        'mdy',
      ]),
    )
    .addOption(formatOption())
}

/** Throws a `UsageError` for the address of a bucket. */
export function requireLocalPaths(command: string, paths: string[]) {
  if (!paths.some((path) => path.startsWith('s3://'))) return
  throw new UsageError(`${command} reads local files`, {
    advice: 'for a bucket use `hitparade import --reference-bucket s3://<bucket>`',
  })
}
