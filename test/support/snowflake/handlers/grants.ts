import { notAuthorized, unsupported } from '../errors.ts'
import { done, type Statement, type StatementContext } from '../statement.ts'
import { identifier, nameParts } from '../text.ts'

/** `grant … on … to role …`. A grant on all or future objects of a schema is stored with the schema. */
export const grantStatements: Statement[] = [
  {
    pattern: /^grant\s+role\s+(\S+)\s+to\s+(role|user)\s+(\S+)$/i,
    handle({ match, catalogue, world }) {
      const [role, target] = [identifier(match[1] ?? ''), identifier(match[3] ?? '')]
      if (match[2]?.toLowerCase() === 'user') world.users.get(target)?.roles.add(role)
      else catalogue.grant({ privilege: 'USAGE', kind: 'role', name: role, role: target })
      return done('Statement executed successfully.')
    },
  },
  {
    pattern:
      /^(grant|revoke)\s+([\w\s,]+?)\s+on\s+(?:(?:all|future)\s+([\w\s]+?)\s+in\s+)?(account|database|schema|warehouse|stage|pipe|alert|table|view|dynamic\s+table|file\s+format|integration|resource\s+monitor)s?(?:\s+(\S+))?\s+(?:to|from)\s+role\s+(\S+)$/i,
    handle(context) {
      const { match, catalogue } = context
      const [, verb = '', privileges = '', each, kind = '', name, role = ''] = match
      // As documented: bulk grants on pipes are not allowed.
      if (each?.toLowerCase() === 'pipes') throw unsupported('bulk grant on pipes')
      const on = resolveTarget(context, kind.toLowerCase().replace(/\s+/g, ' '), name)
      if (!catalogue.may(context.session.role, 'OWNERSHIP', on.kind, on.name))
        throw notAuthorized(on.kind, on.name)
      for (const privilege of privileges.split(',')) {
        const word = privilege
          .trim()
          .replace(/\s+/g, ' ')
          .replace(/\s+privileges$/i, '')
          .toUpperCase()
        const grant = { privilege: word, ...on, role: identifier(role) }
        if (verb.toLowerCase() === 'grant') catalogue.grant(grant)
        else catalogue.revoke(grant)
      }
      return done('Statement executed successfully.')
    },
  },
]

function resolveTarget(
  { world, session, qualified }: StatementContext,
  kind: string,
  name = '',
): { kind: string; name: string } {
  if (kind === 'account') return { kind, name: world.account }
  if (['database', 'warehouse', 'integration', 'resource monitor'].includes(kind))
    return { kind, name: identifier(name) }
  if (kind === 'schema') {
    const parts = nameParts(name)
    return { kind, name: (parts.length > 1 ? parts : [session.database, ...parts]).join('.') }
  }
  return { kind, name: qualified(name) }
}
