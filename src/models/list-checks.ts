import { readHeaderLines, sqlFiles } from './model-files.ts'

/** A rule about the data, and a query for the rows that break it. */
export interface Check {
  name: string
  /**
   * `error`: a snapshot that fails a check of its issue is withheld, and a load that fails a global check is not
   * published. `warn`: the rows are only reported.
   */
  level: 'error' | 'warn'
  /** `issue` checks are about the snapshots of single charts, `global` checks about all data together. */
  scope: 'issue' | 'global'
  /** What is true of the data if the query returns no rows. */
  rule: string
  sql: string
}

/** Every check, by name. */
export function listChecks(): Check[] {
  return [...sqlFiles('checks')].map(([name, sql]) => {
    const first = (word: string) => readHeaderLines(sql, word)[0] ?? ''
    const level = first('level') as Check['level']
    return { name, level, scope: first('scope') as Check['scope'], rule: first('rule'), sql }
  })
}

/**
 * The core models that are made of checks: `failed_checks` unites the issue checks of level error, `warnings` those of
 * level warn, and each global check is a separate model.
 */
export function checkModels(): Map<string, string> {
  const checks = listChecks()
  const listIssueChecks = (level: Check['level']) =>
    checks.filter((check) => check.scope === 'issue' && check.level === level)
  return new Map([
    ['failed_checks', uniteChecks('failure of an error check', 'issue', listIssueChecks('error'))],
    ['warnings', uniteChecks('warning about an issue', 'chart', listIssueChecks('warn'))],
    ...checks.filter(({ scope }) => scope === 'global').map(({ name, sql }) => [name, sql] as const),
  ])
}

function uniteChecks(row: string, kept: 'chart' | 'issue', checks: Check[]): string {
  const parts = checks.map(
    ({ name, sql }) =>
      `select '${name}' as check_name, source, chart, chart_date, snapshot_id, transform_version, detail from (\n${sql}) as ${name}`,
  )
  return `-- grain: one row per ${row}\n-- materialized: ${kept}\n${parts.join('\nunion all\n')}\n`
}
