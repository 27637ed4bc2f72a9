-- Run this file once as an account administrator. It creates everything that only an administrator can create: four
-- roles, a service user, a resource monitor, a warehouse and a storage integration. Nothing else needs ACCOUNTADMIN.
-- You can run it again: it only changes what differs. 99-undo.sql drops all of it.
use role accountadmin;

-- The roles:
--     deploy   creates and owns the database
--     loader   owns the pipes and writes the landing tables
--     reader   reads core, bi and insights
--     monitor  reads the same and landing, and inspects pipes and dynamic tables
create role if not exists <% deploy_role %> comment = 'creates and owns the hitparade database';
create role if not exists <% loader_role %> comment = 'owns the pipes of hitparade and writes its landing tables';
create role if not exists <% reader_role %> comment = 'reads core, bi and insights of hitparade, for people and BI tools';
create role if not exists <% monitor_role %> comment = 'reads what the reader reads, and inspects the pipes of hitparade';
grant role <% loader_role %> to role <% deploy_role %>;
grant role <% reader_role %> to role <% monitor_role %>;
grant role <% monitor_role %> to role <% deploy_role %>;
grant role <% deploy_role %> to role sysadmin;

-- The service user has no password. It logs in with a key pair or as an AWS workload. Complete one of these statements
-- and run it:
--     alter user <% service_user %> set rsa_public_key = 'MIIB…';
--     alter user <% service_user %> set workload_identity = (type = aws arn = 'arn:aws:iam::…:role/…');
create user if not exists <% service_user %>
    type = service
    default_role = <% deploy_role %>
    default_warehouse = <% warehouse %>
    comment = 'service user of hitparade: deploys, loads and queries';
grant role <% deploy_role %> to user <% service_user %>;
grant role <% loader_role %> to user <% service_user %>;
grant role <% reader_role %> to user <% service_user %>;
grant role <% monitor_role %> to user <% service_user %>;

-- The configured user deploys. `show users` lists the names as the account spells them.
grant role <% deploy_role %> to user <% deploy_user %>;

-- The monthly quota of the warehouse, in credits. At 100 percent the warehouse stops. The quota does not cover Snowpipe,
-- which is billed per gigabyte.
create resource monitor if not exists <% resource_monitor %> with
    credit_quota = <% credits_per_month %>
    frequency = monthly
    start_timestamp = immediately
    triggers
        on 75 percent do notify
        on 100 percent do suspend;

-- The warehouse is in this file because only an administrator can assign a resource monitor to it. Its generation is stated,
-- because the default depends on the region, and the second generation costs 1.35 credits per hour on AWS, not 1.
create or alter warehouse <% warehouse %> with
    warehouse_type = standard
    generation = '1'
    warehouse_size = xsmall
    auto_suspend = 60
    auto_resume = true
    initially_suspended = true
    resource_monitor = <% resource_monitor %>
    comment = 'refreshes the dynamic tables of hitparade and runs its queries'
    statement_timeout_in_seconds = 1800;
grant usage, operate, monitor on warehouse <% warehouse %> to role <% deploy_role %>;
grant usage on warehouse <% warehouse %> to role <% loader_role %>;
grant usage on warehouse <% warehouse %> to role <% reader_role %>;
grant usage on warehouse <% warehouse %> to role <% monitor_role %>;

-- The integration lets Snowflake read the curated bucket. The AWS role trusts no user yet: `hitparade deploy` reads the
-- integration and adds its user to the role. Never replace the integration: the new one would have another user, and
-- every stage would lose its access.
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
