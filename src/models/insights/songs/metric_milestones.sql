-- grain: one row per song and issue on which its total passed a multiple
-- title: Milestones of the metric
-- question: When did the streams, views or plays of a song pass a round number?
-- needs: metric
-- parameter: chart = the global one
-- parameter: from = the first issue
-- parameter: to = the newest
-- parameter: every = 10000000, a milestone is each multiple of this
-- parameter: artist = all
-- parameter: limit = 20
-- draw: table, total = at least, issues_on_chart = at least
-- key: chart_date, milestone, song, artists
-- spare: metric_name
-- column: milestone, multiple that the total passed; the largest, if it passed several at once
-- column: total, sum of the metric from the first observed issue to this one; issues off the chart are not in it
-- column: metric_name, as in insights.song_summary
-- Of two entries of a recording on an issue the better one counts. The newest milestones are first.
with sums as (
    select
        history.chart_date,
        history.recording_id,
        history.song_id,
        history.position,
        history.issues_on_chart,
        history.metric,
        history.metric_name,
        history.debut_censored or history.expected_since_debut > history.observed_since_debut as censored,
        sum(history.metric) over (
            partition by history.recording_id
            order by history.chart_date asc nulls last
            rows between unbounded preceding and current row
        ) as total
    from core.chart_history as history
    where
        history.source = :source
        and history.chart = :chart
        and history.chart_date <= cast(:to as date)
        and history.is_best
        and history.metric is not null
        and (cast(:artist as varchar) is null or history.recording_id in shared.songs_of_artist)
),

passed as (
    select
        *,
        floor(cast(total as double) / nullif(:every, 0)) as multiples,
        floor(cast(total - metric as double) / nullif(:every, 0)) as multiples_before
    from sums
    where chart_date >= cast(:from as date)
)

select
    passed.chart_date,
    cast(passed.multiples * :every as bigint) as milestone,
    names.song,
    names.artists,
    cast(passed.total as bigint) as total,
    passed.metric_name,
    passed.issues_on_chart,
    passed.position,
    passed.censored,
    passed.recording_id
from passed
left join shared.names_of_chart as names
    on passed.song_id = names.song_id
where passed.multiples > passed.multiples_before
qualify rank() over (order by passed.chart_date desc nulls last) <= :limit
order by passed.chart_date desc nulls last, milestone desc nulls last, passed.recording_id asc nulls last
