import type { Engine } from '../duckdb-engine.ts'

/** Copies the rows of the charts in scope that later steps compare with, before anything is recomputed. */
export async function copyBaselines(engine: Engine): Promise<void> {
  await engine.run('create temp table landed_scope as select source, chart from core.charts_in_scope')
  for (const [name, query] of Object.entries(baselines))
    await engine.run(`create temp table ${name}_before as ${query}`)
}

/** Columns of a model in the charts of which rows have landed. */
const selectLanded = (model: string, columns: string) => `
  select ${columns}
  from core.${model} as model
  inner join landed_scope as scope on model.source = scope.source and model.chart = scope.chart`

const snapshotColumns =
  'model.source, model.chart, model.chart_date, model.snapshot_id, model.transform_version'

const baselines = {
  equal_issues: selectLanded('equal_issues', 'model.*'),
  catalogue: selectLanded('catalogue_issues', snapshotColumns),
  issues: selectLanded('published_issues', 'model.*'),
  neighbours: selectLanded(
    'published_issues',
    `${snapshotColumns}, model.previous_date, model.missing_before, model.identity`,
  ),
  published_joins: selectLanded('published_joins', 'model.*'),
  first_dates: selectLanded('seen_songs', 'model.source, model.chart, model.song_id, model.first_date'),
}

/** Rows that differ between a baseline and the query now: those that came and those that went. */
export function difference(name: string, query: string): string {
  const before = `select * from ${name}_before`
  return `((${query} except ${before}) union all (${before} except ${query}))`
}

export const changedBaseline = (name: keyof typeof baselines) => difference(name, baselines[name])
