import type { CoreModel } from '../warehouse.ts'
import type { Engine } from './engine.ts'

/** Makes the core models in an empty file: tables of those that are kept, views of the others. */
export async function createCore(engine: Engine, models: CoreModel[]) {
  for (const { name, sql, kept } of models) {
    if (kept === 'view' || kept === 'check') await engine.run(`create view core.${name} as ${sql}`)
    else await engine.run(`create table core.${name} as select * from (\n${sql}\n) where false`)
  }
}

/** Entries of the charts that one statement recomputes: windows over more need more memory than they save time. */
const ENTRIES_AT_ONCE = 1_000_000

/**
 * Recomputes what the charts in `core.charts_in_scope` touch, whole, and empties the scope. Gives the number of
 * charts that were recomputed.
 */
export async function computeCore(engine: Engine, models: CoreModel[], isNew: boolean): Promise<number> {
  for (const model of models) {
    if (model.kept === 'chart') await recomputeByCharts(engine, model, isNew)
    else if (model.name === 'recordings' && !isNew) await recomputeRecordings(engine, model)
    else if (model.kept === 'source') await recompute(engine, model, isNew)
  }
  const { rows } = await engine.query('select count(*) as n from core.charts_in_scope')
  await engine.run('delete from core.charts_in_scope')
  return Number(rows[0]?.n)
}

const inScope = {
  chart: '(source, chart) in (select source, chart from core.charts_in_scope)',
  source: 'source in (select source from core.charts_in_scope)',
}

async function recompute(engine: Engine, { name, sql, kept }: CoreModel, isNew: boolean) {
  if (kept !== 'chart' && kept !== 'source') return
  if (!isNew) await engine.run(`delete from core.${name} where ${inScope[kept]}`)
  await engine.run(`insert into core.${name} select * from (\n${sql}\n)`)
}

/** Goes through the charts in scope a few at a time; for each few they alone are the scope. */
async function recomputeByCharts(engine: Engine, model: CoreModel, isNew: boolean) {
  await engine.run(`
    create temp table scope_in_turns as
    select c.source, c.chart,
      cast(floor((sum(coalesce(i.entries, 0)) over (order by c.source, c.chart rows unbounded preceding) - 1)
        / ${ENTRIES_AT_ONCE}) as bigint) as turn
    from core.charts_in_scope as c
    left join (select source, chart, sum(entry_count) as entries from landing.chart_issues group by 1, 2) as i
      on c.source = i.source and c.chart = i.chart`)
  const { rows } = await engine.query('select distinct turn from scope_in_turns order by turn')
  for (const { turn } of rows) {
    await engine.run('delete from core.charts_in_scope')
    await engine.run(
      'insert into core.charts_in_scope select source, chart from scope_in_turns where turn = :turn',
      { turn: Number(turn) },
    )
    await recompute(engine, model, isNew)
  }
  await engine.run('delete from core.charts_in_scope')
  await engine.run('insert into core.charts_in_scope select source, chart from scope_in_turns')
  await engine.run('drop table scope_in_turns')
}

/** A song that changes its recording changes every chart that it was ever in, so these are recomputed as well. */
async function recomputeRecordings(engine: Engine, model: CoreModel) {
  await engine.run(
    'create temp table recordings_before as select source, song_id, recording_id from core.recordings',
  )
  await recompute(engine, model, false)
  await engine.run(`
    insert into core.charts_in_scope
    select distinct e.source, e.chart
    from landing.chart_entries as e
    where (e.source, e.song_id) in (
      select r.source, r.song_id
      from core.recordings as r
      left join recordings_before as b on r.source = b.source and r.song_id = b.song_id
      where r.recording_id <> coalesce(b.recording_id, r.song_id)
    )
    except select source, chart from core.charts_in_scope`)
  await engine.run('drop table recordings_before')
}
