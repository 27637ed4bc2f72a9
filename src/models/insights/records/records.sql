-- grain: one row per record of a chart and holder among the best
-- title: Records
-- question: What are the records of the chart, which songs and artists hold them, and which records did they beat?
-- parameter: chart = the global one, slug of the chart or source/slug; all shows every chart
-- parameter: from = all, count only what was reached from this day on
-- parameter: to = all, count only what was reached up to this day
-- parameter: as_of = the newest, the last issue that counts is the one on or before this day
-- parameter: limit = 1, places of each record, so 10 gives lists of the ten best; holders that tie with the last one are included
-- parameter: across_gaps = false, count jumps and falls since the previous observed issue even if expected issues between the two are unobserved
-- parameter: credits = split|text
-- charts: each
-- draw: table, value = at least
-- key: chart, record, holder, value, unit
-- column: record, most_issues_on_chart, longest_stay, most_issues_at_one, longest_reign, biggest_jump, biggest_fall, longest_absence, most_number_ones or most_entries_at_once
-- column: place, as in insights.artist_records
-- column: holder, title of the song; for most_number_ones and most_entries_at_once the name of the artist
-- column: artists, all credited artists of the song, in credit order; null for an artist
-- column: value, as in core.record_holders
-- column: unit, as in core.record_holders
-- column: reached_on, as in core.record_holders
-- column: previous_holder, another holder who had the record last; the first who reached it if several shared it; null in lists of several places, in a span and with as_of
-- column: previous_holders, how many holders shared that record [holders]
-- column: previous_value, what the previous holder reached
-- column: previous_reached_on, issue on which the previous value was complete
-- column: margin, value minus previous value
-- column: since, first observed issue of the chart; earlier records are unknown
-- column: censored, the value may be larger: it includes the first observed issue or is next to an unobserved one; in lists, in a span and with as_of, if that is so for any issue of the song
-- column: holder_id, id of the recording or of the artist
-- The records of the newest issue are stored. Lists, records of a span and records as of an earlier day are counted from the
-- entries, where a holder has one place, with its best value. In a span every count begins with its first issue.
with chosen as (
    select
        charts.source,
        charts.chart,
        charts.first_date
    from core.charts as charts
    where cast(:chart as varchar) is null or (charts.source = :source and charts.chart = :chart)
),

holders as (
    select
        holders.*,
        max(holders.value) over (partition by holders.turn, holders.source, holders.chart) as record_value
    from core.record_holders as holders
    inner join chosen
        on holders.source = chosen.source and holders.chart = chosen.chart
    where
        :limit = 1
        and coalesce(cast(:as_of as date), cast(:from as date), cast(:to as date)) is null
        and (holders.across_gaps is null or holders.across_gaps = cast(:across_gaps as boolean))
        and (holders.credits_as is null or holders.credits_as in (:credits, 'both'))
),

present as (
    select *
    from holders
    where value = record_value
),

beaten as (
    select holders.*
    from holders
    left join present
        on
            holders.turn = present.turn
            and holders.source = present.source
            and holders.chart = present.chart
            and holders.holder_id = present.holder_id
    where present.holder_id is null
    qualify rank() over (partition by holders.turn, holders.source, holders.chart order by holders.value desc nulls last) = 1
),

previous as (
    select
        *,
        count(*) over (partition by turn, source, chart) as sharing,
        row_number() over (
            partition by turn, source, chart order by reached_on asc nulls last, holder_id asc nulls last
        ) as place
    from beaten
),

entries as (
    select
        history.source,
        history.chart,
        history.chart_date,
        history.issue_number,
        history.recording_id,
        history.song_id,
        history.position,
        history.run_number,
        history.issues_on_chart,
        history.streak,
        case when history.missing_before = 0 or cast(:across_gaps as boolean) then history.movement end as movement,
        history.absence_issues
    from shared.counted_charts as counted_charts
    inner join core.chart_history as history
        on counted_charts.source = history.source and counted_charts.chart = history.chart
    where
        history.is_best
        and history.chart_date >= coalesce(cast(:from as date), history.chart_date)
        and history.chart_date <= coalesce(cast(:to as date), cast(:as_of as date), history.chart_date)
),

-- Issues at no. 1 count from the first one of the reign, so a reign grows with each of them.
leaders as (
    select
        entries.source,
        entries.chart,
        entries.chart_date,
        entries.recording_id,
        entries.song_id,
        row_number() over (
            partition by entries.source, entries.chart, entries.recording_id order by entries.issue_number asc nulls last
        ) as issues_at_one,
        row_number() over (
            partition by entries.source, entries.chart, entries.recording_id, reigns.first_issue_number
            order by entries.issue_number asc nulls last
        ) as reign
    from entries
    inner join core.reigns as reigns
        on
            entries.source = reigns.source
            and entries.chart = reigns.chart
            and entries.recording_id = reigns.recording_id
            and entries.issue_number >= reigns.first_issue_number
            and entries.issue_number <= reigns.last_issue_number
    where entries.position = 1
),

credits as (
    select distinct
        lists.source,
        lists.song_id,
        lists.artist_id
    from core.credit_lists as lists
    inner join shared.counted_charts as counted_charts
        on lists.source = counted_charts.source
    where lists.credits_as = :credits
),

artist_number_ones as (
    select
        leaders.source,
        leaders.chart,
        credits.artist_id,
        leaders.recording_id,
        min(leaders.chart_date) as chart_date
    from leaders
    inner join credits
        on leaders.source = credits.source and leaders.song_id = credits.song_id
    group by 1, 2, 3, 4
),

artist_issues as (
    select
        entries.source,
        entries.chart,
        credits.artist_id,
        entries.chart_date,
        count(*) as songs
    from entries
    inner join credits
        on entries.source = credits.source and entries.song_id = credits.song_id
    group by 1, 2, 3, 4
),

artists_at_once as (
    select *
    from artist_issues
    qualify row_number() over (
        partition by source, chart, artist_id order by songs desc nulls last, chart_date asc nulls last
    ) = 1
),

-- The counts of an entry grow by one from issue to issue, also before the span.
stay_bests as (
    select
        source,
        chart,
        recording_id,
        run_number,
        min(issues_on_chart) as first_count,
        max(issues_on_chart) as last_count,
        max(streak) - min(streak) + 1 as stay,
        max(movement) as jump,
        min(movement) as fall,
        max(absence_issues) as absence_issues
    from entries
    group by 1, 2, 3, 4
),

song_bests as (
    select
        source,
        chart,
        recording_id,
        max(last_count) - min(first_count) + 1 as issues_on_chart,
        max(stay) as stay,
        max(jump) as jump,
        0 - min(fall) as fall,
        max(absence_issues) as absence_issues
    from stay_bests
    group by 1, 2, 3
),

leader_bests as (
    select
        source,
        chart,
        recording_id,
        max(issues_at_one) as issues_at_one,
        max(reign) as reign
    from leaders
    group by 1, 2, 3
),

bests as (
    select 1 as turn, 'most_issues_on_chart' as record, 'issues' as unit, source, chart, recording_id as holder_id, issues_on_chart as value, cast(null as date) as reached_on
    from song_bests
    union all
    select 2, 'longest_stay', 'issues', source, chart, recording_id, stay, null
    from song_bests
    union all
    select 3, 'most_issues_at_one', 'issues', source, chart, recording_id, issues_at_one, null
    from leader_bests
    union all
    select 4, 'longest_reign', 'issues', source, chart, recording_id, reign, null
    from leader_bests
    union all
    select 5, 'biggest_jump', 'positions', source, chart, recording_id, jump, null
    from song_bests
    where jump > 0
    union all
    select 6, 'biggest_fall', 'positions', source, chart, recording_id, fall, null
    from song_bests
    where fall > 0
    union all
    select 7, 'longest_absence', 'issues', source, chart, recording_id, absence_issues, null
    from song_bests
    where absence_issues > 0
    union all
    select 8, 'most_number_ones', 'songs', source, chart, artist_id, count(*), max(chart_date)
    from artist_number_ones
    group by source, chart, artist_id
    union all
    select 9, 'most_entries_at_once', 'songs', source, chart, artist_id, songs, chart_date
    from artists_at_once
),

counted as (
    select
        *,
        rank() over (partition by turn, source, chart order by value desc nulls last) as place
    from bests
    qualify rank() over (partition by turn, source, chart order by value desc nulls last) <= :limit
),

holder_entries as (
    select
        entries.*,
        row_number() over (
            partition by entries.source, entries.chart, entries.recording_id order by entries.issue_number asc nulls last
        ) as issues_in_span,
        row_number() over (
            partition by entries.source, entries.chart, entries.recording_id, entries.run_number
            order by entries.issue_number asc nulls last
        ) as stay_in_span
    from entries
    where exists (
        select 1
        from counted
        where
            counted.source = entries.source
            and counted.chart = entries.chart
            and counted.holder_id = entries.recording_id
    )
),

reached as (
    select
        counted.turn,
        counted.source,
        counted.chart,
        counted.holder_id,
        min(entries.chart_date) as reached_on
    from counted
    inner join holder_entries as entries
        on
            counted.source = entries.source
            and counted.chart = entries.chart
            and counted.holder_id = entries.recording_id
    left join leaders
        on
            entries.source = leaders.source
            and entries.chart = leaders.chart
            and entries.recording_id = leaders.recording_id
            and entries.chart_date = leaders.chart_date
    where
        counted.unit <> 'songs'
        and counted.value = case counted.turn
            when 1 then entries.issues_in_span
            when 2 then entries.stay_in_span
            when 3 then leaders.issues_at_one
            when 4 then leaders.reign
            when 5 then entries.movement
            when 6 then 0 - entries.movement
            else entries.absence_issues
        end
    group by 1, 2, 3, 4
),

censored as (
    select
        recordings.source,
        recordings.chart,
        'issues' as unit,
        recordings.recording_id as holder_id
    from core.chart_recordings as recordings
    where recordings.is_censored
    union all
    select distinct
        songs.source,
        songs.chart,
        'songs',
        credits.artist_id
    from core.chart_songs as songs
    inner join credits
        on songs.source = credits.source and songs.song_id = credits.song_id
    where songs.is_censored
),

listed as (
    select
        present.source,
        present.chart,
        present.turn,
        present.record,
        1 as place,
        present.unit,
        present.holder_id,
        present.value,
        present.reached_on,
        present.is_censored = 1 as censored,
        previous.holder_id as previous_holder_id,
        previous.sharing as previous_holders,
        previous.value as previous_value,
        previous.reached_on as previous_reached_on
    from present
    left join previous
        on
            present.turn = previous.turn
            and present.source = previous.source
            and present.chart = previous.chart
            and previous.place = 1
    union all
    select
        counted.source,
        counted.chart,
        counted.turn,
        counted.record,
        counted.place,
        counted.unit,
        counted.holder_id,
        cast(counted.value as bigint),
        coalesce(counted.reached_on, reached.reached_on),
        censored.holder_id is not null,
        null,
        null,
        null,
        null
    from counted
    inner join shared.counted_charts as counted_charts
        on counted.source = counted_charts.source and counted.chart = counted_charts.chart
    left join reached
        on
            counted.turn = reached.turn
            and counted.source = reached.source
            and counted.chart = reached.chart
            and counted.holder_id = reached.holder_id
    left join censored
        on
            counted.source = censored.source
            and counted.chart = censored.chart
            and counted.unit = censored.unit
            and counted.holder_id = censored.holder_id
),

-- A holder is a song or, if the value is in songs, an artist.
keyed as (
    select
        *,
        case when unit <> 'songs' then holder_id end as recording_id,
        case when unit = 'songs' then holder_id end as artist_id,
        case when unit <> 'songs' then previous_holder_id end as previous_recording_id,
        case when unit = 'songs' then previous_holder_id end as previous_artist_id
    from listed
),

-- The names of all songs are read once, for holders and previous holders together.
names as (
    select
        read_names.source,
        read_names.song_id,
        read_names.song,
        read_names.artists
    from shared.read_names as read_names
    where
        read_names.song_id in (
            select keyed.recording_id
            from keyed
            union all
            select keyed.previous_recording_id
            from keyed
        )
)

select
    keyed.source,
    keyed.chart,
    keyed.record,
    keyed.place,
    coalesce(names.song, artists.artist_name, keyed.holder_id) as holder,
    names.artists,
    keyed.value,
    keyed.unit,
    keyed.reached_on,
    coalesce(previous_names.song, previous_artists.artist_name, keyed.previous_holder_id) as previous_holder,
    keyed.previous_holders,
    keyed.previous_value,
    keyed.previous_reached_on,
    keyed.value - keyed.previous_value as margin,
    chosen.first_date as since,
    keyed.censored,
    keyed.holder_id
from keyed
inner join chosen
    on keyed.source = chosen.source and keyed.chart = chosen.chart
left join names
    on keyed.source = names.source and keyed.recording_id = names.song_id
left join core.known_artists as artists
    on keyed.source = artists.source and keyed.artist_id = artists.artist_id
left join names as previous_names
    on keyed.source = previous_names.source and keyed.previous_recording_id = previous_names.song_id
left join core.known_artists as previous_artists
    on keyed.source = previous_artists.source and keyed.previous_artist_id = previous_artists.artist_id
order by
    keyed.source asc nulls last,
    keyed.chart asc nulls last,
    keyed.turn asc nulls last,
    keyed.place asc nulls last,
    keyed.reached_on asc nulls last,
    keyed.holder_id asc nulls last
