import { hasChecksum } from '../objects/checksum.ts'
import type { DatabaseObject } from '../objects/database-objects.ts'
import type { Grant } from '../objects/grants.ts'
import type { ModelObject } from '../objects/model-objects.ts'
import type { SnowflakeObjects } from '../objects/snowflake-objects.ts'
import { type ColumnState, grantKey, type SnowflakeState } from './deployed-state.ts'
import { planAlert } from './plan-alert.ts'
import { planTable, storedTypes } from './plan-table.ts'
import type { Step } from './run-steps.ts'

export interface Plan {
  /** Before Snowflake can read the bucket. */
  database: Step[]
  tables: Step[]
  pipes: Step[]
  models: Step[]
  grants: Step[]
  alert: Step[]
  /** Differences that would lose data, as sentences. If there is one, no step may run. */
  conflicts: string[]
}

/** The steps that bring Snowflake to these objects; no step if it is up to date. A pure function. */
export function createPlan(objects: SnowflakeObjects, state: SnowflakeState): Plan {
  const { deploy, loader } = objects.names.roles
  const landing = objects.tables.map(({ table, create }) => planTable(table, create, state, deploy))
  const pipes = planPipes(objects, state)
  return {
    database: planDatabase(objects, state),
    tables: [...landing.flatMap(({ steps }) => steps), ...planGrants(objects.loaderGrants, state, deploy)],
    pipes: [...pipes.steps, ...planGrants(objects.pipeGrants, state, loader)],
    models: planModels(objects, state),
    grants: planGrants(objects.readerGrants, state, deploy, listDroppedModels(objects, state)),
    alert: planAlert(objects.alert, state, deploy),
    conflicts: [
      ...listStageConflicts(objects, state),
      ...landing.flatMap(({ conflicts }) => conflicts),
      ...pipes.conflicts,
    ],
  }
}

/** All steps in the order in which they run. */
export function listSteps({ database, tables, pipes, models, grants, alert }: Plan): Step[] {
  return [...database, ...tables, ...pipes, ...models, ...grants, ...alert]
}

function planDatabase(objects: SnowflakeObjects, state: SnowflakeState): Step[] {
  const { database, schemas, fileFormat, stage } = objects
  const missing: DatabaseObject[] = [
    ...(state.hasDatabase ? [] : [database]),
    ...schemas.filter(({ name }) => !state.schemas.has(name)),
    ...(state.fileFormats.get(fileFormat.name) === fileFormat.comment ? [] : [fileFormat]),
    ...(state.stages.has(stage.name) ? [] : [stage]),
  ]
  return missing.map(({ kind, name, create }) => ({
    description: `create ${kind} ${name}`,
    role: objects.names.roles.deploy,
    statements: [create],
    createsDatabase: kind === 'database',
  }))
}

/** Pipes remember paths without their bucket: they would skip the paths of another bucket under the same stage. */
function listStageConflicts({ stage }: SnowflakeObjects, { stages }: SnowflakeState): string[] {
  const deployed = stages.get(stage.name)
  if (deployed === undefined) return []
  return [
    ...(deployed.url === stage.url
      ? []
      : [`stage ${stage.name} reads ${deployed.url}, expected ${stage.url}`]),
    ...(deployed.integration === stage.integration
      ? []
      : [
          `stage ${stage.name} uses integration ${deployed.integration || 'none'}, expected ${stage.integration}`,
        ]),
  ]
}

function planPipes({ pipes, names }: SnowflakeObjects, state: SnowflakeState) {
  const steps: Step[] = []
  const conflicts: string[] = []
  for (const { name, copy, create } of pipes) {
    const deployed = state.pipes.get(name)
    if (deployed === undefined)
      steps.push({ description: `create pipe ${name}`, role: names.roles.loader, statements: [create] })
    else if (normalizeSpaces(deployed.copy) !== normalizeSpaces(copy))
      conflicts.push(
        `pipe ${name} runs \`${normalizeSpaces(deployed.copy)}\`, expected \`${normalizeSpaces(copy)}\``,
      )
  }
  return { steps, conflicts }
}

/** Snowflake stores the text of a pipe with its white space. */
function normalizeSpaces(copy: string): string {
  return copy.toLowerCase().replace(/\s+/g, ' ').trim()
}

function planModels({ models, names }: SnowflakeObjects, state: SnowflakeState): Step[] {
  const role = names.roles.deploy
  const changed = models.flatMap((model) => {
    const deployed = state.models.get(model.name)
    if (deployed?.kind === model.kind && deployed.comment === model.comment) return []
    const drops =
      deployed !== undefined && deployed.kind !== model.kind ? [`drop ${deployed.kind} ${model.name}`] : []
    const isNew = deployed === undefined || drops.length > 0
    const statement = isNew || canAlter(model, deployed.columns) ? model.create : model.replace
    const description = `${isNew ? 'create' : 'change'} ${model.kind} ${model.name}`
    return [{ description, role, statements: [...drops, statement] }]
  })
  // A checksum shows that an older version created the object. What people created themselves is kept.
  const known = new Set(models.map(({ name }) => name))
  const retired = [...state.models].filter(([name, { comment }]) => !known.has(name) && hasChecksum(comment))
  const dropped = retired.map(([name, { kind }]) => ({
    description: `drop ${kind} ${name}, which this version no longer has`,
    role,
    statements: [`drop ${kind} if exists ${name}`],
  }))
  return [...changed, ...dropped.reverse()]
}

/** Models that are dropped because their kind has changed, which also drops the grants on them. Full names. */
function listDroppedModels({ models, names }: SnowflakeObjects, state: SnowflakeState): Set<string> {
  const dropped = models.filter(({ name, kind }) => (state.models.get(name)?.kind ?? kind) !== kind)
  return new Set(dropped.map(({ name }) => `${names.database}.${name}`))
}

/** A dynamic table can be altered if the columns that it keeps come first, in the same order; else it is replaced. */
function canAlter({ kind, columns }: ModelObject, stored: ColumnState[]): boolean {
  if (kind === 'view') return true
  const kept = stored.filter(({ name }) => columns.some((column) => column.name === name))
  return kept.every(({ name, type }, index) => {
    const column = columns[index]
    return column?.name === name && storedTypes[column.type]?.includes(type)
  })
}

/** The grants of which a privilege is missing, or is about to be dropped with its object. */
function planGrants(grants: Grant[], state: SnowflakeState, as: string, dropped = new Set<string>()): Step[] {
  return grants
    .filter(({ role, gives }) =>
      gives.some(
        ({ privilege, name }) => dropped.has(name) || !state.grants.has(grantKey({ role, privilege, name })),
      ),
    )
    .map(({ statement }) => ({ description: statement, role: as, statements: [statement] }))
}
