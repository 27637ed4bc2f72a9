import type { LoadingState } from './inspect-loading.ts'

/** Something that somebody should do. */
export interface Finding {
  finding: string
  next: string
}

/** Milliseconds that a dynamic table may lie behind: its lag is an hour. */
const PATIENCE = 3 * 3_600_000

/** Files that a finding names. */
const NAMED = 5

/** What has to be done about loading, the most urgent first. */
export function loadingFindings(state: LoadingState, now: string): Finding[] {
  return [
    ...pipeFindings(state),
    ...fileFindings(state),
    ...modelFindings(state, now),
    ...rightFindings(state),
  ]
}

function pipeFindings({ pipes }: LoadingState): Finding[] {
  if (pipes !== null && pipes.length === 0) {
    const next = '`hitparade deploy --target snowflake` makes them'
    return [{ finding: 'no pipe loads anything', next }]
  }
  return (pipes ?? []).flatMap(({ pipe, state, error }) => {
    if (state === 'RUNNING' && error === null) return []
    const finding = `${pipe} is ${state}${error === null ? '' : `: ${error}`}`
    const next = /PAUSED/.test(state)
      ? `as its owner run \`alter pipe ${pipe} set pipe_execution_paused = false\`, then \`alter pipe ${pipe} refresh\``
      : '`hitparade deploy --target snowflake` checks the integration and the stage'
    return [{ finding, next }]
  })
}

function fileFindings({ files, partial }: LoadingState): Finding[] {
  const findings: Finding[] = []
  if (files !== null && files.failed.length > 0) {
    const named = files.failed.map(({ file, error }) => `${file}${error === null ? '' : `: ${error}`}`)
    findings.push({
      finding: `${files.failed.length} curated files could not be loaded: ${shortened(named)}`,
      next: 'when what they name is repaired, `hitparade load --warehouse snowflake --from <date>` loads them',
    })
  }
  if (files !== null && files.missing.length > 0) {
    const first = files.missing.map(({ chart_date, written }) => chart_date ?? written.slice(0, 10)).sort()[0]
    findings.push({
      finding: `${files.missing.length} curated files are not in landing: ${shortened(files.missing.map(({ key }) => key))}`,
      next: `\`hitparade load --warehouse snowflake --from ${first}\``,
    })
  }
  if (partial !== null && partial.length > 0) {
    const named = partial.map((row) => `${row.source}/${row.chart} ${row.chart_date} ${row.snapshot_id}`)
    findings.push({
      finding: `${partial.length} snapshots have not arrived whole and do not count: ${shortened(named)}`,
      next: 'load what is missing; what is gone `hitparade reprocess` writes again',
    })
  }
  return findings
}

function modelFindings({ dynamicTables }: LoadingState, now: string): Finding[] {
  return (dynamicTables ?? []).flatMap(({ name, isSuspended, data_timestamp }): Finding[] => {
    if (isSuspended) {
      const next = `as its owner run \`alter dynamic table ${name} resume\`; its refresh history says why it stopped`
      return [{ finding: `${name} is suspended and answers of ${data_timestamp ?? 'no time'}`, next }]
    }
    const age = data_timestamp === null ? 0 : Date.parse(now) - Date.parse(data_timestamp)
    if (age <= PATIENCE) return []
    const next = `look at its refresh history, and whether its warehouse has credits left`
    return [{ finding: `${name} was last refreshed at ${data_timestamp}`, next }]
  })
}

function rightFindings({ lacking }: LoadingState): Finding[] {
  return lacking.map(({ asked, refusal }) => ({
    finding: `${asked} cannot be seen: ${refusal}`,
    next: 'ask for the role monitor of hitparade, or name another as snowflake.role',
  }))
}

function shortened(names: string[]): string {
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : ''
  return `${names.slice(0, NAMED).join(', ')}${more}`
}
