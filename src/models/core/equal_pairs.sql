-- grain: one row per chart date whose best snapshot has the same songs at the same positions as that of the date before
-- materialized: issue
-- column: previous_date, the chart date before this one
-- column: is_stale_copy, the publisher's own counts of issues prove a copy: nine of ten entries have one, and none has moved
with ordered as (
    select
        winners.*,
        in_scope.changed_from,
        cast(row_number() over (
            order by winners.source asc nulls last, winners.chart asc nulls last, winners.chart_date asc nulls last
        ) as integer) as this_issue,
        lead(winners.chart_date, 1, winners.chart_date) over (
            partition by winners.source, winners.chart order by winners.chart_date asc nulls last
        ) as next_date
    from core.winners as winners
    inner join core.charts_in_scope as in_scope
        on winners.source = in_scope.source and winners.chart = in_scope.chart
),

-- The issues that changed, and the one before them.
numbered as (
    select *
    from ordered
    where next_date >= changed_from
),

-- Most issues differ from the one before at one of these positions, so only few are compared as a whole.
heads as (
    select distinct
        numbered.this_issue,
        entries.position,
        entries.song_id
    from landing.chart_entries as entries
    inner join numbered
        using (source, chart, chart_date, snapshot_id, transform_version)
    where entries.position in (1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 40, 50)
),

counted_heads as (
    select
        this_issue,
        count(*) as heads
    from heads
    group by 1
),

equal_heads as (
    select
        heads.this_issue,
        count(*) as heads
    from heads
    inner join heads as heads_before
        on
            heads.this_issue = heads_before.this_issue + 1
            and heads.position = heads_before.position
            and heads.song_id = heads_before.song_id
    group by 1
),

candidates as (
    select numbered.*
    from numbered
    inner join numbered as before
        on numbered.this_issue = before.this_issue + 1 and numbered.landed_entries = before.landed_entries
    left join counted_heads
        on numbered.this_issue = counted_heads.this_issue
    left join counted_heads as counted_before
        on before.this_issue = counted_before.this_issue
    left join equal_heads
        on numbered.this_issue = equal_heads.this_issue
    where
        numbered.previous_date is not null
        and counted_heads.heads is not distinct from counted_before.heads
        and counted_heads.heads is not distinct from equal_heads.heads
),

entries as (
    select distinct
        numbered.this_issue,
        entries.position,
        entries.song_id,
        entries.source_issues_on_chart
    from landing.chart_entries as entries
    inner join numbered
        using (source, chart, chart_date, snapshot_id, transform_version)
    where
        numbered.this_issue in (select candidates.this_issue from candidates)
        or numbered.this_issue in (select candidates.this_issue - 1 from candidates)
),

compared as (
    select
        entries.this_issue,
        count(*) as equal_entries,
        sum(case when entries.source_issues_on_chart is not null then 1 else 0 end) as counted_entries,
        sum(case
            when entries.source_issues_on_chart is null then 0
            when entries.source_issues_on_chart = entries_before.source_issues_on_chart then 0
            else 1
        end) as moved_entries
    from entries
    inner join entries as entries_before
        on
            entries.this_issue = entries_before.this_issue + 1
            and entries.position = entries_before.position
            and entries.song_id = entries_before.song_id
    group by 1
)

select
    candidates.source,
    candidates.chart,
    candidates.chart_date,
    candidates.snapshot_id,
    candidates.transform_version,
    candidates.previous_date,
    10 * compared.counted_entries >= 9 * compared.equal_entries and compared.moved_entries = 0 as is_stale_copy
from candidates
inner join compared
    on candidates.this_issue = compared.this_issue
where compared.equal_entries = candidates.landed_entries
