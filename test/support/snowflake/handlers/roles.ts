import { doesNotExist } from '../errors.ts'
import { assumableRoles } from '../roles.ts'
import { column } from '../rowtype.ts'
import { done, type Statement, table } from '../statement.ts'
import { identifier, parseProperties } from '../text.ts'

/** Roles, users and resource monitors: what an account has only once. */
export const roleStatements: Statement[] = [
  {
    pattern: /^use\s+role\s+(\S+)$/i,
    handle({ match, session, catalogue }) {
      const role = identifier(match[1] ?? '')
      if (!assumableRoles(session.user, catalogue).has(role)) throw doesNotExist('Role', role)
      session.role = role
      return done('Statement executed successfully.')
    },
  },
  {
    pattern: /^create\s+role\s+if\s+not\s+exists\s+(\w+)([\s\S]*)$/i,
    handle({ match, session, catalogue, world }) {
      const name = identifier(match[1] ?? '')
      catalogue.demand(session.role, 'CREATE ROLE', 'account', world.account)
      catalogue.create(
        { kind: 'role', name, owner: session.role, properties: parseProperties(match[2] ?? '') },
        { ifNotExists: true },
      )
      return done(`Role ${name} successfully created.`)
    },
  },
  {
    pattern: /^create\s+user\s+if\s+not\s+exists\s+(\w+)([\s\S]*)$/i,
    handle({ match, session, catalogue, world }) {
      const name = identifier(match[1] ?? '')
      catalogue.demand(session.role, 'CREATE USER', 'account', world.account)
      const properties = parseProperties(match[2] ?? '')
      const defaultRole = properties.default_role === undefined ? null : identifier(properties.default_role)
      const withoutLogin = { publicKey: null, accessKeyId: null, disabled: false }
      if (!world.users.has(name))
        world.users.set(name, { name, roles: new Set(), defaultRole, ...withoutLogin })
      return done(`User ${name} successfully created.`)
    },
  },
  {
    pattern: /^create\s+resource\s+monitor\s+if\s+not\s+exists\s+(\w+)([\s\S]*)$/i,
    handle({ match, session, catalogue, world }) {
      const name = identifier(match[1] ?? '')
      catalogue.demand(session.role, 'CREATE RESOURCE MONITOR', 'account', world.account)
      catalogue.create(
        { kind: 'resource monitor', name, owner: session.role, properties: parseProperties(match[2] ?? '') },
        { ifNotExists: true },
      )
      return done(`Resource monitor ${name} successfully created.`)
    },
  },
  {
    pattern: /^drop\s+(role|user|resource\s+monitor|warehouse|integration)\s+if\s+exists\s+(\w+)$/i,
    handle({ match, session, catalogue, world }) {
      const kind = (match[1] ?? '').toLowerCase().replace(/\s+/g, ' ')
      const name = identifier(match[2] ?? '')
      catalogue.demand(session.role, 'OWNERSHIP', kind, name)
      if (kind === 'user') world.users.delete(name)
      else catalogue.drop(kind, name, true)
      // A role that is gone is no longer granted to anyone.
      if (kind === 'role') for (const user of world.users.values()) user.roles.delete(name)
      return done(`${name} successfully dropped.`)
    },
  },
  {
    // On each object that is there now, and not on those that come later.
    pattern:
      /^grant\s+([\w\s,]+?)\s+on\s+all\s+(tables|views|pipes|dynamic\s+tables)\s+in\s+schema\s+(\w+)\s+to\s+role\s+(\w+)$/i,
    handle({ match, session, catalogue }) {
      const [, privileges = '', kinds = '', schema = '', role = ''] = match
      const kind = kinds.toLowerCase().replace(/\s+/g, ' ').slice(0, -1)
      const inside = `${session.database}.${identifier(schema)}`
      for (const { name } of catalogue.list(kind).filter((object) => object.name.startsWith(`${inside}.`))) {
        catalogue.demand(session.role, 'OWNERSHIP', kind, name)
        for (const privilege of privileges.toUpperCase().split(/\s*,\s*/))
          catalogue.grant({ privilege, kind, name, role: identifier(role) })
      }
      // Tests that make their tables later count on it.
      if (catalogue.may(session.role, 'OWNERSHIP', 'schema', inside))
        catalogue.grant({
          privilege: privileges.toUpperCase(),
          kind: 'schema',
          name: inside,
          role: identifier(role),
        })
      return done('Statement executed successfully.')
    },
  },
  {
    pattern: /^show\s+grants\s+to\s+role\s+(\w+)$/i,
    handle({ match, catalogue }) {
      const role = identifier(match[1] ?? '')
      const rows = catalogue
        .grants()
        .filter((grant) => grant.role === role)
        .map(({ privilege, kind, name }) => [privilege, kind.toUpperCase().replace(' ', '_'), name, role])
      return table(
        ['privilege', 'granted_on', 'name', 'grantee_name'].map((name) => column(name)),
        rows,
      )
    },
  },
]
