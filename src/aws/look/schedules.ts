import { GetScheduleCommand, ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler'
import type { Looking } from '../look.ts'
import { type RunTimes, runTimes } from './next-run.ts'

export interface ScheduleState extends RunTimes {
  /** `<source>/<chart>`; null where its input names none. */
  chart: string | null
  name: string
  enabled: boolean
  expression: string
  time_zone: string
}

/** The schedules of the environment; null where they cannot be seen. */
export async function schedulesOf({ client, names, ask, now }: Looking): Promise<ScheduleState[] | null> {
  const scheduler = new SchedulerClient(client)
  const GroupName = names.scheduleGroup
  const listed = await ask('schedules', '*', async () => {
    const found: string[] = []
    let NextToken: string | undefined
    do {
      const page = await scheduler.send(new ListSchedulesCommand({ GroupName, NextToken }))
      for (const { Name } of page.Schedules ?? []) if (Name !== undefined) found.push(Name)
      NextToken = page.NextToken
    } while (NextToken !== undefined)
    return found.sort()
  })
  if (listed === null) return null
  const states: ScheduleState[] = []
  for (const name of listed) {
    const got = await ask('schedule', `schedule/${GroupName}/${name}`, () =>
      scheduler.send(new GetScheduleCommand({ GroupName, Name: name })),
    )
    if (got === null) return null
    const enabled = got.State !== 'DISABLED'
    const [expression, time_zone] = [got.ScheduleExpression ?? '', got.ScheduleExpressionTimezone ?? 'UTC']
    const { previous, next } = runTimes(expression, time_zone, now)
    const times = { previous, next: enabled ? next : null }
    states.push({ chart: chartOf(got.Target?.Input), name, enabled, expression, time_zone, ...times })
  }
  return states
}

function chartOf(input: string | undefined): string | null {
  try {
    const { chart } = JSON.parse(input ?? '{}') as { chart?: unknown }
    return typeof chart === 'string' ? chart : null
  } catch {
    return null
  }
}
