import type { Grant } from '../objects/grants.ts'
import type { ModelObject } from '../objects/model-objects.ts'
import type { SnowflakeObjects } from '../objects/snowflake-objects.ts'
import { type ColumnState, grantKey, type SnowflakeState } from './deployed-state.ts'
import { planTable, storedTypes } from './plan-table.ts'
import type { Step } from './run-steps.ts'

export interface Plan {
  /** Before the bucket can be read. */
  database: Step[]
  tables: Step[]
  pipes: Step[]
  models: Step[]
  grants: Step[]
  /** Differences that would lose something, in words; where there is one nothing may be done. */
  refusals: string[]
}

/** What has to be done so that Snowflake holds the objects; nothing where it does. A pure function. */
export function createPlan(objects: SnowflakeObjects, state: SnowflakeState): Plan {
  const { deploy, loader } = objects.names.roles
  const landing = objects.tables.map(({ table, create }) => planTable(table, create, state, deploy))
  const pipes = planPipes(objects, state)
  return {
    database: planDatabase(objects, state),
    tables: [...landing.flatMap(({ steps }) => steps), ...planGrants(objects.loaderGrants, state, deploy)],
    pipes: [...pipes.steps, ...planGrants(objects.pipeGrants, state, loader)],
    models: planModels(objects, state),
    grants: planGrants(objects.readerGrants, withoutGrantsOfDropped(objects, state), deploy),
    refusals: [
      ...planStages(objects, state),
      ...landing.flatMap(({ refusals }) => refusals),
      ...pipes.refusals,
    ],
  }
}

/** Everything in the order in which it is done. */
export function listSteps({ database, tables, pipes, models, grants }: Plan): Step[] {
  return [...database, ...tables, ...pipes, ...models, ...grants]
}

function planDatabase({ database, names }: SnowflakeObjects, state: SnowflakeState): Step[] {
  const role = names.roles.deploy
  return database.flatMap((statement) => {
    const [, what = '', name = ''] =
      /^create (?:or alter )?(database|schema|file format|stage) (?:if not exists )?([\w.]+)/.exec(
        statement,
      ) ?? []
    if (what === '' || isThere(what, name, statement, state)) return []
    return [{ about: `create ${what} ${name}`, role, statements: [statement] }]
  })
}

function isThere(what: string, name: string, statement: string, state: SnowflakeState): boolean {
  if (what === 'database') return state.hasDatabase
  if (what === 'schema') return state.schemas.has(name)
  if (what === 'stage') return state.stages.has(name)
  const comment = /comment = '([^']*)'/.exec(statement)?.[1]
  return state.fileFormats.get(name) === comment
}

/** Pipes remember paths, not buckets: another bucket under the same stage would never be loaded whole. */
function planStages({ database, names }: SnowflakeObjects, { stages }: SnowflakeState): string[] {
  const stage = stages.get(`landing.${names.stage}`)
  const wanted = /url = '([^']+)'/.exec(database.join('\n'))?.[1] ?? ''
  if (stage === undefined) return []
  const different = [
    ...(stage.url === wanted ? [] : [`reads ${stage.url}, expected ${wanted}`]),
    ...(stage.integration === names.integration
      ? []
      : [`uses integration ${stage.integration || 'none'}, expected ${names.integration}`]),
  ]
  return different.map((difference) => `stage landing.${names.stage} ${difference}`)
}

function planPipes({ pipes, names }: SnowflakeObjects, state: SnowflakeState) {
  const steps: Step[] = []
  const refusals: string[] = []
  for (const { name, copy, create } of pipes) {
    const there = state.pipes.get(name)
    if (there === undefined)
      steps.push({ about: `create pipe ${name}`, role: names.roles.loader, statements: [create] })
    else if (plain(there.copy) !== plain(copy))
      refusals.push(`${name} runs \`${plain(there.copy)}\`, and this version has \`${plain(copy)}\``)
  }
  return { steps, refusals }
}

/** Snowflake keeps the text as it was given, blanks and all. */
function plain(copy: string): string {
  return copy.toLowerCase().replace(/\s+/g, ' ').trim()
}

function planModels({ models, names }: SnowflakeObjects, state: SnowflakeState): Step[] {
  const role = names.roles.deploy
  const wanted = models.flatMap((model) => {
    const there = state.models.get(model.name)
    if (there?.kind === model.kind && there.comment === model.comment) return []
    const other = there !== undefined && there.kind !== model.kind ? [`drop ${there.kind} ${model.name}`] : []
    const isNew = there === undefined || other.length > 0
    const statement = isNew || isExtended(model, there.columns) ? model.create : model.replace
    const about = `${isNew ? 'create' : 'change'} ${model.kind} ${model.name}`
    return [{ about, role, statements: [...other, statement] }]
  })
  // What an older version made is known by its mark; what people have made themselves stays.
  const gone = [...state.models].filter(
    ([name, { comment }]) =>
      !models.some((model) => model.name === name) && /\[[0-9a-f]{12}\]$/.test(comment),
  )
  const dropped = gone.map(([name, { kind }]) => ({
    about: `drop ${kind} ${name}, which this version no longer has`,
    role,
    statements: [`drop ${kind} if exists ${name}`],
  }))
  return [...wanted, ...dropped.reverse()]
}

/** What stands in the place of another kind is dropped, and what roles may do with it goes too. */
function withoutGrantsOfDropped({ models, names }: SnowflakeObjects, state: SnowflakeState): SnowflakeState {
  const dropped = models
    .filter(({ name, kind }) => (state.models.get(name)?.kind ?? kind) !== kind)
    .map(({ name }) => ` ${names.database}.${name}`)
  const grants = [...state.grants].filter((grant) => !dropped.some((name) => grant.endsWith(name)))
  return { ...state, grants: new Set(grants) }
}

/** A dynamic table can be altered where the columns that stay are in front, as they were; else it is made anew. */
function isExtended({ kind, columns }: ModelObject, stored: ColumnState[]): boolean {
  if (kind === 'view') return true
  const staying = stored.filter(({ name }) => columns.some((column) => column.name === name))
  return staying.every(({ name, type }, index) => {
    const column = columns[index]
    return column?.name === name && storedTypes[column.type]?.includes(type)
  })
}

function planGrants(grants: Grant[], state: SnowflakeState, as: string): Step[] {
  return grants
    .filter(({ role, gives }) =>
      gives.some(({ privilege, name }) => !state.grants.has(grantKey({ role, privilege, name }))),
    )
    .map(({ statement }) => ({ about: statement, role: as, statements: [statement] }))
}
