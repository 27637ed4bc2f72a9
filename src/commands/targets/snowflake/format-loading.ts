import type { FailedFile, FilesState } from '../../../cloud/snowflake/operations/compare-files.ts'
import type { LoadingState } from '../../../cloud/snowflake/operations/inspect-loading.ts'
import { limitLines, pluralize } from '../../../terminal/print.ts'

/** How Snowflake loads, in lines: pipes, files, incomplete snapshots, dynamic tables, and what could not be read. */
export function formatLoading(state: LoadingState): string[] {
  const { pipes, failed, files, partial, dynamicTables, lacking } = state
  const incomplete = (partial ?? []).map(
    (row) => `incomplete: ${row.source}/${row.chart} ${row.chart_date} ${row.snapshot_id}`,
  )
  return [
    ...(pipes === null ? [] : formatPipes(pipes)),
    ...(files === null ? [] : formatFiles(files)),
    ...limitLines((failed ?? []).map(formatFailed), hint),
    ...limitLines(incomplete, hint),
    ...(dynamicTables ?? []).map(
      ({ name, isSuspended, data_timestamp }) =>
        `${name}: as of ${data_timestamp ?? 'no time'}${isSuspended ? ', suspended' : ''}`,
    ),
    ...lacking.map(({ part, problem }) => `not checked: ${part}: ${problem}`),
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

function formatFiles({ bucket, loaded, arriving, missing }: FilesState): string[] {
  const parts = [
    `${pluralize(loaded, 'curated file')} of ${bucket} loaded`,
    ...(arriving > 0 ? [`${arriving} on the way`] : []),
    ...(missing.length > 0 ? [`${missing.length} missing`] : []),
  ]
  const missed = missing.map(({ key }) => `missing: ${key}`)
  return [parts.join(', '), ...limitLines(missed, hint)]
}

function formatFailed({ file, status, error }: FailedFile): string {
  return `${status}: ${file}${error === null ? '' : `: ${error}`}`
}
