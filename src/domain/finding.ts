/** Something that needs repair, and the command or step that repairs it. */
export interface Finding {
  finding: string
  next: string
}

/** The result of a check of `doctor`: what is fine, or what needs repair. A check with several findings has as many results. */
export interface Check {
  check: string
  ok: boolean
  /** What was found, or the finding. */
  finding: string
  /** The command or step that repairs or improves it; null if there is nothing to do. */
  next: string | null
}

/** The results of a check: its findings, or `fine` if there is no finding. */
export function toChecks(check: string, findings: Finding[], fine: string): Check[] {
  if (findings.length === 0) return [{ check, ok: true, finding: fine, next: null }]
  return findings.map((finding) => ({ check, ok: false, ...finding }))
}
