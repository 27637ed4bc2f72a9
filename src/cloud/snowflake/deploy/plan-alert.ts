import { type AlertObject, alertStatements, LOADING_ALERT } from '../objects/alert.ts'
import type { SnowflakeState } from './deployed-state.ts'
import type { Step } from './run-steps.ts'

/** The steps that bring the alert to this version, let it run, or drop it if no address is configured. */
export function planAlert(
  alert: AlertObject | null,
  { alerts }: Pick<SnowflakeState, 'alerts'>,
  role: string,
): Step[] {
  const deployed = alerts.get(LOADING_ALERT)
  if (alert === null) {
    if (deployed === undefined) return []
    const statements = [`drop alert if exists ${LOADING_ALERT}`]
    return [{ description: `drop alert ${LOADING_ALERT}`, role, statements }]
  }
  const { name, comment, grant, resume } = alert
  if (deployed?.comment !== comment) {
    const verb = deployed === undefined ? 'create' : 'change'
    return [{ description: `${verb} alert ${name}`, role, statements: alertStatements(alert) }]
  }
  if (deployed.isRunning) return []
  return [{ description: `resume alert ${name}`, role, statements: [grant, resume] }]
}
