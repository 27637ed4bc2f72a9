import { sha256 } from '../../../domain/hash.ts'
import { readRows, type TypedRow } from '../../../warehouse/read-rows.ts'
import type { Warehouse } from '../../../warehouse/warehouse.ts'
import type { ChartVersions } from '../data-versions.ts'
import { groupRows } from '../group-rows.ts'

const numberColumns = {
  year: 'number',
  issues: 'number',
  entries: 'number',
  songs: 'number',
  debuts: 'number',
  re_entries: 'number',
  number_ones: 'number',
} as const

/** What a chart had in a calendar year. */
export type YearNumbers = TypedRow<typeof numberColumns>

/** The numbers of every year of a chart, or of one. */
export async function readYearNumbers(
  warehouse: Warehouse,
  { source, chart }: { source: string; chart: string },
  year: number | null,
): Promise<YearNumbers[]> {
  const result = await warehouse.query(
    `select
        cast(extract(year from history.chart_date) as bigint) as year,
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
        and (cast(:year as integer) is null or extract(year from history.chart_date) = cast(:year as integer))
    group by 1
    order by 1`,
    { source, chart, year },
  )
  return readRows(result, numberColumns)
}

const nameColumns = { chart: 'text', year: 'number', names: 'text?' } as const

/** The version of each year of each chart: that of its issues, of the one after them and of the names that it shows. */
export async function readYearVersions(
  warehouse: Warehouse,
  source: string,
  charts: ChartVersions[],
): Promise<Map<ChartVersions, Map<string, string>>> {
  const result = await warehouse.query(
    `select
        history.chart,
        cast(extract(year from history.chart_date) as bigint) as year,
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
    { source },
  )
  const names = new Map(
    readRows(result, nameColumns).map((row) => [`${row.chart} ${row.year}`, row.names ?? '']),
  )
  return new Map(charts.map((each) => [each, combineYears(each, names)]))
}

function combineYears({ chart, versions }: ChartVersions, names: Map<string, string>): Map<string, string> {
  const years = [...groupRows(versions, ({ chart_date }) => chart_date.slice(0, 4))]
  return new Map(
    years.map(([year, issues], index) => {
      const next = years[index + 1]?.[1][0]?.version ?? ''
      const parts = [...issues.map(({ version }) => version), next, names.get(`${chart.chart} ${year}`) ?? '']
      return [year, sha256(parts.join(' ')).slice(0, 16)]
    }),
  )
}
