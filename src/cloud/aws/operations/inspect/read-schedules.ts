import type { GetScheduleCommandOutput } from '@aws-sdk/client-scheduler'
import { mapConcurrent } from '../../../../domain/concurrency.ts'
import { clientOptions } from '../../client-options.ts'
import { loadClient } from '../../load-clients.ts'
import type { InspectContext } from './inspect-context.ts'
import { type RunTimes, runTimes } from './run-times.ts'

export interface ScheduleState extends RunTimes {
  /** `<source>/<chart>`; null if its input names no chart. */
  chart: string | null
  name: string
  enabled: boolean
  expression: string
  time_zone: string
}

/** Requests at the same time. */
const AT_ONCE = 8

/** The schedules of the environment; null if they cannot be seen. */
export async function readSchedules({
  aws,
  names,
  readIfPermitted,
  now,
}: InspectContext): Promise<ScheduleState[] | null> {
  const { GetScheduleCommand, ListSchedulesCommand, SchedulerClient } = await loadClient.scheduler()
  const scheduler = new SchedulerClient(clientOptions(aws))
  const GroupName = names.scheduleGroup
  const list = async () => {
    const found: string[] = []
    let NextToken: string | undefined
    do {
      const page = await scheduler.send(new ListSchedulesCommand({ GroupName, NextToken }))
      for (const { Name } of page.Schedules ?? []) if (Name !== undefined) found.push(Name)
      NextToken = page.NextToken
    } while (NextToken !== undefined)
    return found
  }
  const listed = await readIfPermitted('schedules', '*', list, `the schedule group ${GroupName}`)
  if (listed === null) return null
  const states: ScheduleState[] = []
  await mapConcurrent(listed, AT_ONCE, async (name) => {
    const get = () => scheduler.send(new GetScheduleCommand({ GroupName, Name: name }))
    // The policy has one resource for all schedules, so a missing permission is recorded once.
    const schedule = await readIfPermitted(
      'schedule',
      `schedule/${GroupName}/*`,
      get,
      `schedule/${GroupName}/${name}`,
    )
    if (schedule !== null) states.push(toScheduleState(name, schedule, now))
  })
  return states.length < listed.length ? null : states.sort((a, b) => (a.name < b.name ? -1 : 1))
}

function toScheduleState(name: string, schedule: GetScheduleCommandOutput, now: string): ScheduleState {
  const enabled = schedule.State !== 'DISABLED'
  const expression = schedule.ScheduleExpression ?? ''
  const time_zone = schedule.ScheduleExpressionTimezone ?? 'UTC'
  const { previous, next } = runTimes(expression, time_zone, now)
  const times = { previous, next: enabled ? next : null }
  return { chart: parseInputChart(schedule.Target?.Input), name, enabled, expression, time_zone, ...times }
}

function parseInputChart(input: string | undefined): string | null {
  try {
    const { chart } = JSON.parse(input ?? '{}') as { chart?: unknown }
    return typeof chart === 'string' ? chart : null
  } catch {
    return null
  }
}
