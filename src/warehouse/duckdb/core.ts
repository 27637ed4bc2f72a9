import type { CoreModel } from '../warehouse.ts'
import type { Engine } from './engine.ts'

/** Makes the core models in an empty file: tables of those that are kept, views of the others. */
export async function createCore(engine: Engine, models: CoreModel[]) {
  for (const { name, sql, kept } of models) {
    if (kept === 'view') await engine.run(`create view core.${name} as ${sql}`)
    else await engine.run(`create table core.${name} as select * from (\n${sql}\n) where false`)
  }
}

/**
 * Recomputes what the charts in `core.charts_in_scope` touch, whole, and empties the scope. Gives the number of
 * charts that were recomputed.
 */
export async function computeCore(engine: Engine, models: CoreModel[], isNew: boolean): Promise<number> {
  for (const model of models) {
    if (model.name === 'recordings' && !isNew) await recomputeRecordings(engine, model)
    else await recompute(engine, model, isNew)
  }
  const { rows } = await engine.query('select count(*) as n from core.charts_in_scope')
  await engine.run('delete from core.charts_in_scope')
  return Number(rows[0]?.n)
}

async function recompute(engine: Engine, { name, sql, kept }: CoreModel, isNew: boolean) {
  if (kept !== 'chart' && kept !== 'source') return
  const inScope =
    kept === 'chart'
      ? `exists (select 1 from core.charts_in_scope as c where c.source = ${name}.source and c.chart = ${name}.chart)`
      : 'source in (select source from core.charts_in_scope)'
  if (!isNew) await engine.run(`delete from core.${name} where ${inScope}`)
  await engine.run(`insert into core.${name} select * from (\n${sql}\n)`)
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
      inner join recordings_before as b on r.source = b.source and r.song_id = b.song_id
      where r.recording_id <> b.recording_id
    )
    except select source, chart from core.charts_in_scope`)
  await engine.run('drop table recordings_before')
}
