-- grain: one row per entry that continues the entry of another song, by the source's own columns
-- materialized: chart
-- column: song_id, the song of the entry
-- column: other_song_id, the song that the entry continues; both are one recording
-- column: way, next (it continues the entry at its published previous position) or back (it is back after an absence)
-- column: evidence, the published values in readable form
-- Only issues that directly follow another stored one count. Where the exact text of a song is its id, another text is
-- another song, so such issues prove nothing. Nor do two entries at one position, two entries that would continue one
-- song, a position without an entry, and entries without a count. Publishers also misprint, so two songs need a title or a credited artist in common, unless the
-- source has ids of its own and at least 97 of 100 pointers of the issue fit.
-- Most charts publish no counts, so everything else reads only charts that do.
with counting_charts as (
    select distinct
        entries.source,
        entries.chart
    from landing.chart_entries as entries
    inner join core.charts_in_scope as in_scope
        on entries.source = in_scope.source and entries.chart = in_scope.chart
    where entries.source_issues_on_chart is not null
),

issues as (
    select
        issues.source,
        issues.chart,
        issues.chart_date,
        issues.snapshot_id,
        issues.transform_version,
        issues.issue_number,
        issues.chart_size,
        issues.issue_number > 1 and issues.missing_before = 0 as follows
    from core.published_issues as issues
    where
        issues.identity <> 'text'
        and exists (select 1 from counting_charts where counting_charts.source = issues.source and counting_charts.chart = issues.chart)
),

landed as (
    select distinct
        issues.source,
        issues.chart,
        issues.chart_date,
        issues.issue_number,
        issues.chart_size,
        issues.follows,
        entries.song_id,
        entries.position,
        entries.source_previous_position,
        entries.source_peak_position,
        entries.source_issues_on_chart
    from landing.chart_entries as entries
    inner join issues
        using (source, chart, chart_date, snapshot_id, transform_version)
),

entries as (
    select
        *,
        count(*) over (partition by source, chart, issue_number, position) as entries_at_position
    from landed
),

-- What each song of these charts was ever called and credited to there.
titles as (
    select distinct
        songs.source,
        songs.chart,
        songs.song_id,
        songs.title_key
    from landing.songs as songs
    inner join counting_charts
        using (source, chart)
    inner join core.snapshots as snapshots
        using (source, chart, chart_date, snapshot_id, transform_version)
    where songs.title_key <> '-'
),

credits as (
    select distinct
        credits.source,
        credits.chart,
        credits.song_id,
        credits.artist_id
    from landing.song_artists as credits
    inner join counting_charts
        using (source, chart)
    inner join core.snapshots as snapshots
        using (source, chart, chart_date, snapshot_id, transform_version)
),

appearances as (
    select
        source,
        chart,
        song_id,
        issue_number,
        lag(issue_number) over (partition by source, chart, song_id order by issue_number asc nulls last) as last_issue_number,
        lead(issue_number) over (partition by source, chart, song_id order by issue_number asc nulls last) as next_issue_number,
        count(*) as entries_of_song,
        max(entries_at_position) as entries_at_position,
        max(source_peak_position) as source_peak_position,
        max(source_issues_on_chart) as source_issues_on_chart
    from entries
    group by 1, 2, 3, 4
),

-- ── next: an entry points at a position of the issue before
pointers as (
    select
        entries.*,
        pointed.song_id as other_song_id,
        case
            when
                pointed.source_issues_on_chart = entries.source_issues_on_chart - 1
                and entries.source_peak_position
                = case when pointed.source_peak_position < entries.position then pointed.source_peak_position else entries.position end
                and pointed.source_peak_position is not null
                then 1
            else 0
        end as fits
    from entries
    left join entries as pointed
        on
            entries.source = pointed.source
            and entries.chart = pointed.chart
            and entries.issue_number = pointed.issue_number + 1
            and entries.source_previous_position = pointed.position
            and pointed.entries_at_position = 1
    where entries.follows and entries.source_previous_position is not null and entries.source_issues_on_chart is not null
),

judged_pointers as (
    select
        *,
        100 * sum(fits) over (partition by source, chart, issue_number)
        >= 97 * count(*) over (partition by source, chart, issue_number)
        and song_id not like 'text:%'
        and other_song_id not like 'text:%' as is_trusted
    from pointers
),

unlike_pointers as (
    select *
    from judged_pointers
    where fits = 1 and song_id <> other_song_id and entries_at_position = 1
    qualify count(*) over (partition by source, chart, issue_number, source_previous_position) = 1
),

alike_pointers as (
    select distinct
        pointers.source,
        pointers.chart,
        pointers.song_id,
        pointers.other_song_id
    from unlike_pointers as pointers
    inner join titles
        using (source, chart, song_id)
    inner join titles as other_titles
        on
            pointers.source = other_titles.source
            and pointers.chart = other_titles.chart
            and pointers.other_song_id = other_titles.song_id
            and titles.title_key = other_titles.title_key
    union
    select
        pointers.source,
        pointers.chart,
        pointers.song_id,
        pointers.other_song_id
    from unlike_pointers as pointers
    inner join credits
        using (source, chart, song_id)
    inner join credits as other_credits
        on
            pointers.source = other_credits.source
            and pointers.chart = other_credits.chart
            and pointers.other_song_id = other_credits.song_id
            and credits.artist_id = other_credits.artist_id
),

-- ── back: an entry goes on where the count of a song ended
issue_facts as (
    select
        source,
        chart,
        issue_number,
        max(case when source_previous_position is not null then 1 else 0 end) as gives_previous,
        case when count(*) < max(chart_size) then 1 else 0 end as has_hole
    from entries
    group by 1, 2, 3
),

stay_ends as (
    select *
    from appearances
    where entries_of_song = 1 and entries_at_position = 1 and coalesce(next_issue_number, issue_number + 2) > issue_number + 1
),

returned as (
    select
        entries.*,
        appearances.last_issue_number
    from entries
    inner join appearances
        using (source, chart, issue_number, song_id)
    inner join issue_facts as facts
        using (source, chart, issue_number)
    inner join issue_facts as facts_before
        on
            entries.source = facts_before.source
            and entries.chart = facts_before.chart
            and entries.issue_number = facts_before.issue_number + 1
    where
        entries.follows
        and entries.source_previous_position is null
        and entries.source_issues_on_chart > 1
        and entries.entries_at_position = 1
        and facts.gives_previous = 1
        and facts_before.has_hole = 0
        and coalesce(appearances.last_issue_number, 0) < entries.issue_number - 1
),

-- The songs that an entry may continue, among them its own, which nearly every song that is back does.
candidates as (
    select distinct
        returned.source,
        returned.chart,
        returned.chart_date,
        returned.issue_number,
        returned.position,
        returned.song_id,
        returned.source_issues_on_chart,
        ends.song_id as other_song_id
    from returned
    inner join credits
        on returned.source = credits.source and returned.chart = credits.chart and returned.song_id = credits.song_id
    inner join credits as other_credits
        on credits.source = other_credits.source and credits.chart = other_credits.chart and credits.artist_id = other_credits.artist_id
    inner join stay_ends as ends
        on
            other_credits.source = ends.source
            and other_credits.chart = ends.chart
            and other_credits.song_id = ends.song_id
            and returned.source_issues_on_chart = ends.source_issues_on_chart + 1
            and ends.issue_number < returned.issue_number - 1
            and coalesce(ends.next_issue_number, returned.issue_number) >= returned.issue_number
    where
        returned.source_peak_position
        = case when ends.source_peak_position < returned.position then ends.source_peak_position else returned.position end
        and ends.source_peak_position is not null
),

-- Nor do several candidates for an entry, or several entries for a candidate.
only_candidates as (
    select *
    from candidates
    qualify
        count(*) over (partition by source, chart, issue_number, position, song_id) = 1
        and count(*) over (partition by source, chart, issue_number, other_song_id) = 1
),

joins as (
    select
        pointers.source,
        pointers.chart,
        pointers.chart_date,
        pointers.issue_number,
        pointers.song_id,
        pointers.other_song_id,
        'next' as way,
        'count ' || cast(pointers.source_issues_on_chart as varchar)
        || ' after ' || cast(pointers.source_issues_on_chart - 1 as varchar)
        || ' at position ' || cast(pointers.source_previous_position as varchar) as evidence
    from unlike_pointers as pointers
    left join alike_pointers as alike
        using (source, chart, song_id, other_song_id)
    where alike.song_id is not null or pointers.is_trusted
    union all
    select
        source,
        chart,
        chart_date,
        issue_number,
        song_id,
        other_song_id,
        'back',
        'back with count ' || cast(source_issues_on_chart as varchar) || ' after ' || cast(source_issues_on_chart - 1 as varchar)
    from only_candidates
    where song_id <> other_song_id
)

select distinct
    joins.source,
    joins.chart,
    joins.chart_date,
    joins.song_id,
    joins.other_song_id,
    joins.way,
    joins.evidence
from joins
-- If the other song is on the issue as well, it goes on by itself.
left join appearances as beside
    on
        joins.source = beside.source
        and joins.chart = beside.chart
        and joins.issue_number = beside.issue_number
        and joins.other_song_id = beside.song_id
where beside.song_id is null
