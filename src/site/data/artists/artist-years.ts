import { sha256 } from '../../../domain/hash.ts'
import { readRows } from '../../../warehouse/read-rows.ts'
import type { Site } from '../../site.ts'
import { uncertainIssues } from '../chart-issues.ts'
import { creditSums, historyColumns } from '../data-versions.ts'
import { groupRows } from '../group-rows.ts'

const sumColumns = {
  artist_id: 'text',
  year: 'number',
  artist_name: 'text?',
  url: 'text?',
  history: 'text',
  names: 'text?',
} as const

/**
 * The version of each calendar year of each artist: that of its entries, of whether they are on the newest issue or one after
 * which counts may be larger, of the names that it shows, and of the years beside it.
 */
export async function readArtistYearVersions(
  site: Site,
  source: string,
): Promise<Map<string, Map<string, string>>> {
  const result = await site.warehouse.query(
    `with credit_sums as (${creditSums}),

    credits as (
        select
            credits.artist_id,
            credits.song_id,
            min(credits.credit_position) as credit_position
        from core.song_credits as credits
        where credits.source = :source
        group by 1, 2
    ),

    uncertain as (${uncertainIssues})

    select
        credits.artist_id,
        cast(extract(year from history.chart_date) as bigint) as year,
        max(artists.artist_name) as artist_name,
        max(artists.url) as url,
        cast(sum(hash(
            history.chart, ${historyColumns}, credits.credit_position, history.chart_date = charts.last_date,
            uncertain.previous_date is not null
        )) as varchar) as history,
        cast(sum(hash(names.song, names.artists, own_names.song, credit_sums.credits)) as varchar) as names
    from core.chart_history as history
    inner join credits
        on history.song_id = credits.song_id
    inner join core.charts as charts
        on history.source = charts.source and history.chart = charts.chart
    left join uncertain
        on history.chart = uncertain.chart and history.chart_date = uncertain.previous_date
    left join core.known_artists as artists
        on history.source = artists.source and credits.artist_id = artists.artist_id
    left join core.song_names as names
        on history.source = names.source and history.recording_id = names.song_id
    left join core.song_names as own_names
        on history.source = own_names.source and history.song_id = own_names.song_id
    left join credit_sums
        on history.recording_id = credit_sums.song_id
    where history.source = :source and history.is_best
    group by 1, 2
    order by 1 asc nulls last, 2 asc nulls last`,
    { source },
  )
  const charts = site.charts.map(({ chart, chart_name }) => [chart, chart_name])
  const versions = new Map<string, Map<string, string>>()
  for (const [artist, rows] of groupRows(readRows(result, sumColumns), ({ artist_id }) => artist_id)) {
    const years = rows.map((row, index) => {
      const beside = [rows[index - 1]?.year, rows[index + 1]?.year]
      const parts = JSON.stringify([row, beside, charts])
      return [String(row.year), sha256(parts).slice(0, 16)] as const
    })
    versions.set(artist, new Map(years))
  }
  return versions
}
