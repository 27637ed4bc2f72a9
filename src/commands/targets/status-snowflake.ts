import type { LoadingState } from '../../cloud/snowflake/operations/inspect-loading.ts'
import { pluralize } from '../../terminal/print.ts'

/** Lines that are shown of each kind. */
const SHOWN = 10

/** A line for everything about loading that somebody may want to know, what is wrong first by name. */
export function loadingWords({ pipes, files, partial, dynamicTables, lacking }: LoadingState): string[] {
  return [
    ...(pipes === null ? [] : pipeWords(pipes)),
    ...(files === null ? [] : fileWords(files)),
    ...shortened(
      (partial ?? []).map(
        (row) => `not whole: ${row.source}/${row.chart} ${row.chart_date} ${row.snapshot_id}`,
      ),
    ),
    ...(dynamicTables ?? []).map(
      ({ name, isSuspended, data_timestamp }) =>
        `${name}: as of ${data_timestamp ?? 'no time'}${isSuspended ? ', suspended' : ''}`,
    ),
    ...lacking.map(({ asked, refusal }) => `not seen: ${asked}: ${refusal}`),
  ]
}

function pipeWords(pipes: NonNullable<LoadingState['pipes']>): string[] {
  const waiting = pipes.reduce((sum, pipe) => sum + pipe.waiting, 0)
  const running = pipes.filter(({ state }) => state === 'RUNNING').length
  const others = pipes.filter(({ state, error }) => state !== 'RUNNING' || error !== null)
  return [
    `${running} of ${pluralize(pipes.length, 'pipe')} run, ${pluralize(waiting, 'file')} wait`,
    ...others.map(({ pipe, state, error }) => `pipe ${pipe}: ${state}${error === null ? '' : `: ${error}`}`),
  ]
}

function fileWords({ loaded, arriving, missing, failed }: NonNullable<LoadingState['files']>): string[] {
  const parts = [
    `${pluralize(loaded, 'curated file')} loaded`,
    ...(arriving > 0 ? [`${arriving} on the way`] : []),
    ...(missing.length > 0 ? [`${missing.length} missing`] : []),
    ...(failed.length > 0 ? [`${failed.length} failed`] : []),
  ]
  return [
    parts.join(', '),
    ...shortened(
      failed.map(({ file, status, error }) => `${status}: ${file}${error === null ? '' : `: ${error}`}`),
    ),
    ...shortened(missing.map(({ key }) => `missing: ${key}`)),
  ]
}

function shortened(lines: string[]): string[] {
  return lines.length <= SHOWN
    ? lines
    : [...lines.slice(0, SHOWN), `and ${lines.length - SHOWN} more (--format json)`]
}
