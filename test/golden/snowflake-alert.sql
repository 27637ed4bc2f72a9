create or replace alert core.loading_stopped
schedule = 'using cron 0 8 * * * UTC'
comment = 'sends an e-mail while loading has stopped [541647d6d54a]'
if (exists (
select tables.name
from table(hitparade.information_schema.dynamic_tables(result_limit => 10000)) as tables
where tables.schema_name = 'CORE' and (
    cast(get_ignore_case(tables.scheduling_state, 'state') as varchar) = 'SUSPENDED'
    or tables.latest_data_timestamp < dateadd('hour', -26, current_timestamp())
)
union all
select pipes.name
from (
    select 'hitparade.landing.albums_pipe' as name, system$pipe_status('hitparade.landing.albums_pipe') as status
    union all
    select 'hitparade.landing.artists_pipe' as name, system$pipe_status('hitparade.landing.artists_pipe') as status
    union all
    select 'hitparade.landing.songs_pipe' as name, system$pipe_status('hitparade.landing.songs_pipe') as status
    union all
    select 'hitparade.landing.song_artists_pipe' as name, system$pipe_status('hitparade.landing.song_artists_pipe') as status
    union all
    select 'hitparade.landing.text_credits_pipe' as name, system$pipe_status('hitparade.landing.text_credits_pipe') as status
    union all
    select 'hitparade.landing.chart_entries_pipe' as name, system$pipe_status('hitparade.landing.chart_entries_pipe') as status
    union all
    select 'hitparade.landing.chart_issues_pipe' as name, system$pipe_status('hitparade.landing.chart_issues_pipe') as status
    union all
    select 'hitparade.landing.rejects_pipe' as name, system$pipe_status('hitparade.landing.rejects_pipe') as status
    union all
    select 'hitparade.landing.settings_pipe' as name, system$pipe_status('hitparade.landing.settings_pipe') as status
    union all
    select 'hitparade.landing.runs_pipe' as name, system$pipe_status('hitparade.landing.runs_pipe') as status
) as pipes
where coalesce(cast(get_ignore_case(parse_json(pipes.status), 'executionState') as varchar), '') <> 'RUNNING'
union all
select loads.file_name as name
from table(hitparade.information_schema.copy_history(
    table_name => 'hitparade.landing.albums', start_time => dateadd('hour', -26, current_timestamp())
)) as loads
where lower(loads.status) not in ('loaded', 'load in progress')
union all
select loads.file_name as name
from table(hitparade.information_schema.copy_history(
    table_name => 'hitparade.landing.artists', start_time => dateadd('hour', -26, current_timestamp())
)) as loads
where lower(loads.status) not in ('loaded', 'load in progress')
union all
select loads.file_name as name
from table(hitparade.information_schema.copy_history(
    table_name => 'hitparade.landing.songs', start_time => dateadd('hour', -26, current_timestamp())
)) as loads
where lower(loads.status) not in ('loaded', 'load in progress')
union all
select loads.file_name as name
from table(hitparade.information_schema.copy_history(
    table_name => 'hitparade.landing.song_artists', start_time => dateadd('hour', -26, current_timestamp())
)) as loads
where lower(loads.status) not in ('loaded', 'load in progress')
union all
select loads.file_name as name
from table(hitparade.information_schema.copy_history(
    table_name => 'hitparade.landing.text_credits', start_time => dateadd('hour', -26, current_timestamp())
)) as loads
where lower(loads.status) not in ('loaded', 'load in progress')
union all
select loads.file_name as name
from table(hitparade.information_schema.copy_history(
    table_name => 'hitparade.landing.chart_entries', start_time => dateadd('hour', -26, current_timestamp())
)) as loads
where lower(loads.status) not in ('loaded', 'load in progress')
union all
select loads.file_name as name
from table(hitparade.information_schema.copy_history(
    table_name => 'hitparade.landing.chart_issues', start_time => dateadd('hour', -26, current_timestamp())
)) as loads
where lower(loads.status) not in ('loaded', 'load in progress')
union all
select loads.file_name as name
from table(hitparade.information_schema.copy_history(
    table_name => 'hitparade.landing.rejects', start_time => dateadd('hour', -26, current_timestamp())
)) as loads
where lower(loads.status) not in ('loaded', 'load in progress')
union all
select loads.file_name as name
from table(hitparade.information_schema.copy_history(
    table_name => 'hitparade.landing.settings', start_time => dateadd('hour', -26, current_timestamp())
)) as loads
where lower(loads.status) not in ('loaded', 'load in progress')
union all
select loads.file_name as name
from table(hitparade.information_schema.copy_history(
    table_name => 'hitparade.landing.runs', start_time => dateadd('hour', -26, current_timestamp())
)) as loads
where lower(loads.status) not in ('loaded', 'load in progress')
))
then call system$send_email('hitparade_email', 'ada.o''neil@example.com, operators@example.com', 'hitparade: loading has stopped', 'A dynamic table is suspended or out of date, a pipe does not run, or a file could not be loaded. hitparade doctor --target snowflake lists what needs repair.');

grant monitor on alert core.loading_stopped to role hitparade_monitor;

alter alert core.loading_stopped resume;
