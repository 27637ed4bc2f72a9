import { readHeaderLines, sqlFiles } from './model-files.ts'

/** A rule of the data: a query that returns the rows that break it. */
export interface Check {
  name: string
  /** `error`: of an issue it keeps the snapshot out, of everything the load; `warn` is only told. */
  level: 'error' | 'warn'
  /** `issue` is about snapshots, chart by chart; `global` is about everything together. */
  scope: 'issue' | 'global'
  /** What holds where the query returns nothing, in words. */
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
 * The models that the checks become: one of the failed errors of issues, which publication reads, one of their
 * warnings, and each global check by its own name.
 */
export function checkModels(): Map<string, string> {
  const checks = listChecks()
  const ofIssues = (level: Check['level']) =>
    checks.filter((check) => check.scope === 'issue' && check.level === level)
  return new Map([
    ['failed_checks', together('that keeps its snapshot out', ofIssues('error'))],
    ['warnings', together('that is only told', ofIssues('warn'))],
    ...checks.filter(({ scope }) => scope === 'global').map(({ name, sql }) => [name, sql] as const),
  ])
}

function together(what: string, checks: Check[]): string {
  const header = [
    `-- grain: one row per row of an issue that breaks a check ${what}`,
    '-- materialized: chart',
    '-- column: check_name, the check; its rule stands in its file',
    '-- column: detail, what breaks it, in words',
  ]
  const parts = checks.map(
    ({ name, sql }) =>
      `select '${name}' as check_name, source, chart, chart_date, snapshot_id, transform_version, detail from (\n${sql}) as q`,
  )
  return `${header.join('\n')}\n${parts.join('\nunion all\n')}\n`
}
