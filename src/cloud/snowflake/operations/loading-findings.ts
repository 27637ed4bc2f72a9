import type { Check, Finding } from '../../../domain/finding.ts'
import { LOADING_ALERT } from '../objects/alert.ts'
import type { LoadingState } from './inspect-loading.ts'

/** A dynamic table has a lag of one hour: milliseconds until it counts as out of date. */
const MAX_AGE = 3 * 3_600_000

/** How many files a finding names. */
const MAX_NAMES = 5

/** What needs repair in Snowflake's loading, the most urgent first. */
export function loadingFindings(state: LoadingState, now: string): Finding[] {
  return [
    ...pipeFindings(state),
    ...fileFindings(state),
    ...modelFindings(state, now),
    ...state.lacking.map(({ part, problem, next }) => ({
      finding: `not checked: ${part}: ${problem}`,
      next: next ?? 'get the monitor role of hitparade, or set snowflake.role to another role',
    })),
  ]
}

function pipeFindings({ pipes }: LoadingState): Finding[] {
  if (pipes !== null && pipes.length === 0) {
    const next = 'create them with `hitparade deploy --target snowflake`'
    return [{ finding: 'there are no pipes', next }]
  }
  return (pipes ?? []).flatMap(({ pipe, state, error }) => {
    if (state === 'RUNNING' && error === null) return []
    const finding = `${pipe} is ${state}${error === null ? '' : `: ${error}`}`
    const next = /PAUSED/.test(state)
      ? `run \`alter pipe ${pipe} set pipe_execution_paused = false\` as its owner, then \`alter pipe ${pipe} refresh\``
      : 'check the integration and the stage with `hitparade deploy --target snowflake`'
    return [{ finding, next }]
  })
}

function fileFindings({ failed, files, partial }: LoadingState): Finding[] {
  const findings: Finding[] = []
  if (failed !== null && failed.length > 0) {
    const named = failed.map(({ file, error }) => `${file}${error === null ? '' : `: ${error}`}`)
    findings.push({
      finding: `curated files that could not be loaded (${failed.length}): ${shortenList(named)}`,
      next: 'repair the causes, then run `hitparade load --warehouse snowflake --from <date>`',
    })
  }
  if (files !== null && files.missing.length > 0) {
    const first = files.missing.map(({ chart_date, written }) => chart_date ?? written.slice(0, 10)).sort()[0]
    findings.push({
      finding: `curated files that are not in landing (${files.missing.length}): ${shortenList(files.missing.map(({ key }) => key))}`,
      next: `\`hitparade load --warehouse snowflake --from ${first}\``,
    })
  }
  if (partial !== null && partial.length > 0) {
    const named = partial.map((row) => `${row.source}/${row.chart} ${row.chart_date} ${row.snapshot_id}`)
    findings.push({
      finding: `snapshots that are incomplete in landing and do not count (${partial.length}): ${shortenList(named)}`,
      next: 'load the missing files; if a file no longer exists, `hitparade reprocess` writes it again',
    })
  }
  return findings
}

function modelFindings({ dynamicTables }: LoadingState, now: string): Finding[] {
  return (dynamicTables ?? []).flatMap(({ name, isSuspended, data_timestamp }): Finding[] => {
    if (isSuspended) {
      const next = `run \`alter dynamic table ${name} resume\` as its owner; its refresh history shows why it stopped`
      return [
        { finding: `${name} is suspended; its rows are as of ${data_timestamp ?? 'an unknown time'}`, next },
      ]
    }
    const age = data_timestamp === null ? 0 : Date.parse(now) - Date.parse(data_timestamp)
    if (age <= MAX_AGE) return []
    const next = 'check its refresh history, and whether its warehouse has credits left'
    return [{ finding: `${name} was last refreshed at ${data_timestamp}`, next }]
  })
}

/** Whether the alert runs, if one is configured. It is only recommended, so its absence needs no repair. */
export function checkAlert(alert: LoadingState['alert'], emails: readonly string[]): Check {
  const check = 'alert'
  if (emails.length === 0) {
    const next = 'set snowflake.alert_emails and deploy again: an alert then reports when loading has stopped'
    return { check, ok: true, finding: 'no alert is configured', next }
  }
  if (alert === 'started') {
    return { check, ok: true, finding: `${LOADING_ALERT} sends e-mails to ${emails.join(', ')}`, next: null }
  }
  const finding =
    alert === null
      ? `${LOADING_ALERT} does not exist, or this role may not see it`
      : `${LOADING_ALERT} is ${alert}`
  return { check, ok: false, finding, next: 'deploy it with `hitparade deploy --target snowflake`' }
}

function shortenList(names: string[]): string {
  const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : ''
  return `${names.slice(0, MAX_NAMES).join(', ')}${more}`
}
