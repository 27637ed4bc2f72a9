import { readRows } from '../warehouse/read-rows.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import type { Happening, NoticeIssue } from './notice.ts'

const columns = {
  chart_name: 'text',
  song_id: 'text',
  song: 'text?',
  artists: 'text?',
  status: 'text',
  position: 'number',
  previous_position: 'number?',
  peak_before: 'number?',
  metric: 'number?',
  metric_name: 'text?',
  most_before: 'number?',
} as const

type Row = ReturnType<typeof readRows<typeof columns>>[number]

/** What happened on an issue, by position. Empty if the issue is not published. */
export async function findHappenings(
  warehouse: Warehouse,
  issue: { source: string; chart: string; chart_date: string },
): Promise<Happening[]> {
  const result = await warehouse.query(
    `with history as (
      select
        entries.*,
        min(entries.position) over earlier as peak_before,
        max(entries.metric) over earlier as most_before
      from core.chart_history as entries
      where entries.source = :source and entries.chart = :chart and entries.is_best
      window earlier as (
        partition by entries.recording_id
        order by entries.chart_date asc nulls last
        rows between unbounded preceding and 1 preceding
      )
    )
    select
      issues.chart_name,
      history.song_id,
      names.song,
      names.artists,
      history.status,
      history.position,
      history.previous_position,
      history.peak_before,
      history.metric,
      history.metric_name,
      history.most_before
    from history
    inner join core.published_issues as issues
      on history.source = issues.source and history.chart = issues.chart and history.chart_date = issues.chart_date
    left join core.song_names as names
      on history.source = names.source and history.song_id = names.song_id
    where history.chart_date = cast(:chart_date as date)
    order by history.position asc nulls last, history.song_id asc nulls last`,
    { ...issue },
  )
  return readRows(result, columns).flatMap((row) =>
    describeRow(row, { ...issue, chart_name: row.chart_name }),
  )
}

function describeRow(row: Row, issue: NoticeIssue): Happening[] {
  const { song_id, status, position, previous_position, peak_before, metric, metric_name, most_before } = row
  const song = { song_id, song: row.song ?? song_id, artists: row.artists ?? 'unknown artists' }
  const title = `“${song.song}” by ${song.artists}`
  const { chart_name, chart_date } = issue
  const on = `on ${chart_name} of ${chart_date}`
  const happenings: Happening[] = []
  const add = (event: Happening['event'], sentence: string, counted: Happening['metric'] = null) =>
    happenings.push({ event, issue, song, metric: counted, sentence })
  // On the first issue of a chart, every song would be news.
  if (status === 'FIRST') return []
  if (position === 1 && previous_position !== 1) add('number_one', `${title} is the new no. 1 ${on}`)
  if (status === 'NEW') add('enters', `${title} enters at no. ${position} ${on}`)
  if (status === 'RE') add('enters', `${title} returns at no. ${position} ${on}`)
  if (peak_before !== null && position < peak_before)
    add('new_peak', `${title} reaches its best position, no. ${position} after no. ${peak_before}, ${on}`)
  if (metric !== null) {
    const counted = { now: metric, most_before }
    add('metric_over', `${title} has ${metric.toLocaleString('en')} ${metric_name ?? ''} ${on}`, counted)
  }
  return happenings
}
