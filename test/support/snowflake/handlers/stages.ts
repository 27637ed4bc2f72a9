import type { ObjectStore } from '../../../../src/storage/store.ts'
import type { CatalogueObject } from '../catalogue.ts'
import { SnowflakeError } from '../errors.ts'
import { column } from '../rowtype.ts'
import { done, type Statement, type StatementContext, table } from '../statement.ts'
import { nameParts, parseProperties } from '../text.ts'
import type { World } from '../world.ts'

/** Stages outside of Snowflake: an address of a bucket. */
export const stageStatements: Statement[] = [
  {
    pattern: /^create\s+(or\s+replace\s+)?stage\s+(if\s+not\s+exists\s+)?([\w.$"]+)([\s\S]*)$/i,
    handle({ match, session, catalogue, qualified }) {
      const [, orReplace, ifNotExists, name = '', rest = ''] = match
      const full = qualified(name)
      const [database = '', schema = '', stage = ''] = nameParts(full)
      const properties = parseProperties(rest)
      catalogue.demand(session.role, 'CREATE STAGE', 'schema', `${database}.${schema}`)
      if (properties.url === undefined)
        throw new SnowflakeError('001003', '42000', 'SQL compilation error:\nmissing URL')
      const { isNew } = catalogue.create(
        { kind: 'stage', name: full, owner: session.role, properties },
        { orReplace: orReplace !== undefined, ifNotExists: ifNotExists !== undefined },
      )
      return done(
        isNew ? `Stage area ${stage} successfully created.` : `${stage} already exists, statement succeeded.`,
      )
    },
  },
  {
    pattern: /^(?:list|ls)\s+@([^/\s]+)\/?(\S*)$/i,
    async handle(context) {
      const [, name = '', path = ''] = context.match
      const { url, files } = await stagedFiles(context, name, path)
      const rows = files.map(({ path, size, lastModified }) => [
        `${url}${path}`,
        String(size),
        '-',
        lastModified,
      ])
      return table(['name', column('size', 'fixed'), 'md5', 'last_modified'], rows)
    },
  },
]

export interface StagedFile {
  /** Behind the stage's URL. */
  path: string
  size: number
  /** ISO instant. */
  lastModified: string
}

export interface StagedFiles {
  stage: CatalogueObject
  /** Of the stage itself, without the path behind it; ends as it was written. */
  url: string
  store: ObjectStore
  /** Key in the store of a path behind the URL. */
  keyOf(path: string): string
  files: StagedFile[]
}

/** The files under `@stage/path`. Throws 002003 for a stage that the role may not use, 003167 for a foreign bucket. */
export async function stagedFiles(
  { session, world, catalogue, qualified }: StatementContext,
  name: string,
  path: string,
): Promise<StagedFiles> {
  const full = qualified(name)
  const stage = catalogue.get('stage', full)
  catalogue.demand(session.role, 'USAGE', 'stage', full)
  const url = stage.properties.url ?? ''
  const { store, prefix } = findBucket(world, url)
  const files: StagedFile[] = []
  for await (const { key, size, last_modified } of store.list(`${prefix}${path}`)) {
    files.push({ path: key.slice(prefix.length), size, lastModified: last_modified.toISOString() })
  }
  return { stage, url, store, keyOf: (behind) => `${prefix}${behind}`, files }
}

/** The bucket that an address leads to, and the keys' beginning in it. */
export function findBucket(world: World, url: string): { store: ObjectStore; prefix: string } {
  for (const [address, store] of Object.entries(world.buckets)) {
    if (url === address || url.startsWith(`${address}/`))
      return { store, prefix: url.slice(address.length + 1) }
  }
  throw new SnowflakeError(
    '003167',
    '42601',
    `Error assuming AWS_ROLE. Please verify the role and externalId are configured correctly in your AWS policy: ${url}`,
  )
}
