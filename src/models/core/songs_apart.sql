-- grain: one row per song of a group in which the source counts two songs apart
-- materialized: song
-- column: component, as in core.song_components
-- Two songs of the group are on one issue with different published counts, so they are two recordings to the source, and
-- what is only alike in the group is not a proof. Issues count as in core.published_joins.
with groups as (
    select
        components.source,
        components.song_id,
        components.component
    from core.song_components as components
    inner join core.songs_in_scope as in_scope
        on components.source = in_scope.source and components.song_id = in_scope.song_id
    where components.reach = 3
),

apart as (
    select distinct
        groups.source,
        groups.component
    from landing.chart_entries as entries
    inner join core.published_issues as issues
        using (source, chart, chart_date, snapshot_id, transform_version)
    inner join groups
        on entries.source = groups.source and entries.song_id = groups.song_id
    where
        entries.source_issues_on_chart is not null
        and issues.identity <> 'text'
        and issues.issue_number > 1
        and issues.missing_before = 0
    group by groups.source, groups.component, entries.chart, entries.chart_date
    having
        min(entries.source_issues_on_chart) <> max(entries.source_issues_on_chart)
        and count(distinct entries.song_id) > 1
)

select
    groups.source,
    groups.song_id,
    groups.component
from groups
inner join apart
    on groups.source = apart.source and groups.component = apart.component
