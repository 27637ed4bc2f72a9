import { type CloudState, inspectCloud } from '../../../cloud/aws/operations/inspect-cloud.ts'
import { formatConsent } from '../../../sources/oauth/authorisation.ts'
import { pluralize, print, printNote } from '../../../terminal/print.ts'
import { withElapsedTime } from '../../../terminal/progress.ts'
import type { GlobalOptions } from '../../shared-options.ts'
import { loadCommandConfig } from '../../with-app.ts'
import { formatBacklog } from '../format-backlog.ts'
import type { StatusOptions } from '../target.ts'

/** Prints the charts as rows, and everything else as notes; or all of it as one JSON object. */
export async function printAwsStatus(options: StatusOptions, globals: GlobalOptions): Promise<void> {
  const now = new Date().toISOString()
  const state = await withElapsedTime('querying AWS', inspectCloud(loadCommandConfig(globals), now))
  if (options.format !== 'json') for (const line of formatCloudState(state, now)) printNote(line)
  const rows = state.charts.map((chart) => ({ ...chart }))
  await print({ columns, rows }, { ...options, json: state, spare: ['error_code', 'last_good', 'time_zone'] })
}

const columns = [
  'chart',
  'enabled',
  'next_run',
  'time_zone',
  'newest_issue',
  'last_run',
  'outcome',
  'error_code',
  'last_good',
]

function formatCloudState(state: CloudState, now: string): string[] {
  const { environment, account, region, stack, raw, alarms, subscriptions, lacking, missing } = state
  const { credentials } = state
  const ringing = alarms?.filter((each) => each.state === 'ALARM').map(({ alarm }) => alarm) ?? []
  return [
    `hitparade-${environment} in ${account}, ${region}: ${stack ?? 'unknown state'}`,
    ...state.queues.map(formatQueue),
    ...(raw === null ? [] : [formatBacklog(raw, state.behind)]),
    ...(alarms === null
      ? []
      : [`${pluralize(alarms.length, 'alarm')}, ${ringing.join(', ') || 'none'} in ALARM`]),
    ...(subscriptions ?? []).map(
      ({ endpoint, confirmed }) =>
        `alarms are sent to ${endpoint}${confirmed ? '' : ' once the subscription is confirmed'}`,
    ),
    ...(credentials ?? []).flatMap(({ source, authorized_at }) =>
      authorized_at === null ? [] : [`consent to ${source} ${formatConsent({ authorized_at }, now)}`],
    ),
    ...missing.map((resource) => `missing: ${resource}`),
    ...lacking.map(
      ({ action, resource, asks }) => `unknown: ${asks}; you need the permission ${action} on ${resource}`,
    ),
  ]
}

function formatQueue({ queue, waiting, in_work }: CloudState['queues'][number]): string {
  return `${queue}: ${waiting} pending${in_work > 0 ? `, ${in_work} in progress` : ''}`
}
