import type { CoreModel, Keeping } from '../../warehouse.ts'
import type { Engine } from '../duckdb-engine.ts'
import { copyBaselines } from './baselines.ts'
import { setScope, uniteLanded } from './changed-from.ts'
import { stepsAfter, stepsBefore } from './refresh-scope.ts'
import { staleKeys } from './stale-keys.ts'

/** Creates the core models in an empty file: a view for each `view` and `check`, an empty table for each other one. */
export async function createModels(engine: Engine, models: CoreModel[]) {
  for (const model of models) await createModel(engine, model)
}

async function createModel(engine: Engine, { name, sql, kept }: CoreModel) {
  if (kept === 'view' || kept === 'check') await engine.run(`create view core.${name} as ${sql}`)
  else await engine.run(`create table core.${name} as select * from (\n${sql}\n) where false`)
}

/**
 * Entries of the charts that one statement computes. With more, window functions need more memory than they save time. What is
 * kept by chart reads few entries of each.
 */
const MOST_ENTRIES = { chart: 64_000_000, issue: 2_500_000 }

const songScope = {
  table: 'songs_in_scope',
  on: 'model.source = scope.source and model.song_id = scope.song_id',
}

/** For each kind of model, the scope table and the condition that selects the rows to recompute. */
const scopes = {
  chart: { table: 'charts_in_scope', on: 'model.source = scope.source and model.chart = scope.chart' },
  issue: {
    table: 'charts_in_scope',
    on: 'model.source = scope.source and model.chart = scope.chart and model.chart_date >= scope.changed_from',
  },
  seen_song: {
    table: 'earlier_songs',
    on: 'model.source = scope.source and model.chart = scope.chart and model.song_id = scope.song_id',
  },
  chart_song: {
    table: 'chart_songs_in_scope',
    on: 'model.source = scope.source and model.chart = scope.chart and model.song_id = scope.song_id',
  },
  song: songScope,
  charted_song: songScope,
  artist: {
    table: 'artists_in_scope',
    on: 'model.source = scope.source and model.artist_id = scope.artist_id',
  },
  album: { table: 'albums_in_scope', on: 'model.source = scope.source and model.album_id = scope.album_id' },
} satisfies Partial<Record<Keeping, { table: string; on: string }>>

/** The scope that landing fills: the charts of the landed rows. It is there before them, and before each other model. */
export const firstScope = scopes.chart.table

export interface RefreshOptions {
  models: CoreModel[]
  /** The file is built from nothing: the models are created, and every key is in scope. */
  isNew: boolean
  /** Entries of the charts that one statement computes; left out: what fits into memory. */
  entriesAtOnce?: number | undefined
}

/**
 * Recomputes everything that depends on the charts in `core.charts_in_scope`, in the order of the models, and empties the
 * scopes. Returns the number of recomputed charts.
 */
export async function refreshModels(engine: Engine, options: RefreshOptions): Promise<number> {
  const { models, isNew, entriesAtOnce } = options
  const most = entriesAtOnce === undefined ? MOST_ENTRIES : { chart: entriesAtOnce, issue: entriesAtOnce }
  await uniteLanded(engine, isNew)
  if (!isNew) await copyBaselines(engine)
  const emptyScopes = new Set(models.filter(({ kept }) => kept === 'scope').map(({ name }) => name))
  // Landing has filled the scope of charts. Each other scope is filled for the first model that uses it: the models that
  // decide its keys are recomputed by then.
  emptyScopes.delete(firstScope)
  const isSmall = (await countEntries(engine)) <= Math.min(most.chart, most.issue)
  for (const model of models) {
    const { name, kept } = model
    const isKept = kept in scopes
    if (isNew && name !== firstScope && !(isKept && isSmall)) await createModel(engine, model)
    if (!isKept) continue
    const { table } = scopes[kept as keyof typeof scopes]
    if (emptyScopes.delete(table))
      await fillScope(engine, table, isNew ? findModelSql(models, table) : (staleKeys[table] ?? ''))
    if (!isNew) await stepsBefore[name]?.(engine)
    if (isNew && isSmall) await createFilled(engine, model)
    else if (!isSmall && (kept === 'chart' || kept === 'issue'))
      await recomputeByCharts(engine, { ...model, kept }, isNew, most[kept])
    else await recompute(engine, model, isNew)
    if (!isNew) await stepsAfter[name]?.(engine)
  }
  const { rows } = await engine.query('select count(*) as charts from core.charts_in_scope')
  for (const { name, kept } of models) if (kept === 'scope') await engine.run(`truncate core.${name}`)
  return Number(rows[0]?.charts)
}

/** Entries of all charts. If one statement can compute them, each model needs only one. */
async function countEntries(engine: Engine): Promise<number> {
  const { rows } = await engine.query(
    'select coalesce(sum(entry_count), 0) as entries from landing.chart_issues',
  )
  return Number(rows[0]?.entries)
}

async function fillScope(engine: Engine, table: string, sql: string) {
  await engine.run(`insert into core.${table} select distinct * from (\n${sql}\n)`)
}

function findModelSql(models: CoreModel[], name: string): string {
  return models.find((model) => model.name === name)?.sql ?? ''
}

/**
 * The order that keeps the rows of an issue, or of a chart, together: most questions read one of them, and DuckDB skips what is
 * elsewhere. It also makes the file smaller by a third.
 */
const orders: Partial<Record<Keeping, string>> = {
  issue: '\norder by source, chart, chart_date',
  chart: '\norder by source, chart',
  chart_song: '\norder by source, chart',
  charted_song: '\norder by source, chart',
}

const selectInOrder = ({ sql, kept }: CoreModel) => `select * from (\n${sql}\n)${orders[kept] ?? ''}`

/** One statement in place of two: most of the time of a small load goes into planning them. */
async function createFilled(engine: Engine, model: CoreModel) {
  await engine.run(`create table core.${model.name} as ${selectInOrder(model)}`)
}

async function recompute(engine: Engine, model: CoreModel, isNew: boolean) {
  const { name, kept } = model
  const { table, on } = scopes[kept as keyof typeof scopes]
  if (!isNew) await engine.run(`delete from core.${name} as model using core.${table} as scope where ${on}`)
  await engine.run(`insert into core.${name} ${selectInOrder(model)}`)
}

/** Recomputes a model for batches of the charts in scope, each of which is the whole scope meanwhile. */
async function recomputeByCharts(
  engine: Engine,
  model: CoreModel & { kept: 'chart' | 'issue' },
  isNew: boolean,
  most: number,
) {
  const { table, on } = scopes[model.kept]
  const split = `
    select
      scope.*,
      cast(floor((sum(coalesce(charts.entries, 0)) over (
        order by scope.source, scope.chart rows unbounded preceding
      ) - 1) / ${most}) as bigint) as batch
    from core.${table} as scope
    left join (
      select scope.source, scope.chart, sum(model.entry_count) as entries
      from landing.chart_issues as model
      inner join core.${table} as scope on ${on}
      group by 1, 2
    ) as charts
      on scope.source = charts.source and scope.chart = charts.chart`
  const { rows } = await engine.query(`select distinct batch from (${split}) order by batch`)
  // A load of one day seldom needs more, and every statement costs it something.
  if (rows.length <= 1) return recompute(engine, model, isNew)
  await engine.run(`create temp table scope_batches as ${split}`)
  const chosen = (condition: string) => `select * exclude (batch) from scope_batches where ${condition}`
  for (const { batch } of rows) {
    await setScope(engine, chosen(`batch = ${Number(batch)}`))
    await recompute(engine, model, isNew)
  }
  await setScope(engine, chosen('true'))
  await engine.run('drop table scope_batches')
}
