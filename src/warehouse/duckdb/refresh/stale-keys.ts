import { changedBaseline } from './baselines.ts'

/** Keys of a landing table in the snapshots whose songs came to count or no longer do. */
const keysOfChangedSnapshots = (table: string, key: string) => `
  select landed.source, landed.${key}
  from landing.${table} as landed
  inner join ${changedBaseline('catalogue')} as snapshots
    on landed.source = snapshots.source and landed.chart = snapshots.chart
      and landed.chart_date = snapshots.chart_date and landed.snapshot_id = snapshots.snapshot_id
      and landed.transform_version = snapshots.transform_version`

/** Songs of charts in scope that a model of songs last saw on an issue that may have changed. */
const lastSeenInScope = (model: string) => `
  select model.source, model.chart, model.song_id
  from core.${model} as model
  inner join core.charts_in_scope as scope
    on model.source = scope.source and model.chart = scope.chart and model.last_date >= scope.changed_from`

/**
 * Songs that are on an issue that may have changed, or were, with their dates on the issues before. Only of a song that is
 * on none of them any more the last date is not known, and its entries are read.
 */
const earlierSongs = `
  with shown as (
    select distinct entries.source, entries.chart, entries.song_id
    from landing.chart_entries as entries
    inner join core.published_issues as issues
      using (source, chart, chart_date, snapshot_id, transform_version)
    inner join core.charts_in_scope as scope
      on entries.source = scope.source and entries.chart = scope.chart
        and entries.chart_date >= scope.changed_from
  ), withdrawn as (
    ${lastSeenInScope('seen_songs')}
    except
    select * from shown
  ), last_dates as (
    select history.source, history.chart, history.song_id, max(history.chart_date) as last_date
    from core.chart_history as history
    inner join withdrawn using (source, chart, song_id)
    inner join core.charts_in_scope as scope
      on history.source = scope.source and history.chart = scope.chart
        and history.chart_date < scope.changed_from
    group by 1, 2, 3
  )
  select
    songs.source, songs.chart, songs.song_id,
    case when seen.first_date < scope.changed_from then seen.first_date end as first_date,
    case when seen.last_date < scope.changed_from then seen.last_date else last_dates.last_date end as last_date
  from (select * from shown union all select * from withdrawn) as songs
  left join core.seen_songs as seen using (source, chart, song_id)
  left join last_dates using (source, chart, song_id)
  inner join core.charts_in_scope as scope on songs.source = scope.source and songs.chart = scope.chart`

/**
 * The keys with which each scope starts. Artists, albums and songs: those in snapshots of `catalogue_issues` that came or
 * went. Songs as well: those with another first date on a chart, those on an issue that changed or on the one before it,
 * those of a pointer of the source's own columns that came or went, and those of a decision. Linked songs follow later.
 */
export const staleKeys: Record<string, string> = {
  earlier_songs: earlierSongs,
  chart_songs_in_scope: `
    ${lastSeenInScope('chart_songs')}
    union all
    ${lastSeenInScope('seen_songs')}`,
  artists_in_scope: keysOfChangedSnapshots('artists', 'artist_id'),
  albums_in_scope: keysOfChangedSnapshots('albums', 'album_id'),
  songs_in_scope: `
    ${keysOfChangedSnapshots('songs', 'song_id')}
    union all
    ${keysOfChangedSnapshots('song_artists', 'song_id')}
    union all
    ${keysOfChangedSnapshots('text_credits', 'song_id')}
    union all
    select source, song_id from ${changedBaseline('first_dates')}
    union all
    select entries.source, entries.song_id
    from landing.chart_entries as entries
    inner join (
      select distinct source, chart, unnest([chart_date, previous_date]) as chart_date
      from ${changedBaseline('neighbours')}
    ) as issues
      on entries.source = issues.source and entries.chart = issues.chart
        and entries.chart_date = issues.chart_date
    union all
    select source, unnest([song_id, other_song_id]) from ${changedBaseline('published_joins')}
    union all
    select source, unnest([song_id, other_song_id]) from landing.settings where song_id is not null`,
}
