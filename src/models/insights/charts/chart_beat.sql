-- grain: one row per sentence about the issue
-- title: Chart beat
-- question: What is the news of an issue, and which rows prove it?
-- parameter: chart = the global one
-- parameter: on = the newest
-- parameter: credits = split|text
-- parameter: artist = all
-- parameter: limit = 20, maximum number of sentences
-- draw: table
-- key: place, sentence
-- column: place, order of the sentences, the most newsworthy first [place]
-- column: kind, record_broken, record_tied, debut_at_one, new_number_one, artist_number_one, back_at_one, reign, artist_top_ten, highest_debut, biggest_gain, highest_re_entry or longest_streak
-- column: sentence, the news in words
-- column: proof, the entries that prove it, as date, position and title
-- column: value, the number of the sentence: what is counted, or places
-- column: since, as in insights.records
-- column: position, rank on the issue; null if the sentence is about several songs [position]
-- column: artist_id, id of the artist of whom the sentence is; null for a song
-- The first observed issue has no news. Counts begin with it, so "the third top ten" is the third since that date. A song's count
-- is news when it reaches or passes the best of all others, not while it grows. What more than three songs share is not news.
-- Moves over unobserved issues do not count.
with this_issue as (
    select
        issues.chart_date,
        issues.issue_number,
        issues.previous_date,
        issues.chart_size,
        case
            when issues.missing_before > 0 then 0
            when issues.previous_size < issues.chart_size then issues.previous_size
            else issues.chart_size
        end as depth
    from core.published_issues as issues
    where
        issues.source = :source
        and issues.chart = :chart
        and issues.chart_date = cast(:on as date)
        and issues.previous_date is not null
),

entries as (
    select
        history.recording_id,
        history.chart_date,
        history.issue_number,
        history.previous_date,
        history.missing_before,
        history.position,
        history.peak_date,
        history.previous_position,
        history.movement,
        history.status,
        history.issues_on_chart,
        history.streak,
        history.run_number,
        history.absence_issues,
        history.source_previous_position,
        history.source_issues_on_chart,
        this_issue.depth
    from core.chart_history as history
    inner join this_issue
        on history.chart_date = this_issue.chart_date
    where
        history.source = :source
        and history.chart = :chart
        and history.chart_date = cast(:on as date)
        and history.is_best
),

-- Reigns up to this issue. One that lasts longer counts from its entries.
reigns_so_far as (
    select
        reigns.recording_id,
        reigns.first_date,
        reigns.last_date,
        reigns.last_issue_number,
        reigns.issues
    from core.reigns as reigns
    where reigns.source = :source and reigns.chart = :chart and reigns.last_date <= cast(:on as date)
    union all
    select
        reigns.recording_id,
        reigns.first_date,
        max(notable.chart_date),
        max(notable.issue_number),
        count(*)
    from core.reigns as reigns
    inner join core.notable_entries as notable
        on reigns.recording_id = notable.recording_id and reigns.first_date <= notable.chart_date
    where
        reigns.source = :source
        and reigns.chart = :chart
        and reigns.first_date <= cast(:on as date)
        and reigns.last_date > cast(:on as date)
        and notable.source = :source
        and notable.chart = :chart
        and notable.position = 1
        and notable.chart_date <= cast(:on as date)
    group by 1, 2
),

-- All that were at no. 1, with their counts up to this issue and to the one before.
leaders as (
    select
        recording_id,
        min(first_date) as first_date,
        max(last_date) as last_date,
        sum(issues) as issues_at_one,
        sum(case when last_date = cast(:on as date) then issues - 1 else issues end) as issues_at_one_before,
        max(issues) as longest_reign,
        max(case when last_date = cast(:on as date) then issues - 1 else issues end) as longest_reign_before
    from reigns_so_far
    group by 1
),

-- Who is at no. 1 on this issue, and was there before this reign.
reigning as (
    select
        present.recording_id,
        present.first_date,
        present.issues,
        max(earlier.last_issue_number) as last_issue_at_one,
        max(earlier.last_date) as last_date_at_one
    from reigns_so_far as present
    left join reigns_so_far as earlier
        on present.recording_id = earlier.recording_id and present.first_date > earlier.last_date
    where present.last_date = cast(:on as date)
    group by 1, 2, 3
),

-- Who breaks or ties a record with this issue has most of all songs on it, and another song has one less at least. Most issues
-- are far from a record, which its holders show.
records_before as (
    select
        coalesce(max(case when holders.record = 'most_issues_on_chart' then holders.value end), 0) as issues_on_chart,
        coalesce(max(case when holders.record = 'longest_stay' then holders.value end), 0) as streak
    from core.record_holders as holders
    where
        holders.source = :source
        and holders.chart = :chart
        and holders.record in ('most_issues_on_chart', 'longest_stay')
        and holders.reached_on <= cast(:on as date)
),

most_here as (
    select
        max(issues_on_chart) as issues_on_chart,
        max(streak) as streak
    from entries
),

longest as (
    select
        case when most_here.issues_on_chart >= records_before.issues_on_chart then most_here.issues_on_chart - 1 end as issues_on_chart,
        case when most_here.streak >= records_before.streak then most_here.streak - 1 end as streak
    from most_here
    inner join records_before
        on most_here.issues_on_chart >= records_before.issues_on_chart or most_here.streak >= records_before.streak
),

near_records as (
    select
        history.recording_id,
        history.chart_date,
        history.position,
        history.issues_on_chart,
        history.streak
    from core.chart_history as history
    inner join longest
        on history.issues_on_chart >= longest.issues_on_chart or history.streak >= longest.streak
    where
        history.source = :source
        and history.chart = :chart
        and history.chart_date <= cast(:on as date)
        and history.is_best
),

bests as (
    select
        'issues_at_one' as counted,
        recording_id,
        issues_at_one as value,
        issues_at_one_before as value_before
    from leaders
    union all
    select
        'reign',
        recording_id,
        longest_reign,
        longest_reign_before
    from leaders
    union all
    select
        'issues_on_chart',
        near_records.recording_id,
        max(near_records.issues_on_chart),
        max(case when near_records.chart_date < cast(:on as date) then near_records.issues_on_chart else 0 end)
    from near_records
    inner join longest
        on near_records.issues_on_chart >= longest.issues_on_chart
    group by 1, 2
    union all
    select
        'streak',
        near_records.recording_id,
        max(near_records.streak),
        max(case when near_records.chart_date < cast(:on as date) then near_records.streak else 0 end)
    from near_records
    inner join longest
        on near_records.streak >= longest.streak
    group by 1, 2
),

ranked_bests as (
    select
        *,
        row_number() over (partition by counted order by value desc nulls last, recording_id asc nulls last) as place,
        row_number() over (
            partition by counted
            order by value_before desc nulls last, recording_id asc nulls last
        ) as place_before,
        count(*) over (partition by counted, value) as sharing
    from bests
),

-- The best of the others is the second for the best one, and the first for the rest.
standings as (
    select
        own.counted,
        own.recording_id,
        own.value,
        rivals.recording_id as rival_id,
        rivals.value as rival_value,
        rivals.sharing - case when rivals.value = own.value then 1 else 0 end as rivals,
        own.value_before,
        rivals_before.value_before as rival_value_before
    from ranked_bests as own
    inner join entries
        on own.recording_id = entries.recording_id
    inner join ranked_bests as rivals
        on own.counted = rivals.counted and own.recording_id <> rivals.recording_id and rivals.place <= 2
    inner join ranked_bests as rivals_before
        on
            own.counted = rivals_before.counted
            and own.recording_id <> rivals_before.recording_id
            and rivals_before.place_before <= 2
    where own.value > own.value_before and own.value >= 2
    qualify row_number() over (
        partition by own.counted, own.recording_id
        order by rivals.place asc nulls last, rivals_before.place_before asc nulls last
    ) = 1
),

fallen as (
    select
        *,
        case when value > rival_value then 'record_broken' else 'record_tied' end as kind
    from standings
    where
        (value > rival_value and value_before <= rival_value_before)
        or (value = rival_value and value_before < rival_value_before)
    qualify count(*) over (partition by counted) <= 3
),

-- First the issue with the largest climb, then who made it: nearly as many entries climb as do not.
largest_climb as (
    select
        changes.chart_date,
        changes.largest_near_rise as movement
    from core.issue_changes as changes
    where
        changes.source = :source
        and changes.chart = :chart
        and changes.chart_date < cast(:on as date)
        and changes.largest_near_rise > 0
    qualify row_number() over (order by changes.largest_near_rise desc nulls last, changes.chart_date asc nulls last) = 1
),

climbs as (
    select
        history.recording_id,
        history.chart_date,
        history.position,
        history.previous_date,
        history.previous_position,
        history.movement
    from core.chart_history as history
    inner join largest_climb
        on history.chart_date = largest_climb.chart_date and history.movement = largest_climb.movement
    where
        history.source = :source
        and history.chart = :chart
        and history.is_best
        and history.missing_before = 0
    qualify row_number() over (order by history.recording_id asc nulls last) = 1
),

gains as (
    select *
    from entries
    where missing_before = 0 and movement > 0
    qualify rank() over (order by movement desc nulls last) = 1
),

-- As in debuts: what the source had on an earlier issue is not new.
debuts as (
    select *
    from entries
    where
        status = 'NEW'
        and position <= depth
        and source_previous_position is null
        and coalesce(source_issues_on_chart, 1) <= 1
    qualify rank() over (order by position asc nulls last) = 1
),

debuts_at_one as (
    select
        history.recording_id,
        history.chart_date
    from core.chart_history as history
    inner join debuts
        on history.position = debuts.position
    where
        history.source = :source
        and history.chart = :chart
        and history.chart_date < cast(:on as date)
        and history.position = 1
        and history.is_best
        and history.status = 'NEW'
        and history.source_previous_position is null
        and coalesce(history.source_issues_on_chart, 1) <= 1
    qualify row_number() over (order by history.chart_date desc nulls last, history.recording_id asc nulls last) = 1
),

re_entries as (
    select *
    from entries
    where status = 'RE' and position <= depth and source_previous_position is null
    qualify rank() over (order by position asc nulls last) = 1
),

streaks as (
    select *
    from entries
    qualify rank() over (order by streak desc nulls last) = 1
),

-- Who had most songs on an issue is known as of each date.
crowds as (
    select
        holders.holder_id,
        holders.value,
        holders.reached_on
    from core.record_holders as holders
    where
        holders.source = :source
        and holders.chart = :chart
        and holders.record = 'most_entries_at_once'
        and (holders.credits_as is null or holders.credits_as in (:credits, 'both'))
        and holders.reached_on <= cast(:on as date)
),

fallen_crowds as (
    select
        crowds.holder_id,
        crowds.value,
        rivals.holder_id as rival_id,
        rivals.value as rival_value,
        rivals.reached_on as rival_date
    from crowds
    inner join crowds as rivals
        on crowds.value >= rivals.value
    inner join this_issue
        on crowds.reached_on = this_issue.chart_date and rivals.reached_on < this_issue.chart_date
    where crowds.value >= 2
    qualify row_number() over (
        partition by crowds.holder_id
        order by
            rivals.value desc nulls last,
            case when crowds.holder_id = rivals.holder_id then 1 else 0 end asc nulls last,
            rivals.reached_on asc nulls last,
            rivals.holder_id asc nulls last
    ) = 1
),

-- All songs of the artists of whom there may be news: those with a song that is at its peak for the first time, in the top ten,
-- and those with most songs at once.
credits as (
    select distinct
        read_credits.song_id as recording_id,
        read_credits.artist_id
    from shared.read_credits as read_credits
    where
        read_credits.artist_id in (
            select own_credits.artist_id
            from shared.read_credits as own_credits
            where
                own_credits.song_id in (
                    select entries.recording_id
                    from entries
                    where entries.position <= 10 and entries.peak_date = entries.chart_date
                )
            union all
            select fallen_crowds.holder_id
            from fallen_crowds
            union all
            select fallen_crowds.rival_id
            from fallen_crowds
        )
),

top_tens as (
    select
        history.recording_id,
        history.chart_date,
        history.position
    from core.chart_history as history
    where
        history.source = :source
        and history.chart = :chart
        and history.chart_date <= cast(:on as date)
        and history.is_best
        and history.position <= 10
        and history.recording_id in (select credits.recording_id from credits)
    qualify row_number() over (partition by history.recording_id order by history.chart_date asc nulls last) = 1
),

-- The songs of these artists, each from the date on which it first was at no. 1 or in the top ten.
achievements as (
    select
        'artist_number_one' as kind,
        credits.artist_id,
        leaders.recording_id,
        leaders.first_date as chart_date,
        1 as position
    from leaders
    inner join credits
        on leaders.recording_id = credits.recording_id
    union all
    select
        'artist_top_ten',
        credits.artist_id,
        top_tens.recording_id,
        top_tens.chart_date,
        top_tens.position
    from top_tens
    inner join this_issue
        on top_tens.chart_date <= this_issue.chart_date and this_issue.chart_size > 10
    inner join credits
        on top_tens.recording_id = credits.recording_id
),

counted_achievements as (
    select
        *,
        count(*) over (partition by kind, artist_id) as achieved
    from achievements
),

-- Several songs of an artist that arrive together make one sentence, about the one with the best position.
new_achievements as (
    select
        counted_achievements.kind,
        counted_achievements.artist_id,
        counted_achievements.recording_id,
        counted_achievements.achieved,
        count(*) over (partition by counted_achievements.kind, counted_achievements.artist_id) as arrivals
    from counted_achievements
    inner join entries
        on
            counted_achievements.recording_id = entries.recording_id
            and counted_achievements.chart_date = entries.chart_date
    qualify row_number() over (
        partition by counted_achievements.kind, counted_achievements.artist_id
        order by entries.position asc nulls last, entries.recording_id asc nulls last
    ) = 1
),

-- A fact: of a recording or an artist, with a value, and a rival or an earlier one with its value and date. Rivals is how many
-- share what the rival has, or how many songs arrive together.
facts as (
    select
        case kind when 'record_broken' then 10 else 20 end
        + case counted when 'issues_at_one' then 1 when 'reign' then 2 when 'issues_on_chart' then 3 else 4 end as turn,
        kind,
        counted,
        recording_id,
        cast(null as varchar) as artist_id,
        cast(value as bigint) as value,
        rival_id,
        cast(rival_value as bigint) as rival_value,
        cast(rivals as bigint) as rivals,
        cast(null as date) as rival_date
    from fallen
    union all
    select
        case when gains.movement > climbs.movement then 15 else 25 end,
        case when gains.movement > climbs.movement then 'record_broken' else 'record_tied' end,
        'climb',
        gains.recording_id,
        null,
        gains.movement,
        climbs.recording_id,
        climbs.movement,
        1,
        climbs.chart_date
    from gains
    inner join climbs
        on gains.movement >= climbs.movement
    union all
    select
        case when value > rival_value then 16 else 26 end,
        case when value > rival_value then 'record_broken' else 'record_tied' end,
        'songs_at_once',
        null,
        holder_id,
        value,
        rival_id,
        rival_value,
        1,
        rival_date
    from fallen_crowds
    union all
    select 30, 'debut_at_one', null, debuts.recording_id, null, 1, debuts_at_one.recording_id, 1, 1, debuts_at_one.chart_date
    from debuts
    left join debuts_at_one
        on debuts.position >= 1
    where debuts.position = 1
    union all
    select 40, 'new_number_one', null, entries.recording_id, null, entries.previous_position, null, null, null, null
    from entries
    inner join reigning
        on entries.recording_id = reigning.recording_id
    where entries.position = 1 and reigning.issues = 1 and reigning.last_date_at_one is null and entries.status <> 'NEW'
    union all
    select
        case kind when 'artist_number_one' then 41 else 50 end,
        kind,
        null,
        recording_id,
        artist_id,
        achieved,
        null,
        null,
        arrivals,
        null
    from new_achievements
    union all
    select
        42,
        'back_at_one',
        null,
        entries.recording_id,
        null,
        entries.issue_number - reigning.last_issue_at_one - 1,
        null,
        null,
        null,
        null
    from entries
    inner join reigning
        on entries.recording_id = reigning.recording_id
    where reigning.issues = 1 and reigning.last_date_at_one is not null
    union all
    select 60, 'highest_debut', null, recording_id, null, position, null, null, null, null
    from debuts
    where position > 1
    union all
    select 61, 'biggest_gain', null, recording_id, null, movement, null, null, null, null
    from gains
    union all
    select 43, 'reign', null, recording_id, null, issues, null, null, null, null
    from reigning
    where issues > 1
    union all
    select 63, 'highest_re_entry', null, recording_id, null, absence_issues, null, null, null, null
    from re_entries
    union all
    select 64, 'longest_streak', null, recording_id, null, streak, null, null, null, null
    from streaks
),

shared_facts as (
    select
        *,
        count(*) over (partition by kind, counted) as sharing
    from facts
),

news as (
    select
        facts.*,
        entries.position,
        row_number() over (
            order by
                facts.turn asc nulls last,
                facts.value desc nulls last,
                entries.position asc nulls last,
                facts.recording_id asc nulls last,
                facts.artist_id asc nulls last
        ) as fact
    from shared_facts as facts
    left join entries
        on facts.recording_id = entries.recording_id
    where
        (facts.sharing <= 3 or facts.kind in ('artist_number_one', 'artist_top_ten'))
        and (
            cast(:artist as varchar) is null
            or facts.artist_id = :artist
            or facts.recording_id in (
                select read_credits.song_id
                from shared.read_credits as read_credits
                where read_credits.artist_id = :artist
            )
        )
),

-- The entries on earlier issues that prove a fact and are not known yet.
earlier as (
    select news.fact, credits.recording_id, news.rival_date as chart_date
    from news
    inner join credits
        on news.rival_id = credits.artist_id
    where news.counted = 'songs_at_once'
    union all
    select news.fact, news.recording_id, issues.chart_date
    from news
    inner join entries
        on news.recording_id = entries.recording_id
    inner join core.published_issues as issues
        on entries.issue_number - entries.absence_issues - 1 = issues.issue_number
    where news.kind = 'highest_re_entry' and issues.source = :source and issues.chart = :chart
    union all
    select news.fact, news.recording_id, entries.previous_date
    from news
    inner join entries
        on news.recording_id = entries.recording_id
    where news.kind = 'new_number_one'
),

-- The entries that prove each fact.
proving as (
    select news.fact, entries.recording_id, entries.chart_date, entries.position
    from news
    inner join entries
        on news.recording_id = entries.recording_id
    union all
    select news.fact, entries.recording_id, entries.previous_date, entries.previous_position
    from news
    inner join entries
        on news.recording_id = entries.recording_id
    where news.kind = 'biggest_gain' or news.counted = 'climb'
    union all
    select fact, rival_id, rival_date, 1
    from news
    where kind = 'debut_at_one'
    union all
    select news.fact, climbs.recording_id, climbs.chart_date, climbs.position
    from news
    inner join climbs
        on news.rival_id = climbs.recording_id
    where news.counted = 'climb'
    union all
    select news.fact, climbs.recording_id, climbs.previous_date, climbs.previous_position
    from news
    inner join climbs
        on news.rival_id = climbs.recording_id
    where news.counted = 'climb'
    union all
    select news.fact, news.rival_id, leaders.last_date, 1
    from news
    inner join leaders
        on news.rival_id = leaders.recording_id
    where news.counted = 'issues_at_one'
    union all
    select news.fact, news.rival_id, max(reigns_so_far.last_date), 1
    from news
    inner join reigns_so_far
        on news.rival_id = reigns_so_far.recording_id and news.rival_value = reigns_so_far.issues
    where news.counted = 'reign'
    group by 1, 2
    union all
    select fact, recording_id, chart_date, position
    from (
        select
            news.fact,
            near_records.*,
            row_number() over (partition by news.fact order by near_records.chart_date asc nulls last) as turn
        from news
        inner join near_records
            on
                news.rival_id = near_records.recording_id
                and news.rival_value = case news.counted when 'streak' then near_records.streak else near_records.issues_on_chart end
        where news.counted in ('streak', 'issues_on_chart')
    ) as reached
    where turn = 1
    union all
    select news.fact, achievements.recording_id, achievements.chart_date, achievements.position
    from news
    inner join achievements
        on news.kind = achievements.kind and news.artist_id = achievements.artist_id
    union all
    select news.fact, entries.recording_id, entries.chart_date, entries.position
    from news
    inner join credits
        on news.artist_id = credits.artist_id
    inner join entries
        on credits.recording_id = entries.recording_id
    where news.counted = 'songs_at_once'
    union all
    select earlier.fact, history.recording_id, history.chart_date, history.position
    from earlier
    inner join core.chart_history as history
        on earlier.recording_id = history.recording_id and earlier.chart_date = history.chart_date
    where
        history.source = :source
        and history.chart = :chart
        and history.is_best
    union all
    select
        news.fact,
        news.recording_id,
        case news.kind when 'reign' then reigning.first_date else reigning.last_date_at_one end,
        1
    from news
    inner join reigning
        on news.recording_id = reigning.recording_id
    where news.kind in ('reign', 'back_at_one')
    union all
    select news.fact, beginnings.recording_id, beginnings.chart_date, beginnings.position
    from news
    inner join entries
        on news.recording_id = entries.recording_id
    inner join core.notable_entries as beginnings
        on entries.recording_id = beginnings.recording_id and entries.run_number = beginnings.run_number
    where
        news.kind = 'longest_streak'
        and beginnings.source = :source
        and beginnings.chart = :chart
        and beginnings.streak = 1
),

proofs as (
    select distinct
        fact,
        chart_date,
        position,
        recording_id
    from proving
    where position is not null and chart_date is not null
),

names as (
    select
        charted_names.song_id,
        charted_names.song,
        charted_names.artists
    from core.charted_names as charted_names
    where
        charted_names.source = :source
        and charted_names.chart = :chart
        and charted_names.song_id in (
            select proofs.recording_id
            from proofs
            union all
            select news.recording_id
            from news
            union all
            select news.rival_id
            from news
        )
),

proof_lines as (
    select
        proofs.fact,
        row_number() over (
            partition by proofs.fact
            order by proofs.chart_date asc nulls last, proofs.position asc nulls last, proofs.recording_id asc nulls last
        ) as turn,
        cast(extract(year from proofs.chart_date) as varchar)
        || '-' || lpad(cast(extract(month from proofs.chart_date) as varchar), 2, '0')
        || '-' || lpad(cast(extract(day from proofs.chart_date) as varchar), 2, '0')
        || ' no. ' || cast(proofs.position as varchar)
        || ' ' || coalesce(names.song, proofs.recording_id) as proof_line
    from proofs
    left join names
        on proofs.recording_id = names.song_id
),

proof_texts as (
    select distinct
        fact,
        listagg(proof_line, '; ') within group (order by turn asc nulls last) over (partition by fact) as proof
    from proof_lines
),

worded as (
    select
        news.*,
        '“' || coalesce(names.song, news.recording_id) || '”' as this_song,
        '“' || coalesce(rival_names.song, news.rival_id) || '”' as rival_song,
        coalesce(artists.artist_name, news.artist_id) as this_artist,
        coalesce(rival_artists.artist_name, news.rival_id) as rival_artist,
        names.song,
        names.artists,
        cast(extract(year from news.rival_date) as varchar)
        || '-' || lpad(cast(extract(month from news.rival_date) as varchar), 2, '0')
        || '-' || lpad(cast(extract(day from news.rival_date) as varchar), 2, '0') as rival_day,
        case
            when news.value = 1 then 'first'
            when news.value = 2 then 'second'
            when news.value = 3 then 'third'
            when news.value = 4 then 'fourth'
            when news.value = 5 then 'fifth'
            when news.value = 6 then 'sixth'
            when news.value = 7 then 'seventh'
            when news.value = 8 then 'eighth'
            when news.value = 9 then 'ninth'
            when news.value = 10 then 'tenth'
            when mod(news.value, 100) in (11, 12, 13) then cast(news.value as varchar) || 'th'
            when mod(news.value, 10) = 1 then cast(news.value as varchar) || 'st'
            when mod(news.value, 10) = 2 then cast(news.value as varchar) || 'nd'
            when mod(news.value, 10) = 3 then cast(news.value as varchar) || 'rd'
            else cast(news.value as varchar) || 'th'
        end as ordinal,
        cast(news.value as varchar) || case when news.value = 1 then ' issue' else ' issues' end as issue_count,
        case news.counted
            when 'issues_at_one' then 'the most issues at no. 1'
            when 'reign' then 'the longest reign at no. 1'
            when 'issues_on_chart' then 'the most issues on the chart'
            when 'streak' then 'the most issues in a row on the chart'
            when 'climb' then 'the biggest climb'
        end as what
    from news
    left join names
        on news.recording_id = names.song_id
    left join names as rival_names
        on news.rival_id = rival_names.song_id
    left join core.known_artists as artists
        on news.artist_id = artists.artist_id and artists.source = :source
    left join core.known_artists as rival_artists
        on news.rival_id = rival_artists.artist_id and rival_artists.source = :source
)

select
    worded.fact as place,
    worded.kind,
    case
        when worded.counted = 'songs_at_once'
            then
                case worded.kind when 'record_broken' then 'A record for ' else 'A tied record for ' end
                || worded.this_artist || ': ' || cast(worded.value as varchar) || ' songs at once, '
                || case
                    when worded.kind = 'record_tied' then 'as many as ' || worded.rival_artist
                    when worded.rival_id = worded.artist_id then 'against ' || cast(worded.rival_value as varchar) || ' before'
                    else 'against ' || cast(worded.rival_value as varchar) || ' of ' || worded.rival_artist
                end
        when worded.kind in ('record_broken', 'record_tied')
            then
                worded.this_song || case worded.kind when 'record_broken' then ' breaks' else ' ties' end
                || ' the record of ' || worded.rival_song
                || case
                    when worded.rivals = 2 then ' and one other'
                    when worded.rivals > 2 then ' and ' || cast(worded.rivals - 1 as varchar) || ' others'
                    else ''
                end
                || ' for ' || worded.what || ': ' || cast(worded.value as varchar)
                || case worded.kind when 'record_broken' then ', against ' || cast(worded.rival_value as varchar) else '' end
        when worded.kind = 'debut_at_one'
            then worded.this_song || ' is the first debut at no. 1' || coalesce(' since ' || worded.rival_song || ' on ' || worded.rival_day, ' of all observed issues')
        when worded.kind = 'new_number_one' then worded.this_song || ' is the new no. 1' || coalesce(', up from no. ' || cast(worded.value as varchar), '')
        when worded.kind in ('artist_number_one', 'artist_top_ten') and worded.rivals > 1
            then
                worded.this_song || case when worded.rivals = 2 then ' and one other' else ' and ' || cast(worded.rivals - 1 as varchar) || ' others' end
                || case worded.kind when 'artist_top_ten' then ' bring the top tens of ' else ' bring the no. 1s of ' end
                || worded.this_artist || ' to ' || cast(worded.value as varchar)
        when worded.kind = 'artist_number_one' then worded.this_song || ' is the ' || worded.ordinal || ' no. 1 of ' || worded.this_artist
        when worded.kind = 'back_at_one' then worded.this_song || ' is back at no. 1 after ' || worded.issue_count
        when worded.kind = 'artist_top_ten' then worded.this_song || ' is the ' || worded.ordinal || ' top ten of ' || worded.this_artist
        when worded.kind = 'highest_debut' then worded.this_song || ' is the highest debut, at no. ' || cast(worded.value as varchar)
        when worded.kind = 'biggest_gain'
            then
                worded.this_song || ' makes the biggest gain, ' || cast(worded.value as varchar)
                || case when worded.value = 1 then ' place' else ' places' end
                || ' to no. ' || cast(worded.position as varchar)
        when worded.kind = 'reign' then worded.this_song || ' is at no. 1 for the ' || worded.ordinal || ' issue in a row'
        when worded.kind = 'highest_re_entry' then worded.this_song || ' is the highest re-entry, at no. ' || cast(worded.position as varchar) || ' after ' || worded.issue_count
        else worded.this_song || ' has the longest streak, ' || worded.issue_count || ' in a row'
    end as sentence,
    proof_texts.proof,
    worded.position,
    worded.song,
    worded.artists,
    worded.value,
    charts.first_date as since,
    worded.recording_id,
    worded.artist_id
from worded
inner join proof_texts
    on worded.fact = proof_texts.fact
inner join core.charts as charts
    on charts.source = :source and charts.chart = :chart
where worded.fact <= :limit
order by worded.fact asc nulls last
