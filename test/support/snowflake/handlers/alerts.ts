import { quoteLiteral } from '../../../../src/warehouse/sql-text.ts'
import type { CatalogueObject } from '../catalogue.ts'
import { asOwner } from '../deliver.ts'
import { doesNotExist } from '../errors.ts'
import { createContext, done, type Statement, type StatementContext, table } from '../statement.ts'
import { identifier, literal, nameParts, parseProperties } from '../text.ts'
import { dynamicTables, readPipeStatus, replaceCopyHistory } from './loading.ts'

/** Alerts. Nothing runs them by itself: `execute alert` checks the condition and sends the e-mail. */
export const alertStatements: Statement[] = [
  {
    pattern:
      /^create\s+or\s+replace\s+alert\s+([\w.]+)\s+([\s\S]*?)\bif\s*\(\s*exists\s*\(([\s\S]*)\)\s*\)\s*then\s+(call\s[\s\S]*)$/i,
    handle({ match, session, catalogue, qualified }) {
      const [, name = '', options = '', condition = '', action = ''] = match
      const full = qualified(name)
      const [database = '', schema = ''] = nameParts(full)
      catalogue.demand(session.role, 'CREATE ALERT', 'schema', `${database}.${schema}`)
      // The new alert has no grants, and is suspended.
      catalogue.drop('alert', full, true)
      const properties = { ...parseProperties(options), condition, action }
      catalogue.create({ kind: 'alert', name: full, owner: session.role, properties })
      return done(`Alert ${nameParts(full)[2]} successfully created.`)
    },
  },
  {
    pattern: /^alter\s+alert\s+([\w.]+)\s+(resume|suspend)$/i,
    handle({ match, session, catalogue, world, qualified }) {
      const alert = catalogue.get('alert', qualified(match[1] ?? ''))
      catalogue.demand(session.role, 'OPERATE', 'alert', alert.name)
      for (const privilege of ['EXECUTE ALERT', 'EXECUTE MANAGED ALERT'])
        catalogue.demand(alert.owner, privilege, 'account', world.account)
      alert.state.isRunning = match[2]?.toLowerCase() === 'resume'
      return done('Statement executed successfully.')
    },
  },
  {
    pattern: /^drop\s+alert\s+if\s+exists\s+([\w.]+)$/i,
    handle({ match, session, catalogue, qualified }) {
      const name = qualified(match[1] ?? '')
      if (catalogue.find('alert', name) !== undefined)
        catalogue.demand(session.role, 'OWNERSHIP', 'alert', name)
      catalogue.drop('alert', name, true)
      return done(`${name} successfully dropped.`)
    },
  },
  {
    pattern: /^show\s+alerts\s+in\s+schema\s+(?:(\w+)\.)?(\w+)$/i,
    handle({ match, session, catalogue }) {
      const schema = `${identifier(match[1] ?? session.database ?? '')}.${identifier(match[2] ?? '')}.`
      const seen = catalogue
        .list('alert')
        .filter(
          ({ name }) => name.startsWith(schema) && catalogue.may(session.role, 'MONITOR', 'alert', name),
        )
      return table(
        ['name', 'owner', 'comment', 'state', 'schedule'],
        seen.map(({ name, owner, properties, state }) => [
          nameParts(name)[2] ?? '',
          owner,
          properties.comment ?? '',
          state.isRunning === true ? 'started' : 'suspended',
          properties.schedule ?? null,
        ]),
      )
    },
  },
  {
    pattern: /^execute\s+alert\s+([\w.]+)$/i,
    async handle(context) {
      const { match, world, catalogue, qualified } = context
      const alert = catalogue.get('alert', qualified(match[1] ?? ''))
      await asOwner(world, alert.name, alert.owner, async (session) => {
        const owner = createContext({ sql: '', binds: [], session, world }, match)
        if ((await runCondition(owner, alert)).total > 0) sendEmail(owner, alert)
      })
      return done('Statement executed successfully.')
    },
  },
]

/** What the condition needs that DuckDB lacks. */
const macros = [
  'create or replace temp macro parse_json(value) as cast(value as json)',
  `create or replace temp macro get_ignore_case(object, field) as
    json_extract_string(object, list_filter(json_keys(object), lambda key: lower(key) = lower(field))[1])`,
  `create or replace temp macro dateadd(part, count, instant) as instant + to_hours(count)`,
]

async function runCondition(context: StatementContext, { properties }: CatalogueObject) {
  const { world, run } = context
  for (const macro of macros) await run(macro)
  const sql = replaceCopyHistory(context, properties.condition ?? '')
    .replace(/\btable\(\w+\.information_schema\.dynamic_tables\([^)]*\)\)/gi, () => selectTables(context))
    .replace(/\bsystem\$pipe_status\('([\w.]+)'\)/gi, (_, pipe: string) =>
      quoteLiteral(JSON.stringify(readPipeStatus(context, pipe))),
    )
    .replace(/\bcurrent_timestamp\(\)/gi, `cast('${world.now()}' as timestamptz)`)
  return run(sql)
}

function listLiterals(text: string): string[] {
  return (text.match(/'(?:[^'\\]|''|\\.)*'/g) ?? []).map(literal)
}

/** The dynamic tables as a subquery. */
function selectTables(context: StatementContext): string {
  const rows = dynamicTables(context, '').map(({ name, createdAt, state }) => {
    const [, schema = '', table = ''] = nameParts(name)
    const scheduling = JSON.stringify({ STATE: state.isSuspended === true ? 'SUSPENDED' : 'ACTIVE' })
    const refreshed = typeof state.refreshedAt === 'string' ? state.refreshedAt : createdAt
    return `(${[table, schema, scheduling].map(quoteLiteral).join(', ')}, cast('${refreshed}' as timestamptz))`
  })
  return `(select * from (values ${rows.join(', ')}) as v (name, schema_name, scheduling_state, latest_data_timestamp))`
}

function sendEmail({ catalogue, world }: StatementContext, { owner, properties }: CatalogueObject) {
  const [name = '', to = '', subject = '', text = ''] = listLiterals(properties.action ?? '')
  const integration = catalogue.get('integration', identifier(name))
  catalogue.demand(owner, 'USAGE', 'integration', integration.name)
  const allowed = listLiterals(integration.properties.allowed_recipients ?? '')
  for (const address of to.split(', '))
    if (!allowed.includes(address)) throw doesNotExist('Recipient', address)
  world.emails.push({ to, subject, text })
}
