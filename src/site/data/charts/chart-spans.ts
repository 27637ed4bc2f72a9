import { sha256 } from '../../../domain/hash.ts'
import { readRows, type TypedRow } from '../../../warehouse/read-rows.ts'
import type { Warehouse } from '../../../warehouse/warehouse.ts'
import type { ChartVersions } from '../data-versions.ts'
import { groupRows } from '../group-rows.ts'

/** A way to divide the issues of a chart into calendar years or decades. */
export interface ChartSpan {
  name: 'year' | 'decade'
  /** Years of a span. */
  years: number
}

export const yearSpan: ChartSpan = { name: 'year', years: 1 }
export const decadeSpan: ChartSpan = { name: 'decade', years: 10 }

/** The period of a date: `1994` or `1990s`. */
export function findPeriod({ name }: ChartSpan, date: string): string {
  return name === 'year' ? date.slice(0, 4) : `${date.slice(0, 3)}0s`
}

/** The first and the last day of a period. */
export function limitPeriod({ years }: ChartSpan, period: string): { from: string; to: string } {
  const first = period.slice(0, 4)
  return { from: `${first}-01-01`, to: `${Number(first) + years - 1}-12-31` }
}

/** The first calendar year of the period of an entry. */
const firstYear = `cast(
            extract(year from history.chart_date) - mod(extract(year from history.chart_date), cast(:years as integer))
            as bigint
        )`

const numberColumns = {
  first_year: 'number',
  issues: 'number',
  entries: 'number',
  songs: 'number',
  debuts: 'number',
  re_entries: 'number',
  number_ones: 'number',
} as const

/** What a chart had in a period. */
export type SpanNumbers = TypedRow<typeof numberColumns>

/** The numbers of every period of a chart, or of the one between two days. */
export async function readSpanNumbers(
  warehouse: Warehouse,
  { source, chart }: { source: string; chart: string },
  { years }: ChartSpan,
  { from, to }: { from: string | null; to: string | null },
): Promise<SpanNumbers[]> {
  const result = await warehouse.query(
    `select
        ${firstYear} as first_year,
        count(distinct history.chart_date) as issues,
        count(*) as entries,
        count(distinct history.recording_id) as songs,
        cast(sum(case when history.status = 'NEW' then 1 else 0 end) as bigint) as debuts,
        cast(sum(case when history.status = 'RE' then 1 else 0 end) as bigint) as re_entries,
        count(distinct case when history.position = 1 then history.recording_id end) as number_ones
    from core.chart_history as history
    where
        history.source = :source
        and history.chart = :chart
        and history.is_best
        and (cast(:from as date) is null or history.chart_date between cast(:from as date) and cast(:to as date))
    group by 1
    order by 1 asc nulls last`,
    { source, chart, years, from, to },
  )
  return readRows(result, numberColumns)
}

const nameColumns = { chart: 'text', first_year: 'number', names: 'text?' } as const

/** The version of each period of each chart: that of its issues, of the one after them and of the names that it shows. */
export async function readSpanVersions(
  warehouse: Warehouse,
  source: string,
  charts: ChartVersions[],
  span: ChartSpan,
): Promise<Map<ChartVersions, Map<string, string>>> {
  const result = await warehouse.query(
    `select
        history.chart,
        ${firstYear} as first_year,
        cast(sum(hash(
            names.song, names.artists, editions.main_album_id, albums.album_name, editions.lead_artist_id
        )) as varchar) as names
    from core.chart_history as history
    left join core.song_names as names
        on history.source = names.source and history.recording_id = names.song_id
    left join core.songs as songs
        on history.source = songs.source and history.song_id = songs.song_id
    left join core.album_editions as editions
        on songs.source = editions.source and songs.album_id = editions.album_id
    left join core.albums as albums
        on editions.source = albums.source and editions.main_album_id = albums.album_id
    where history.source = :source
    group by 1, 2`,
    { source, years: span.years },
  )
  const names = new Map(
    readRows(result, nameColumns).map((row) => [`${row.chart} ${row.first_year}`, row.names ?? '']),
  )
  return new Map(charts.map((each) => [each, combinePeriods(each, names, span)]))
}

function combinePeriods(
  { chart, versions }: ChartVersions,
  names: Map<string, string>,
  span: ChartSpan,
): Map<string, string> {
  const periods = [...groupRows(versions, ({ chart_date }) => findPeriod(span, chart_date))]
  return new Map(
    periods.map(([period, issues], index) => {
      const next = periods[index + 1]?.[1][0]?.version ?? ''
      const own = names.get(`${chart.chart} ${period.slice(0, 4)}`) ?? ''
      const parts = [...issues.map(({ version }) => version), next, own]
      return [period, sha256(parts.join(' ')).slice(0, 16)]
    }),
  )
}
