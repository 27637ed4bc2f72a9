import type { Engine } from '../duckdb-engine.ts'

// From which issue on a load recomputes each chart: `changed_from` of `core.charts_in_scope`. Rows of earlier issues
// depend on none of the later ones, so they stay.

const everything = "date '0001-01-01'"
const nothing = "date '9999-12-31'"

/**
 * Unites what landing has added to the scope: one row per chart, from the first issue with landed rows on. What a row
 * states for a whole chart has no date. A chart that is counted from plays is replaced as a whole. In a new file
 * everything has changed.
 */
export async function uniteLanded(engine: Engine, isNew: boolean): Promise<void> {
  await setScope(
    engine,
    `select
      source, chart,
      case when ${!isNew} and source <> 'listens' and count(changed_from) = count(*) then min(changed_from)
      else ${everything} end as changed_from
    from core.charts_in_scope
    group by 1, 2`,
  )
  if (!isNew) await includeWholeFiles(engine)
}

/**
 * Begins no chart in the middle of a file or snapshot with many issues: whether one of its issues counts may depend on
 * rows that are on the others.
 */
async function includeWholeFiles(engine: Engine): Promise<void> {
  const spans = ['raw_key', 'snapshot_id'].map(
    (key) => `
      select source, chart, min(chart_date) as first_date, max(chart_date) as last_date
      from landing.chart_issues
      group by source, chart, ${key}
      having min(chart_date) < max(chart_date)`,
  )
  await engine.run(`create or replace temp table file_spans as ${spans.join('\nunion all\n')}`)
  const cut = `
    select scope.source, scope.chart, min(files.first_date) as changed_from
    from core.charts_in_scope as scope
    inner join file_spans as files
      on scope.source = files.source and scope.chart = files.chart
        and scope.changed_from > files.first_date and scope.changed_from <= files.last_date
    group by 1, 2`
  while (await lowerChangedFrom(engine, cut)) {}
}

/** Begins each chart at the first of the equal issues that differ from what they were, if that is earlier. */
export async function includeEqualIssues(engine: Engine, changed: string): Promise<void> {
  const isLower = await lowerChangedFrom(
    engine,
    `select source, chart, min(previous_date) as changed_from from ${changed} group by 1, 2`,
  )
  if (isLower) await includeWholeFiles(engine)
}

/**
 * Begins each chart at the first issue that was published, withdrawn or replaced, or that has the first entry of a song
 * whose recording changed. `issues` and `songs` are queries for these.
 */
export async function setChangedFrom(engine: Engine, issues: string, songs: string): Promise<void> {
  await setScope(
    engine,
    `select scope.source, scope.chart, coalesce(min(changes.chart_date), ${nothing}) as changed_from
    from core.charts_in_scope as scope
    left join (
      select source, chart, chart_date from ${issues}
      union all
      select seen.source, seen.chart, seen.first_date
      from core.seen_songs as seen
      inner join (${songs}) as songs on seen.source = songs.source and seen.song_id = songs.song_id
    ) as changes on scope.source = changes.source and scope.chart = changes.chart
    group by 1, 2`,
  )
}

/** Begins each chart one issue earlier: what is said of the last issue of a song depends on the next issue. */
export async function includeIssueBefore(engine: Engine): Promise<void> {
  await lowerChangedFrom(
    engine,
    `select scope.source, scope.chart, max(issues.chart_date) as changed_from
    from core.charts_in_scope as scope
    inner join core.published_issues as issues
      on scope.source = issues.source and scope.chart = issues.chart
        and issues.chart_date < scope.changed_from
    group by 1, 2`,
  )
}

/** Begins each chart at the first of the dates in a query of source, chart and date, if that is earlier. */
export async function includeDates(engine: Engine, query: string): Promise<void> {
  await lowerChangedFrom(
    engine,
    `select source, chart, min(chart_date) as changed_from
    from (${query}) as dates (source, chart, chart_date)
    group by 1, 2`,
  )
}

/** Lowers `changed_from` to that of a query with one row per chart. Returns whether one was lower. */
async function lowerChangedFrom(engine: Engine, query: string): Promise<boolean> {
  const { rows } = await engine.query(`
    update core.charts_in_scope as scope
    set changed_from = earlier.changed_from
    from (${query}) as earlier
    where scope.source = earlier.source and scope.chart = earlier.chart
      and scope.changed_from > earlier.changed_from`)
  return Number(rows[0]?.count) > 0
}

/** A new table each time: DuckDB counts deleted rows as well when it estimates the order of joins. */
export async function setScope(engine: Engine, query: string): Promise<void> {
  await engine.run(`create or replace table core.charts_in_scope as ${query}`)
}
