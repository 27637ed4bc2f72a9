import { isTimeZone } from '../domain/calendar.ts'
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
    .option(
      '--time-zone <zone>',
      'own listening: IANA time zone in which days begin (default: UTC)',
      parseZone,
    )
    .option('--week-starts <day>', 'own listening: first day of a week (default: monday)', parseWeekday)
    .option(
      '--size <positions>',
      'own listening: positions of an issue, ties at the end are kept (default: 40)',
      parseCount('--size'),
    )
    .option(
      '--min-play <seconds>',
      'own listening: seconds from which on a play counts (default: 30)',
      parseSeconds,
    )
    .option(
      '--least-plays <plays>',
      'own listening: plays that a song needs to be on the chart (default: 1)',
      parseCount('--least-plays'),
    )
    .addOption(formatOption())
}

interface ListenFlags {
  timeZone?: string | undefined
  weekStarts?: number | undefined
  minPlay?: number | undefined
  leastPlays?: number | undefined
}

/** The options under the names of `ImportOptions`. */
export function toImportOptions<T extends ListenFlags>({
  timeZone: time_zone,
  weekStarts: week_starts,
  minPlay: min_play,
  leastPlays: least_plays,
  ...others
}: T) {
  return { ...others, time_zone, week_starts, min_play, least_plays }
}

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']

/** The ISO weekday of a name; its first three letters are enough. */
function parseWeekday(text: string): number {
  const name = text.toLowerCase()
  const index = weekdays.findIndex((day) => name.length > 2 && day.startsWith(name))
  if (index >= 0) return index + 1
  throw new UsageError(`--week-starts: expected ${weekdays.join(', ')}, got ${JSON.stringify(text)}`)
}

function parseZone(text: string): string {
  if (isTimeZone(text)) return text
  throw new UsageError(
    `--time-zone: expected an IANA time zone, e.g. Europe/Berlin, got ${JSON.stringify(text)}`,
  )
}

function parseCount(option: string) {
  return (text: string): number => {
    const count = Number(text)
    if (/^[1-9]\d*$/.test(text) && count <= MOST) return count
    throw new UsageError(`${option}: expected a whole number from 1 to ${MOST}, got ${JSON.stringify(text)}`)
  }
}

/** Seconds, with fractions. */
function parseSeconds(text: string): number {
  if (/^\d+(?:\.\d+)?$/.test(text) && Number(text) <= MOST) return Number(text)
  throw new UsageError(`--min-play: expected seconds from 0 to ${MOST}, got ${JSON.stringify(text)}`)
}

const MOST = 100_000

/** Throws a `UsageError` for the address of a bucket. */
export function requireLocalPaths(command: string, paths: string[]) {
  if (!paths.some((path) => path.startsWith('s3://'))) return
  throw new UsageError(`${command} reads local files`, {
    advice: 'for a bucket use `hitparade import --reference-bucket s3://<bucket>`',
  })
}
