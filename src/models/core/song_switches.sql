-- grain: one row per pair of songs where one id replaced the other between adjacent issues of a chart
-- kept: song
-- column: song_id, the id that left
-- column: other_song_id, the id that came in its place
-- column: switched_on, first issue with the new id, on any chart
-- column: title_key, the title that both had; of several the first in the alphabet
-- column: variant_key, the variant that both had with it
-- Only among songs that once had the same keys and differ in length by 3 to 10 seconds: a chart has many departures
-- and arrivals, and what is nearer is one recording by its title.
with shared_keys as (
    select k.*
    from core.song_keys as k
    inner join core.songs_in_scope as x
        on k.source = x.source and k.song_id = x.song_id
    where k.duration_ms is not null
    qualify
        max(k.duration_ms) over (partition by k.source, k.title_key, k.variant_key, k.credit_key)
        - min(k.duration_ms) over (partition by k.source, k.title_key, k.variant_key, k.credit_key) > 3000
),

pairs as (
    select
        a.source,
        a.song_id,
        b.song_id as other_song_id,
        a.title_key,
        a.variant_key
    from shared_keys as a
    inner join shared_keys as b
        on
            a.source = b.source
            and a.title_key = b.title_key
            and a.variant_key = b.variant_key
            and a.credit_key = b.credit_key
            and a.song_id <> b.song_id
            and abs(a.duration_ms - b.duration_ms) > 3000
            and abs(a.duration_ms - b.duration_ms) <= 10000
    qualify row_number() over (
        partition by a.source, a.song_id, b.song_id
        order by a.title_key asc nulls last, a.variant_key asc nulls last, a.credit_key asc nulls last
    ) = 1
),

presence as (
    select distinct
        e.source,
        e.chart,
        i.issue_number,
        i.chart_date,
        e.song_id
    from landing.chart_entries as e
    inner join core.published_issues as i
        on
            e.source = i.source
            and e.chart = i.chart
            and e.chart_date = i.chart_date
            and e.snapshot_id = i.snapshot_id
            and e.transform_version = i.transform_version
    inner join (select distinct source, song_id from pairs) as p
        on e.source = p.source and e.song_id = p.song_id
)

select
    p.source,
    p.song_id,
    p.other_song_id,
    min(came.chart_date) as switched_on,
    p.title_key,
    p.variant_key
from pairs as p
inner join presence as gone
    on p.source = gone.source and p.song_id = gone.song_id
inner join presence as came
    on
        p.source = came.source
        and p.other_song_id = came.song_id
        and gone.chart = came.chart
        and came.issue_number = gone.issue_number + 1
left join presence as stayed
    on
        p.source = stayed.source
        and p.song_id = stayed.song_id
        and came.chart = stayed.chart
        and came.issue_number = stayed.issue_number
left join presence as was
    on
        p.source = was.source
        and p.other_song_id = was.song_id
        and gone.chart = was.chart
        and gone.issue_number = was.issue_number
where stayed.song_id is null and was.song_id is null
group by p.source, p.song_id, p.other_song_id, p.title_key, p.variant_key
