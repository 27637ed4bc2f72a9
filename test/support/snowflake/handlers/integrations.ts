import type { CatalogueObject } from '../catalogue.ts'
import { doesNotExist, SnowflakeError } from '../errors.ts'
import { done, type Statement, table } from '../statement.ts'
import { identifier, literal, parseProperties } from '../text.ts'
import type { World } from '../world.ts'

/** Notification integrations for e-mails. Storage integrations: how Snowflake shows itself to AWS. The role of a bucket admits it or not: `world.admits`. */
export const integrationStatements: Statement[] = [
  {
    pattern: /^create\s+notification\s+integration\s+if\s+not\s+exists\s+(\w+)([\s\S]*)$/i,
    handle({ match, session, catalogue, world }) {
      const name = identifier(match[1] ?? '')
      catalogue.demand(session.role, 'CREATE INTEGRATION', 'account', world.account)
      catalogue.create(
        { kind: 'integration', name, owner: session.role, properties: parseProperties(match[2] ?? '') },
        { ifNotExists: true },
      )
      return done(`Integration ${name} successfully created.`)
    },
  },
  {
    pattern: /^desc(?:ribe)?\s+notification\s+integration\s+(\w+)$/i,
    handle({ match, session, catalogue }) {
      const name = identifier(match[1] ?? '')
      const integration = catalogue.find('integration', name)
      if (integration === undefined || !catalogue.may(session.role, 'USAGE', 'integration', name))
        throw doesNotExist('Integration', name)
      const addresses = integration.properties.allowed_recipients?.match(/'(?:[^']|'')*'/g) ?? []
      const rows = [
        ['ENABLED', 'Boolean', integration.properties.enabled ?? 'false', 'false'],
        ['ALLOWED_RECIPIENTS', 'List', addresses.map(literal).join(','), '[]'],
      ]
      return table(['property', 'property_type', 'property_value', 'property_default'], rows)
    },
  },
  {
    pattern: /^create\s+storage\s+integration\s+if\s+not\s+exists\s+(\w+)([\s\S]*)$/i,
    handle({ match, session, catalogue, world }) {
      const name = identifier(match[1] ?? '')
      catalogue.demand(session.role, 'CREATE INTEGRATION', 'account', world.account)
      catalogue.create(
        { kind: 'integration', name, owner: session.role, properties: parseProperties(match[2] ?? '') },
        { ifNotExists: true },
      )
      return done(`Integration ${name} successfully created.`)
    },
  },
  {
    pattern: /^alter\s+(?:storage|notification)\s+integration\s+(\w+)\s+set([\s\S]*)$/i,
    handle({ match, session, catalogue }) {
      const integration = catalogue.get('integration', identifier(match[1] ?? ''))
      catalogue.demand(session.role, 'OWNERSHIP', 'integration', integration.name)
      Object.assign(integration.properties, parseProperties(match[2] ?? ''))
      return done('Statement executed successfully.')
    },
  },
  {
    pattern: /^desc(?:ribe)?\s+(?:storage\s+)?integration\s+(\w+)$/i,
    handle({ match, session, catalogue, world }) {
      const name = identifier(match[1] ?? '')
      const integration = catalogue.find('integration', name)
      if (integration === undefined || !catalogue.may(session.role, 'USAGE', 'integration', name)) {
        const message = `SQL compilation error:\nIntegration '${name}' does not exist or not authorized.`
        throw new SnowflakeError('002003', '02000', message)
      }
      const { properties } = integration
      const rows = [
        ['ENABLED', 'Boolean', properties.enabled ?? 'false', 'false'],
        ['STORAGE_PROVIDER', 'String', properties.storage_provider ?? '', ''],
        ['STORAGE_ALLOWED_LOCATIONS', 'List', parseLocations(integration).join(','), '[]'],
        ['STORAGE_AWS_IAM_USER_ARN', 'String', iamUserArn(world), ''],
        ['STORAGE_AWS_ROLE_ARN', 'String', properties.storage_aws_role_arn ?? '', ''],
        ['STORAGE_AWS_EXTERNAL_ID', 'String', properties.storage_aws_external_id ?? '', ''],
      ]
      return table(['property', 'property_type', 'property_value', 'property_default'], rows)
    },
  },
  {
    pattern:
      /^select\s+system\$validate_storage_integration\(\s*'(\w+)'\s*,\s*'([^']*)'\s*,\s*'[^']*'\s*,\s*'list'\s*\)\s+as\s+(\w+)$/i,
    handle({ match, catalogue, world }) {
      const [, name = '', address = '', alias = ''] = match
      const refusal = findAccessProblem(world, catalogue.get('integration', name), address)
      const answer =
        refusal === null
          ? { status: 'success', actions: { LIST: { status: 'success' } } }
          : {
              status: 'failure',
              actions: { LIST: { status: 'failure', message: refusal } },
              message: refusal,
            }
      return table([alias.toUpperCase()], [[JSON.stringify(answer)]])
    },
  },
  {
    // With a stage that has an integration; those without are for the handler of plain stages.
    pattern: /^(?:list|ls)\s+@([\w.]+)\/([\w./]*)$/i,
    async handle({ match, session, catalogue, world, qualified }) {
      const stage = catalogue.get('stage', qualified(match[1] ?? ''))
      catalogue.demand(session.role, 'USAGE', 'stage', stage.name)
      const integration = catalogue.find(
        'integration',
        identifier(stage.properties.storage_integration ?? ''),
      )
      const address = `${stage.properties.url}${match[2]}`
      const refusal = integration === undefined ? null : findAccessProblem(world, integration, address)
      if (refusal !== null) throw new SnowflakeError('003167', '42601', refusal)
      const [bucket = '', store] =
        Object.entries(world.buckets).find(([name]) => address.startsWith(`${name}/`)) ?? []
      if (store === undefined) throw new SnowflakeError('003167', '42601', `no bucket at ${address}`)
      const rows: string[][] = []
      for await (const { key, size, last_modified } of store.list(address.slice(bucket.length + 1)))
        rows.push([`${bucket}/${key}`, String(size), '-', last_modified.toISOString()])
      return table(['name', 'size', 'md5', 'last_modified'], rows)
    },
  },
]

/** One IAM user per account, created with its first integration. */
export function iamUserArn(world: World): string {
  return `arn:aws:iam::000000000000:user/${world.account.toLowerCase()}`
}

/** The error of AWS when Snowflake assumes the integration's role; null if it may. */
function findAccessProblem(world: World, { properties }: CatalogueObject, address: string): string | null {
  const { storage_aws_role_arn: role = '', storage_aws_external_id: externalId = '' } = properties
  const isAllowed = parseLocations({ properties }).some((location) => address.startsWith(location))
  if (!isAllowed) return `Location '${address}' is not allowed by integration.`
  if (world.admits(role, iamUserArn(world), externalId)) return null
  return `Error assuming AWS_ROLE: User: ${iamUserArn(world)} is not authorized to perform: sts:AssumeRole on resource: ${role}`
}

function parseLocations({ properties }: Pick<CatalogueObject, 'properties'>): string[] {
  return (properties.storage_allowed_locations?.match(/'[^']*'/g) ?? []).map(literal)
}
