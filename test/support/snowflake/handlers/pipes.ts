import { SnowflakeError } from '../errors.ts'
import { done, type Statement, table } from '../statement.ts'
import { nameParts, parseProperties } from '../text.ts'

const columns = [
  'created_on',
  'name',
  'database_name',
  'schema_name',
  'definition',
  'owner',
  'notification_channel',
]

export const pipeStatements: Statement[] = [
  {
    pattern:
      /^create\s+(or\s+replace\s+)?pipe\s+(if\s+not\s+exists\s+)?([\w.$"]+)([\s\S]*?)\bas\s+(copy\s+into[\s\S]+)$/i,
    handle({ match, session, catalogue, qualified }) {
      const [, orReplace, ifNotExists, name = '', rest = '', definition = ''] = match
      const full = qualified(name)
      const [database = '', schema = '', pipe = ''] = nameParts(full)
      const properties = parseProperties(rest)
      if (!/^true$/i.test(properties.auto_ingest ?? ''))
        throw new SnowflakeError('001003', '42000', 'SQL compilation error:\nexpected AUTO_INGEST = TRUE')
      catalogue.demand(session.role, 'CREATE PIPE', 'schema', `${database}.${schema}`)
      const { isNew } = catalogue.create(
        { kind: 'pipe', name: full, owner: session.role, properties: { ...properties, definition } },
        { orReplace: orReplace !== undefined, ifNotExists: ifNotExists !== undefined },
      )
      return done(
        isNew ? `Pipe ${pipe} successfully created.` : `${pipe} already exists, statement succeeded.`,
      )
    },
  },
  {
    pattern: /^desc(?:ribe)?\s+pipe\s+([\w.$"]+)$/i,
    handle: ({ match, catalogue, qualified, world }) => {
      const pipe = catalogue.get('pipe', qualified(match[1] ?? ''))
      const [database = '', schema = '', name = ''] = nameParts(pipe.name)
      const channel = `arn:aws:sqs:eu-central-1:000000000000:sf-snowpipe-${world.account}-${schema}`
      const { definition = '' } = pipe.properties
      return table(columns, [[pipe.createdAt, name, database, schema, definition, pipe.owner, channel]])
    },
  },
]
