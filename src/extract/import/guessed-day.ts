import { UnreadableError } from '../../domain/errors.ts'
import type { ImportContext } from './import-context.ts'

/** The day on which the first service with playlists began. */
const FIRST_DAY = '2008-10-07'
/** Share of the songs that are released after a day, from which on it is not the day of a chart. */
const SHARE = 0.9

/** Throws `UnreadableError` for a day that cannot be that of the chart, and where the file is one of several of that day. */
export function requireTrueGuess(
  date: string,
  { file, tomorrow }: Pick<ImportContext, 'file' | 'tomorrow'>,
): void {
  if (date < FIRST_DAY) throw createGuessError(date, `before ${FIRST_DAY} there were no playlists`)
  if (date > tomorrow) throw createGuessError(date, 'it is in the future')
  const { stated, later } = file.releases ?? { stated: 0, later: 0 }
  if (stated > 0 && later >= SHARE * stated) {
    throw createGuessError(date, `${later} of ${stated} songs were released after it`)
  }
}

/** The error for a day that is known from `added_at` alone and is not the day of the chart. */
export function createGuessError(date: string, why: string): UnreadableError {
  return new UnreadableError(
    `no date in the file or its name, and ${date}, on which its songs were added, cannot be the day: ${why}`,
    { advice: 'pass --date' },
  )
}
