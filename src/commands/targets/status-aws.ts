import { type CloudState, inspectCloud } from '../../cloud/aws/operations/inspect-cloud.ts'
import { type Format, pluralize, print, printNote } from '../../terminal/print.ts'
import { withSpinner } from '../../terminal/progress.ts'
import type { GlobalOptions } from '../options.ts'
import { loadCommandConfig } from '../with-app.ts'

/** `hitparade status --target aws`: the charts as rows, everything else as words (or all as one JSON object). */
export async function statusAws(options: { format?: Format }, globals: GlobalOptions): Promise<void> {
  const state = await withSpinner(
    'asking AWS',
    inspectCloud(loadCommandConfig(globals), new Date().toISOString()),
  )
  if (options.format !== 'json') for (const line of formatCloudState(state)) printNote(line)
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

function formatCloudState(state: CloudState): string[] {
  const { environment, account, region, stack, alarms, subscriptions, lacking, missing } = state
  const ringing = alarms?.filter((each) => each.state === 'ALARM').map(({ alarm }) => alarm) ?? []
  return [
    `hitparade-${environment} in ${account}, ${region}: ${stack ?? 'its state cannot be seen'}`,
    ...queueWords(state),
    ...rawWords(state),
    ...(alarms === null
      ? []
      : [`${pluralize(alarms.length, 'alarm')}, ${ringing.join(', ') || 'none'} in ALARM`]),
    ...(subscriptions ?? []).map(
      ({ endpoint, confirmed }) =>
        `alarms reach ${endpoint}${confirmed ? '' : ' once it has confirmed that'}`,
    ),
    ...missing.map((resource) => `there is no ${resource}`),
    ...lacking.map(({ action, resource, asks }) => `not seen: ${asks}; you lack ${action} on ${resource}`),
  ]
}

function queueWords({ queues }: CloudState): string[] {
  return queues.map(
    ({ queue, waiting, in_work }) => `${queue}: ${waiting} wait${in_work > 0 ? `, ${in_work} in work` : ''}`,
  )
}

function rawWords({ raw, behind }: CloudState): string[] {
  if (raw === null) return []
  const { waiting, oldest, failed } = raw
  const parts = [
    waiting === 0 ? 'nothing waits' : `raw objects that wait: ${waiting}, the oldest since ${oldest}`,
  ]
  if (failed > 0) parts.push(`${failed} could not be read`)
  if ((behind ?? 0) > 0) parts.push(`${behind} were transformed by an older version`)
  return [parts.join('; ')]
}
