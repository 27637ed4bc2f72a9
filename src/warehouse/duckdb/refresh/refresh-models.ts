import type { CoreModel, Keeping } from '../../warehouse.ts'
import type { Engine } from '../duckdb-engine.ts'
import { copyBaselines } from './baselines.ts'
import { setScope, uniteLanded } from './changed-from.ts'
import { stepsAfter, stepsBefore } from './refresh-scope.ts'
import { staleKeys } from './stale-keys.ts'

/** Creates the core models in an empty file: a view for each `view` and `check`, a table for each other one. */
export async function createModels(engine: Engine, models: CoreModel[]) {
  for (const { name, sql, kept } of models) {
    if (kept === 'view' || kept === 'check') await engine.run(`create view core.${name} as ${sql}`)
    else await engine.run(`create table core.${name} as select * from (\n${sql}\n) where false`)
  }
}

/** Entries of the charts that one statement recomputes. With more, window functions need more memory than they save time. */
const ENTRIES_AT_ONCE = { chart: 4_000_000, issue: 2_500_000 }

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
  song: { table: 'songs_in_scope', on: 'model.source = scope.source and model.song_id = scope.song_id' },
  artist: {
    table: 'artists_in_scope',
    on: 'model.source = scope.source and model.artist_id = scope.artist_id',
  },
  album: { table: 'albums_in_scope', on: 'model.source = scope.source and model.album_id = scope.album_id' },
} satisfies Partial<Record<Keeping, { table: string; on: string }>>

/**
 * Recomputes everything that depends on the charts in `core.charts_in_scope`, in the order of the models, and empties the
 * scopes. `isNew`: the file is built from nothing, so every key is in scope. Returns the number of recomputed charts.
 */
export async function refreshModels(engine: Engine, models: CoreModel[], isNew: boolean): Promise<number> {
  await uniteLanded(engine, isNew)
  if (!isNew) await copyBaselines(engine)
  const emptyScopes = new Set(models.filter(({ kept }) => kept === 'scope').map(({ name }) => name))
  // Landing has filled the scope of charts. Each other scope is filled for the first model that uses it: the models that
  // decide its keys are recomputed by then.
  emptyScopes.delete(scopes.chart.table)
  for (const model of models) {
    const { name, kept } = model
    if (!(kept in scopes)) continue
    const { table } = scopes[kept as keyof typeof scopes]
    if (emptyScopes.delete(table))
      await fillScope(engine, table, isNew ? findModelSql(models, table) : (staleKeys[table] ?? ''))
    if (!isNew) await stepsBefore[name]?.(engine)
    if (kept === 'chart' || kept === 'issue') await recomputeByCharts(engine, { ...model, kept }, isNew)
    else await recompute(engine, model, isNew)
    if (!isNew) await stepsAfter[name]?.(engine)
  }
  const { rows } = await engine.query('select count(*) as charts from core.charts_in_scope')
  for (const { name, kept } of models) if (kept === 'scope') await engine.run(`truncate core.${name}`)
  return Number(rows[0]?.charts)
}

async function fillScope(engine: Engine, table: string, sql: string) {
  await engine.run(`insert into core.${table} select distinct * from (\n${sql}\n)`)
}

function findModelSql(models: CoreModel[], name: string): string {
  return models.find((model) => model.name === name)?.sql ?? ''
}

async function recompute(engine: Engine, { name, sql, kept }: CoreModel, isNew: boolean) {
  const { table, on } = scopes[kept as keyof typeof scopes]
  if (!isNew) await engine.run(`delete from core.${name} as model using core.${table} as scope where ${on}`)
  await engine.run(`insert into core.${name} ${sql}`)
}

/** Recomputes a model for batches of the charts in scope, each of which is the whole scope meanwhile. */
async function recomputeByCharts(
  engine: Engine,
  model: CoreModel & { kept: 'chart' | 'issue' },
  isNew: boolean,
) {
  const { table, on } = scopes[model.kept]
  await engine.run(`
    create temp table scope_batches as
    select
      scope.*,
      cast(floor((sum(coalesce(charts.entries, 0)) over (
        order by scope.source, scope.chart rows unbounded preceding
      ) - 1) / ${ENTRIES_AT_ONCE[model.kept]}) as bigint) as batch
    from core.${table} as scope
    left join (
      select scope.source, scope.chart, sum(model.entry_count) as entries
      from landing.chart_issues as model
      inner join core.${table} as scope on ${on}
      group by 1, 2
    ) as charts
      on scope.source = charts.source and scope.chart = charts.chart`)
  const { rows } = await engine.query('select distinct batch from scope_batches order by batch')
  const chosen = (condition: string) => `select * exclude (batch) from scope_batches where ${condition}`
  for (const { batch } of rows) {
    await setScope(engine, chosen(`batch = ${Number(batch)}`))
    await recompute(engine, model, isNew)
  }
  await setScope(engine, chosen('true'))
  await engine.run('drop table scope_batches')
}
