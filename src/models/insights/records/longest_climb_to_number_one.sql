-- grain: one row per song that was at no. 1
-- title: Longest climbs to no. 1
-- question: Which songs took the longest from their debut to their first issue at no. 1?
-- parameter: chart = the global one
-- parameter: from = the first issue
-- parameter: to = the newest
-- parameter: artist = all
-- parameter: limit = 20
-- draw: bar of issues_to_number_one by song, issues_to_number_one = at least, debut_date = at most
-- key: place, song, artists, issues_to_number_one
-- column: place, rank by issues on the chart up to no. 1; ties share a rank [place]
-- column: issues_to_number_one, observed issues with the song up to the first one at no. 1, including both, over all stays [issues]
-- column: chart_date, first issue at no. 1
-- column: days, days from the debut to the first issue at no. 1 [days]
-- column: run_number, the stay in which the song reached no. 1, from 1 [stay]
-- column: censored, the counts may be larger, or the song was at no. 1 before: it was on the first observed issue, or issues since its debut are unobserved or have a hole that may hold it
with firsts as (
    select
        entries.chart_date,
        entries.issues_on_chart,
        entries.debut_date,
        entries.debut_position,
        entries.run_number,
        entries.is_censored as censored,
        entries.recording_id
    from core.notable_entries as entries
    where
        entries.source = :source
        and entries.chart = :chart
        and entries.position = 1
        and (cast(:artist as varchar) is null or entries.recording_id in shared.songs_of_artist)
    qualify row_number() over (partition by entries.recording_id order by entries.chart_date asc nulls last) = 1
),

ranked as (
    select
        rank() over (order by issues_on_chart desc nulls last) as place,
        *
    from firsts
    where chart_date between cast(:from as date) and cast(:to as date)
)

select
    ranked.place,
    names.song,
    names.artists,
    ranked.issues_on_chart as issues_to_number_one,
    ranked.debut_date,
    ranked.debut_position,
    ranked.chart_date,
    datediff('day', ranked.debut_date, ranked.chart_date) as days,
    ranked.run_number,
    ranked.censored,
    ranked.recording_id
from ranked
left join shared.names_of_chart as names
    on ranked.recording_id = names.song_id
where ranked.place <= :limit
order by ranked.place asc nulls last, ranked.chart_date asc nulls last, ranked.recording_id asc nulls last
