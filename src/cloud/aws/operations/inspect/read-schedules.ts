import {
  GetScheduleCommand,
  type GetScheduleCommandOutput,
  ListSchedulesCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler'
import { mapConcurrent } from '../../../../domain/concurrency.ts'
import type { InspectContext } from './inspect-context.ts'
import { type RunTimes, runTimes } from './run-times.ts'

export interface ScheduleState extends RunTimes {
  /** `<source>/<chart>`; null where its input names none. */
  chart: string | null
  name: string
  enabled: boolean
  expression: string
  time_zone: string
}

/** Schedules asked for at the same time. */
const AT_ONCE = 8

/** The schedules of the environment; null where they cannot be seen. */
export async function readSchedules({
  client,
  names,
  ask,
  now,
}: InspectContext): Promise<ScheduleState[] | null> {
  const scheduler = new SchedulerClient(client)
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
  const listed = await ask('schedules', '*', list, `the schedule group ${GroupName}`)
  if (listed === null) return null
  const states: ScheduleState[] = []
  await mapConcurrent(listed, AT_ONCE, async (name) => {
    const get = () => scheduler.send(new GetScheduleCommand({ GroupName, Name: name }))
    // Who may not see one may see none, and is told so once.
    const got = await ask('schedule', `schedule/${GroupName}/*`, get, `schedule/${GroupName}/${name}`)
    if (got !== null) states.push(toScheduleState(name, got, now))
  })
  return states.length < listed.length ? null : states.sort((a, b) => (a.name < b.name ? -1 : 1))
}

function toScheduleState(name: string, got: GetScheduleCommandOutput, now: string): ScheduleState {
  const enabled = got.State !== 'DISABLED'
  const [expression, time_zone] = [got.ScheduleExpression ?? '', got.ScheduleExpressionTimezone ?? 'UTC']
  const { previous, next } = runTimes(expression, time_zone, now)
  const times = { previous, next: enabled ? next : null }
  return { chart: readInputChart(got.Target?.Input), name, enabled, expression, time_zone, ...times }
}

function readInputChart(input: string | undefined): string | null {
  try {
    const { chart } = JSON.parse(input ?? '{}') as { chart?: unknown }
    return typeof chart === 'string' ? chart : null
  } catch {
    return null
  }
}
