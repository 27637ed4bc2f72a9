import { alreadyExists, doesNotExist, notAuthorized } from './errors.ts'

/** What DuckDB does not know: `warehouse`, `role`, `stage`, `pipe`, `storage integration` … */
export interface CatalogueObject {
  kind: string
  /** Upper case, with its database and schema where it has them: `HITPARADE.LANDING.CURATED`. */
  name: string
  owner: string
  createdAt: string
  /** Whatever its statement said; keys in lower case. */
  properties: Record<string, string>
  /** State that only its own handlers know, e.g. the files that a pipe has loaded. */
  state: Record<string, unknown>
}

export interface Grant {
  privilege: string
  kind: string
  name: string
  role: string
}

/** All that lives as long as the server, whoever is logged in. Every name that goes in is upper case. */
export interface Catalogue {
  create(
    object: Omit<CatalogueObject, 'createdAt' | 'state'>,
    how?: { orReplace?: boolean; ifNotExists?: boolean },
  ): { object: CatalogueObject; isNew: boolean }
  find(kind: string, name: string): CatalogueObject | undefined
  /** Throws 002003 where there is none. */
  get(kind: string, name: string): CatalogueObject
  drop(kind: string, name: string, ifExists?: boolean): void
  list(kind: string): CatalogueObject[]
  grant(grant: Grant): void
  revoke(grant: Grant): void
  grants(): readonly Grant[]
  /** Whether the role, or one that was granted to it, owns the object or has the privilege on it. */
  may(role: string, privilege: string, kind: string, name: string): boolean
  /** Throws 003001 where it may not. */
  demand(role: string, privilege: string, kind: string, name: string): void
}

/** Roles that may everything here. */
const admins = ['ACCOUNTADMIN']

export function createCatalogue(now: () => string): Catalogue {
  const objects = new Map<string, CatalogueObject>()
  let grants: Grant[] = []
  const toKey = (kind: string, name: string) => `${kind.toLowerCase()} ${name}`
  const isSame = (one: Grant) => (other: Grant) => JSON.stringify(one) === JSON.stringify(other)

  const catalogue: Catalogue = {
    create(object, { orReplace = false, ifNotExists = false } = {}) {
      const there = objects.get(toKey(object.kind, object.name))
      if (there !== undefined && ifNotExists) return { object: there, isNew: false }
      if (there !== undefined && !orReplace) throw alreadyExists(object.name)
      const made = { ...object, kind: object.kind.toLowerCase(), createdAt: now(), state: {} }
      objects.set(toKey(object.kind, object.name), made)
      return { object: made, isNew: true }
    },
    find: (kind, name) => objects.get(toKey(kind, name)),
    get(kind, name) {
      const object = objects.get(toKey(kind, name))
      if (object === undefined) throw doesNotExist(titled(kind), name)
      return object
    },
    drop(kind, name, ifExists = false) {
      if (!ifExists) catalogue.get(kind, name)
      objects.delete(toKey(kind, name))
      grants = grants.filter((grant) => toKey(grant.kind, grant.name) !== toKey(kind, name))
    },
    list: (kind) => [...objects.values()].filter((object) => object.kind === kind.toLowerCase()),
    grant(grant) {
      if (!grants.some(isSame(grant))) grants.push(grant)
    },
    revoke(grant) {
      grants = grants.filter((other) => !isSame(grant)(other))
    },
    grants: () => grants,
    may(role, privilege, kind, name) {
      if (admins.includes(role)) return true
      if (objects.get(toKey(kind, name))?.owner === role) return true
      const own = grants.filter((grant) => grant.role === role)
      const isMeant = (grant: Grant) => toKey(grant.kind, grant.name) === toKey(kind, name)
      return own.some(
        (grant) =>
          (isMeant(grant) && ['OWNERSHIP', 'ALL', privilege.toUpperCase()].includes(grant.privilege)) ||
          // A role that was granted to this one brings all that it may.
          (grant.kind === 'role' &&
            grant.privilege === 'USAGE' &&
            catalogue.may(grant.name, privilege, kind, name)),
      )
    },
    demand(role, privilege, kind, name) {
      if (!catalogue.may(role, privilege, kind, name))
        throw notAuthorized(kind, name.split('.').at(-1) ?? name)
    },
  }
  return catalogue
}

function titled(kind: string): string {
  return kind.charAt(0).toUpperCase() + kind.slice(1).toLowerCase()
}
