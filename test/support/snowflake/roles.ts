import type { Catalogue } from './catalogue.ts'
import type { SnowflakeUser } from './users.ts'

/** The roles that a user may take on: those that were granted to the user, and those that were granted to them. */
export function assumableRoles(user: SnowflakeUser, catalogue: Catalogue): Set<string> {
  const roles = new Set<string>()
  const visit = (role: string) => {
    if (roles.has(role)) return
    roles.add(role)
    if (role === 'ACCOUNTADMIN') visit('SYSADMIN')
    for (const grant of catalogue.grants()) {
      if (grant.role === role && grant.kind === 'role') visit(grant.name)
    }
  }
  for (const role of user.roles) visit(role)
  return roles
}
