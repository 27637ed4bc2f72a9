-- grain: one row per issue and song of the previous issue that is not on it
-- title: Dropouts
-- question: Which songs have left the chart, and from which position?
-- parameter: chart = the global one
-- parameter: on = the newest
-- parameter: from = the issue of --on
-- parameter: to = the issue of --on
-- parameter: artist = all
-- parameter: across_gaps = false
-- parameter: limit = all
-- draw: table, peak_position = at best, streak = at least, issues_on_chart = at least
-- key: chart_date, exit_position, song, artists, peak_position, issues_on_chart
-- column: chart_date, issue without the song
-- column: exit_position, position on the previous issue [position]
-- column: streak, consecutive observed issues of the stay up to the previous issue [issues]
with compared as (
    select *
    from shared.compared_issues as shared_issues
)

select
    compared.chart_date,
    history.position as exit_position,
    names.song,
    names.artists,
    history.streak,
    history.issues_on_chart,
    history.peak_position,
    history.debut_censored or history.expected_since_debut > history.observed_since_debut or compared.missing_before > 0 or compared.has_hole as censored,
    compared.has_hole as maybe_in_hole,
    history.song_id
from core.chart_history as history
inner join compared
    on
        history.source = compared.source
        and history.chart = compared.chart
        and history.chart_date = compared.previous_date
left join core.chart_history as stayed
    on
        history.source = stayed.source
        and history.chart = stayed.chart
        and history.recording_id = stayed.recording_id
        and compared.chart_date = stayed.chart_date
        and stayed.is_best
left join shared.names_of_chart as names
    on history.song_id = names.song_id
where
    history.is_best
    and history.position <= compared.depth
    and stayed.recording_id is null
    and (cast(:artist as varchar) is null or history.song_id in shared.songs_of_artist)
qualify cast(:limit as bigint) is null or rank() over (
    partition by compared.chart_date order by history.position asc nulls last
) <= cast(:limit as bigint)
order by compared.chart_date asc nulls last, history.position asc nulls last, history.song_id asc nulls last
