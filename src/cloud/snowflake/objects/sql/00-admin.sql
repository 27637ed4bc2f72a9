-- For an account administrator, once: everything that only an administrator may make. Afterwards nothing of hitparade
-- needs ACCOUNTADMIN. Running it again changes nothing that is as it says here; 99-undo.sql takes all of it back.
use role accountadmin;

-- deploy makes and owns the database, loader owns the pipes, reader reads core, bi and insights, monitor looks at the loading.
create role if not exists <% deploy_role %> comment = 'makes and owns the hitparade database';
create role if not exists <% loader_role %> comment = 'owns the pipes of hitparade and writes its landing tables';
create role if not exists <% reader_role %> comment = 'reads the core, bi and insights of hitparade, for people and BI tools';
create role if not exists <% monitor_role %> comment = 'reads what reader reads, and looks at the pipes of hitparade';
grant role <% loader_role %> to role <% deploy_role %>;
grant role <% reader_role %> to role <% monitor_role %>;
grant role <% monitor_role %> to role <% deploy_role %>;
grant role <% deploy_role %> to role sysadmin;

-- Services log in with a key pair or as an AWS workload; nobody gets a password. Fill in one of the two, then run it:
--     alter user <% service_user %> set rsa_public_key = 'MIIB…';
--     alter user <% service_user %> set workload_identity = (type = aws arn = 'arn:aws:iam::…:role/…');
create user if not exists <% service_user %>
    type = service
    default_role = <% deploy_role %>
    default_warehouse = <% warehouse %>
    comment = 'hitparade without a person: deploys, loads and answers';
grant role <% deploy_role %> to user <% service_user %>;
grant role <% loader_role %> to user <% service_user %>;
grant role <% reader_role %> to user <% service_user %>;
grant role <% monitor_role %> to user <% service_user %>;

-- What a month may cost. It stops the warehouse; Snowpipe is charged by the gigabyte beside it and cannot be stopped so.
create resource monitor if not exists <% resource_monitor %> with
    credit_quota = <% credits_per_month %>
    frequency = monthly
    start_timestamp = immediately
    triggers
        on 75 percent do notify
        on 100 percent do suspend;

-- Made here, because only an administrator may bind a resource monitor to a warehouse.
create or alter warehouse <% warehouse %> with
    warehouse_type = standard
    warehouse_size = xsmall
    auto_suspend = 60
    auto_resume = true
    initially_suspended = true
    resource_monitor = <% resource_monitor %>
    comment = 'refreshes the dynamic tables of hitparade and answers its questions'
    statement_timeout_in_seconds = 1800;
grant usage, operate, monitor on warehouse <% warehouse %> to role <% deploy_role %>;
grant usage on warehouse <% warehouse %> to role <% loader_role %>;
grant usage on warehouse <% warehouse %> to role <% reader_role %>;
grant usage on warehouse <% warehouse %> to role <% monitor_role %>;

-- How Snowflake reads the curated bucket. The role admits nobody yet; `hitparade deploy` tells it of this integration.
-- Never replaced: that would make another identity and cut every stage off.
create storage integration if not exists <% integration %>
    type = external_stage
    storage_provider = 's3'
    storage_aws_role_arn = '<% role_arn %>'
    storage_aws_external_id = '<% external_id %>'
    enabled = true
    storage_allowed_locations = ('s3://<% bucket %>/')
    comment = 'the curated bucket of hitparade';
alter storage integration <% integration %> set
    storage_aws_role_arn = '<% role_arn %>'
    storage_aws_external_id = '<% external_id %>'
    enabled = true
    storage_allowed_locations = ('s3://<% bucket %>/');
grant usage on integration <% integration %> to role <% deploy_role %>;

grant create database on account to role <% deploy_role %>;
