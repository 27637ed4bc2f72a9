import type { LoadingState } from '../../../cloud/snowflake/operations/inspect-loading.ts'
import { limitLines, pluralize } from '../../../terminal/print.ts'

/** How Snowflake loads, in lines: pipes, files, incomplete snapshots, dynamic tables, and what could not be queried. */
export function formatLoading({ pipes, files, partial, dynamicTables, lacking }: LoadingState): string[] {
  const incomplete = (partial ?? []).map(
    (row) => `incomplete: ${row.source}/${row.chart} ${row.chart_date} ${row.snapshot_id}`,
  )
  return [
    ...(pipes === null ? [] : formatPipes(pipes)),
    ...(files === null ? [] : formatFiles(files)),
    ...limitLines(incomplete, hint),
    ...(dynamicTables ?? []).map(
      ({ name, isSuspended, data_timestamp }) =>
        `${name}: as of ${data_timestamp ?? 'no time'}${isSuspended ? ', suspended' : ''}`,
    ),
    ...lacking.map(({ asked, refusal }) => `unknown: ${asked}: ${refusal}`),
  ]
}

const hint = ' (--format json shows all)'

function formatPipes(pipes: NonNullable<LoadingState['pipes']>): string[] {
  const waiting = pipes.reduce((sum, pipe) => sum + pipe.waiting, 0)
  const running = pipes.filter(({ state }) => state === 'RUNNING').length
  const others = pipes.filter(({ state, error }) => state !== 'RUNNING' || error !== null)
  return [
    `${running} of ${pluralize(pipes.length, 'pipe')} running, ${pluralize(waiting, 'file')} pending`,
    ...others.map(({ pipe, state, error }) => `pipe ${pipe}: ${state}${error === null ? '' : `: ${error}`}`),
  ]
}

function formatFiles({ loaded, arriving, missing, failed }: NonNullable<LoadingState['files']>): string[] {
  const parts = [
    `${pluralize(loaded, 'curated file')} loaded`,
    ...(arriving > 0 ? [`${arriving} on the way`] : []),
    ...(missing.length > 0 ? [`${missing.length} missing`] : []),
    ...(failed.length > 0 ? [`${failed.length} failed`] : []),
  ]
  const failures = failed.map(
    ({ file, status, error }) => `${status}: ${file}${error === null ? '' : `: ${error}`}`,
  )
  const missed = missing.map(({ key }) => `missing: ${key}`)
  return [parts.join(', '), ...limitLines(failures, hint), ...limitLines(missed, hint)]
}
