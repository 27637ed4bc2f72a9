import { readFileSync } from 'node:fs'
import { UsageError } from '../../../domain/errors.ts'
import { quoteUser, snowflakeNames } from '../../../warehouse/snowflake/snowflake-names.ts'
import { quoteSnowflakeLiteral } from '../../../warehouse/sql-text.ts'
import type { SnowflakeTarget } from '../snowflake-target.ts'

/**
 * Reads `sql/<name>.sql` and replaces each `<% name %>` with its value. Throws a `UsageError` if a value contains a
 * character that could end a literal or a name: such a value could change what a statement does.
 */
export function renderTemplate(name: string, values: Readonly<Record<string, string>>): string {
  const text = readFileSync(new URL(`./sql/${name}.sql`, import.meta.url), 'utf8')
  return text.replace(/<% (\w+) %>/g, (_, variable: string) => checkValue(variable, values[variable]))
}

/**
 * ARNs, bucket names, external ids and names of objects contain only these; a placeholder is `<aws account>`. A quoted
 * name contains anything, with its own quotes doubled; so do literals, without backslashes. */
const harmless =
  /^(?:(?:[A-Za-z0-9_+=,.@:/-]|<[a-z ]+>)+|"(?:[^"\r\n]|"")+"|'(?:[^'\\\r\n]|'')+'(?:, '(?:[^'\\\r\n]|'')+')*)$/

function checkValue(variable: string, value: string | undefined): string {
  if (value === undefined) throw new Error(`<% ${variable} %> has no value`)
  if (harmless.test(value)) return value
  throw new UsageError(
    `${variable} cannot be used in SQL: expected letters, digits and _+=,.@:/- only, got ${JSON.stringify(value)}`,
    {
      advice: 'change it in hitparade.jsonc or in the AWS stack, then deploy again',
      details: { variable, value },
    },
  )
}

/** The values of the variables in `objects/sql/*.sql`. */
export function templateVariables(
  target: Omit<SnowflakeTarget, 'restrictedSources'>,
): Record<string, string> {
  const names = snowflakeNames(target.environment)
  return {
    warehouse: names.warehouse,
    deploy_role: names.roles.deploy,
    loader_role: names.roles.loader,
    reader_role: names.roles.reader,
    monitor_role: names.roles.monitor,
    service_user: names.serviceUser,
    deploy_user: target.user === null ? names.serviceUser : formatUser(target.user),
    resource_monitor: names.resourceMonitor,
    integration: names.integration,
    notifications: names.notifications,
    alert_recipients: target.alertEmails.map(quoteSnowflakeLiteral).join(', '),
    bucket: target.bucket,
    role_arn: target.roleArn,
    external_id: target.externalId,
    credits_per_month: String(target.creditsPerMonth),
  }
}

function formatUser(user: string): string {
  return /^<[a-z ]+>$/.test(user) ? user : quoteUser(user)
}
