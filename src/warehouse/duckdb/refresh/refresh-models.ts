import type { CoreModel, Keeping } from '../../warehouse.ts'
import type { Engine } from '../duckdb-engine.ts'
import { after, before, rememberBaselines, staleKeys } from './refresh-scope.ts'

/** Makes the core models in an empty file: tables of those that are kept, views of the others. */
export async function createModels(engine: Engine, models: CoreModel[]) {
  for (const { name, sql, kept } of models) {
    if (kept === 'view' || kept === 'check') await engine.run(`create view core.${name} as ${sql}`)
    else await engine.run(`create table core.${name} as select * from (\n${sql}\n) where false`)
  }
}

/** Entries of the charts that one statement recomputes: windows over more need more memory than they save time. */
const ENTRIES_AT_ONCE = { chart: 4_000_000, issue: 1_000_000 }

/** How the rows of a kept model that are recomputed are named: by the table of what is in scope, and a condition. */
const scopes = {
  chart: { table: 'charts_in_scope', on: 'm.source = x.source and m.chart = x.chart' },
  issue: {
    table: 'charts_in_scope',
    on: 'm.source = x.source and m.chart = x.chart and (x.changed_from is null or m.chart_date >= x.changed_from)',
  },
  song: { table: 'songs_in_scope', on: 'm.source = x.source and m.song_id = x.song_id' },
  artist: { table: 'artists_in_scope', on: 'm.source = x.source and m.artist_id = x.artist_id' },
  album: { table: 'albums_in_scope', on: 'm.source = x.source and m.album_id = x.album_id' },
} satisfies Partial<Record<Keeping, { table: string; on: string }>>

/**
 * Recomputes what the charts in `core.charts_in_scope` touch, and empties the scope. Gives the number of charts that
 * were recomputed.
 */
export async function refreshModels(engine: Engine, models: CoreModel[], isNew: boolean): Promise<number> {
  if (!isNew) await rememberBaselines(engine)
  const empty = new Set(models.filter(({ kept }) => kept === 'scope').map(({ name }) => name))
  // The charts in scope are those of which rows have landed. Any other scope is filled for the first model that needs it:
  // what it follows from is recomputed by then.
  empty.delete(scopes.chart.table)
  for (const model of models) {
    const { name, kept } = model
    if (!(kept in scopes)) continue
    const { table } = scopes[kept as keyof typeof scopes]
    if (empty.delete(table))
      await fillScope(engine, table, isNew ? findModelSql(models, table) : (staleKeys[table] ?? ''))
    if (!isNew) await before[name]?.(engine)
    if (kept === 'chart' || kept === 'issue')
      await recomputeByCharts(engine, model, isNew, ENTRIES_AT_ONCE[kept])
    else await recompute(engine, model, isNew)
    if (!isNew) await after[name]?.(engine)
  }
  const { rows } = await engine.query('select count(*) as n from core.charts_in_scope')
  for (const { name, kept } of models) if (kept === 'scope') await engine.run(`truncate core.${name}`)
  return Number(rows[0]?.n)
}

async function fillScope(engine: Engine, table: string, sql: string) {
  await engine.run(`insert into core.${table} select distinct * from (\n${sql}\n)`)
}

function findModelSql(models: CoreModel[], name: string): string {
  return models.find((model) => model.name === name)?.sql ?? ''
}

async function recompute(engine: Engine, { name, sql, kept }: CoreModel, isNew: boolean) {
  const { table, on } = scopes[kept as keyof typeof scopes]
  if (!isNew) await engine.run(`delete from core.${name} as m using core.${table} as x where ${on}`)
  await engine.run(`insert into core.${name} select * from (\n${sql}\n)`)
}

/** Goes through the charts in scope a few at a time; for each few they alone are the scope. */
async function recomputeByCharts(engine: Engine, model: CoreModel, isNew: boolean, atOnce: number) {
  await engine.run(`
    create temp table scope_in_turns as
    select c.*,
      cast(floor((sum(coalesce(i.entries, 0)) over (order by c.source, c.chart rows unbounded preceding) - 1)
        / ${atOnce}) as bigint) as turn
    from core.charts_in_scope as c
    left join (select source, chart, sum(entry_count) as entries from landing.chart_issues group by 1, 2) as i
      on c.source = i.source and c.chart = i.chart`)
  const { rows } = await engine.query('select distinct turn from scope_in_turns order by turn')
  // Made anew each time: rows that were deleted still count where the engine estimates how a join is best begun.
  const setScope = (condition: string) =>
    engine.run(
      `create or replace table core.charts_in_scope as select * exclude (turn) from scope_in_turns where ${condition}`,
    )
  for (const { turn } of rows) {
    await setScope(`turn = ${Number(turn)}`)
    await recompute(engine, model, isNew)
  }
  await setScope('true')
  await engine.run('drop table scope_in_turns')
}
