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

-- Each entry with what may be news: its gain, and its position if it debuts or is back. As in debuts, what the source had on
-- an earlier issue is not new.
entries as (
    select
        history.recording_id,
        history.chart_date,
        history.issue_number,
        history.previous_date,
        history.position,
        history.peak_date,
        history.previous_position,
        history.status,
        history.issues_on_chart,
        history.streak,
        history.run_number,
        history.absence_issues,
        case when history.missing_before = 0 and history.movement > 0 then history.movement end as gain,
        case
            when
                history.status = 'NEW'
                and history.position <= this_issue.depth
                and history.source_previous_position is null
                and coalesce(history.source_issues_on_chart, 1) <= 1
                then history.position
        end as debut_at,
        case
            when history.status = 'RE' and history.position <= this_issue.depth and history.source_previous_position is null
                then history.position
        end as back_at
    from core.chart_history as history
    inner join this_issue
        on history.chart_date = this_issue.chart_date
    where
        history.source = :source
        and history.chart = :chart
        and history.chart_date = cast(:on as date)
        and history.is_best
),

bests_here as (
    select
        max(issues_on_chart) as issues_on_chart,
        max(streak) as streak,
        max(gain) as gain,
        min(debut_at) as debut_at,
        min(back_at) as back_at
    from entries
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

-- All that were at no. 1, with their counts up to this issue and to the one before, and with the reign of this issue.
leaders as (
    select
        recording_id,
        min(first_date) as first_date,
        max(last_date) as last_date,
        sum(issues) as issues_at_one,
        sum(case when last_date = cast(:on as date) then issues - 1 else issues end) as issues_at_one_before,
        max(issues) as longest_reign,
        max(case when last_date = cast(:on as date) then issues - 1 else issues end) as longest_reign_before,
        max(case when last_date = cast(:on as date) then issues end) as reign,
        max(case when last_date = cast(:on as date) then first_date end) as reign_since,
        max(case when last_date < cast(:on as date) then last_date end) as left_on,
        max(case when last_date < cast(:on as date) then last_issue_number end) as left_issue_number
    from reigns_so_far
    group by 1
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

longest as (
    select
        case when bests_here.issues_on_chart >= records_before.issues_on_chart then bests_here.issues_on_chart - 1 end as issues_on_chart,
        case when bests_here.streak >= records_before.streak then bests_here.streak - 1 end as streak
    from bests_here
    inner join records_before
        on bests_here.issues_on_chart >= records_before.issues_on_chart or bests_here.streak >= records_before.streak
),

near_records as (
    select
        history.recording_id,
        history.chart_date,
        history.position,
        history.issues_on_chart,
        history.streak,
        longest.issues_on_chart as least_issues_on_chart,
        longest.streak as least_streak
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
        recording_id,
        max(issues_on_chart),
        max(case when chart_date < cast(:on as date) then issues_on_chart else 0 end)
    from near_records
    where issues_on_chart >= least_issues_on_chart
    group by 1, 2
    union all
    select
        'streak',
        recording_id,
        max(streak),
        max(case when chart_date < cast(:on as date) then streak else 0 end)
    from near_records
    where streak >= least_streak
    group by 1, 2
),

-- Whose count this issue raised, with the best of the others, now and before.
standings as (
    select
        own.counted,
        own.recording_id,
        own.value,
        own.value_before,
        others.recording_id as rival_id,
        others.value as rival_value,
        count(*) over (partition by own.counted, own.recording_id, others.value) as rivals,
        max(others.value_before) over (partition by own.counted, own.recording_id) as rival_value_before,
        row_number() over (
            partition by own.counted, own.recording_id
            order by others.value desc nulls last, others.recording_id asc nulls last
        ) as place
    from bests as own
    inner join entries
        on own.recording_id = entries.recording_id
    inner join bests as others
        on own.counted = others.counted and own.recording_id <> others.recording_id
    where own.value > own.value_before and own.value >= 2
),

-- First the issue with the largest climb before this one, then who made it, unless all climbs of this issue are smaller.
largest_climb as (
    select
        changes.chart_date,
        changes.largest_near_rise
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
        history.movement,
        bests_here.gain
    from core.chart_history as history
    inner join largest_climb
        on history.chart_date = largest_climb.chart_date and history.movement = largest_climb.largest_near_rise
    inner join bests_here
        on largest_climb.largest_near_rise <= bests_here.gain
    where
        history.source = :source
        and history.chart = :chart
        and history.is_best
        and history.missing_before = 0
    qualify row_number() over (order by history.recording_id asc nulls last) = 1
),

debuts_at_one as (
    select
        notable.recording_id,
        notable.chart_date,
        notable.position
    from core.notable_entries as notable
    inner join bests_here
        on notable.position = bests_here.debut_at
    where
        notable.source = :source
        and notable.chart = :chart
        and notable.chart_date < cast(:on as date)
        and notable.position = 1
        and notable.is_debut
    qualify row_number() over (order by notable.chart_date desc nulls last, notable.recording_id asc nulls last) = 1
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
    where crowds.value >= 2 and crowds.reached_on = cast(:on as date) and rivals.reached_on < cast(:on as date)
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
    from shared.credits_of_chart as read_credits
    where
        read_credits.artist_id in (
            select own_credits.artist_id
            from shared.credits_of_chart as own_credits
            inner join entries
                on own_credits.song_id = entries.recording_id
            where entries.position <= 10 and entries.peak_date = entries.chart_date
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
    inner join this_issue
        on history.chart_date <= this_issue.chart_date and this_issue.chart_size > 10
    where
        history.source = :source
        and history.chart = :chart
        and history.chart_date <= cast(:on as date)
        and history.is_best
        and history.position <= 10
        and history.recording_id in (select credits.recording_id from credits)
    qualify row_number() over (partition by history.recording_id order by history.chart_date asc nulls last) = 1
),

-- The songs of these artists, each from the date on which it first was at no. 1 or in the top ten. Several songs of an artist
-- that arrive together make one sentence, about the one with the best position.
achievements as (
    select
        firsts.kind,
        credits.artist_id,
        firsts.recording_id,
        firsts.chart_date,
        firsts.position,
        count(*) over (partition by firsts.kind, credits.artist_id) as achieved,
        sum(case when firsts.chart_date = cast(:on as date) then 1 else 0 end) over (
            partition by firsts.kind, credits.artist_id
        ) as arrivals,
        row_number() over (
            partition by firsts.kind, credits.artist_id
            order by firsts.chart_date desc nulls last, firsts.position asc nulls last, firsts.recording_id asc nulls last
        ) as turn
    from (
        select
            'artist_number_one' as kind,
            recording_id,
            first_date as chart_date,
            1 as position
        from leaders
        union all
        select
            'artist_top_ten',
            recording_id,
            chart_date,
            position
        from top_tens
    ) as firsts
    inner join credits
        on firsts.recording_id = credits.recording_id
),

-- A fact: of a recording or an artist, with a value, and a rival or an earlier one with its value. Rivals is how many share what
-- the rival has, or how many songs arrive together. Then the entry of the rival that proves it, if it is known here.
facts as (
    select
        case when value > rival_value then 10 else 20 end
        + case counted when 'issues_at_one' then 1 when 'reign' then 2 when 'issues_on_chart' then 3 else 4 end as turn,
        case when value > rival_value then 'record_broken' else 'record_tied' end as kind,
        counted,
        recording_id,
        cast(null as varchar) as artist_id,
        cast(value as bigint) as value,
        rival_id,
        cast(rival_value as bigint) as rival_value,
        cast(rivals as bigint) as rivals,
        cast(null as date) as rival_date,
        cast(null as integer) as rival_position
    from standings
    where
        place = 1
        and (
            (value > rival_value and value_before <= rival_value_before)
            or (value = rival_value and value_before < rival_value_before)
        )
    union all
    select
        case when entries.gain > climbs.movement then 15 else 25 end,
        case when entries.gain > climbs.movement then 'record_broken' else 'record_tied' end,
        'climb',
        entries.recording_id,
        null,
        entries.gain,
        climbs.recording_id,
        climbs.movement,
        1,
        climbs.chart_date,
        climbs.position
    from entries
    inner join climbs
        on entries.gain = climbs.gain
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
        rival_date,
        null
    from fallen_crowds
    union all
    select
        kinds.turn,
        kinds.kind,
        null,
        entries.recording_id,
        null,
        case kinds.kind
            when 'debut_at_one' then 1
            when 'highest_debut' then entries.position
            when 'biggest_gain' then entries.gain
            when 'highest_re_entry' then entries.absence_issues
            else entries.streak
        end,
        debuts_at_one.recording_id,
        1,
        1,
        debuts_at_one.chart_date,
        debuts_at_one.position
    from entries
    inner join bests_here
        on
            entries.gain = bests_here.gain
            or entries.debut_at = bests_here.debut_at
            or entries.back_at = bests_here.back_at
            or entries.streak = bests_here.streak
    inner join (
        values
        (30, 'debut_at_one'),
        (60, 'highest_debut'),
        (61, 'biggest_gain'),
        (63, 'highest_re_entry'),
        (64, 'longest_streak')
    ) as kinds (turn, kind)
        on
            case kinds.kind
                when 'debut_at_one' then entries.debut_at = bests_here.debut_at and entries.debut_at = 1
                when 'highest_debut' then entries.debut_at = bests_here.debut_at and entries.debut_at > 1
                when 'biggest_gain' then entries.gain = bests_here.gain
                when 'highest_re_entry' then entries.back_at = bests_here.back_at
                else entries.streak = bests_here.streak and entries.streak > 1
            end
    left join debuts_at_one
        on kinds.kind = 'debut_at_one' and entries.position = debuts_at_one.position
    union all
    select
        case when leaders.reign > 1 then 43 when leaders.left_on is null then 40 else 42 end,
        case when leaders.reign > 1 then 'reign' when leaders.left_on is null then 'new_number_one' else 'back_at_one' end,
        null,
        entries.recording_id,
        null,
        case
            when leaders.reign > 1 then leaders.reign
            when leaders.left_on is null then entries.previous_position
            else entries.issue_number - leaders.left_issue_number - 1
        end,
        null,
        null,
        null,
        case when leaders.reign > 1 then leaders.reign_since else leaders.left_on end,
        1
    from entries
    inner join leaders
        on entries.recording_id = leaders.recording_id
    where leaders.last_date = entries.chart_date and (leaders.reign > 1 or leaders.left_on is not null or entries.status <> 'NEW')
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
        cast(arrivals as bigint),
        null,
        null
    from achievements
    where turn = 1 and chart_date = cast(:on as date)
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
        entries.chart_date,
        entries.previous_date,
        entries.previous_position,
        entries.issue_number - entries.absence_issues - 1 as last_issue_number,
        entries.run_number,
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
                from shared.credits_of_chart as read_credits
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
    inner join core.published_issues as issues
        on news.last_issue_number = issues.issue_number
    where news.kind = 'highest_re_entry' and issues.source = :source and issues.chart = :chart
),

-- The entries that prove each fact.
proving as (
    select
        news.fact,
        case when parts.part = 'rival' then coalesce(news.rival_id, news.recording_id) else news.recording_id end as recording_id,
        case parts.part when 'rival' then news.rival_date when 'this' then news.chart_date else news.previous_date end as chart_date,
        case parts.part when 'rival' then news.rival_position when 'this' then news.position else news.previous_position end as position
    from news
    inner join (values ('this'), ('previous'), ('rival')) as parts (part)
        on parts.part <> 'previous' or news.kind in ('biggest_gain', 'new_number_one') or news.counted = 'climb'
    union all
    select news.fact, climbs.recording_id, climbs.previous_date, climbs.previous_position
    from news
    inner join climbs
        on news.rival_id = climbs.recording_id
    where news.counted = 'climb'
    union all
    select news.fact, news.rival_id, max(reigns_so_far.last_date), 1
    from news
    inner join reigns_so_far
        on news.rival_id = reigns_so_far.recording_id
    where news.counted = 'issues_at_one' or (news.counted = 'reign' and news.rival_value = reigns_so_far.issues)
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
    select news.fact, beginnings.recording_id, beginnings.chart_date, beginnings.position
    from news
    inner join core.notable_entries as beginnings
        on news.recording_id = beginnings.recording_id and news.run_number = beginnings.run_number
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
        names_of_chart.song_id,
        names_of_chart.song,
        names_of_chart.artists
    from shared.names_of_chart as names_of_chart
    where names_of_chart.song_id in (select proofs.recording_id from proofs)
),

proof_lines as (
    select
        proofs.fact,
        lpad(cast(proofs.position as varchar), 6, '0') || proofs.recording_id as turn,
        cast(extract(year from proofs.chart_date) as varchar)
        || '-' || lpad(cast(extract(month from proofs.chart_date) as varchar), 2, '0')
        || '-' || lpad(cast(extract(day from proofs.chart_date) as varchar), 2, '0') as day,
        ' no. ' || cast(proofs.position as varchar) || ' ' || coalesce(names.song, proofs.recording_id) as place_and_song
    from proofs
    left join names
        on proofs.recording_id = names.song_id
),

proof_texts as (
    select distinct
        fact,
        listagg(day || place_and_song, '; ') within group (order by day || turn asc nulls last) over (partition by fact) as proof
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
