-- Run this file as an account administrator to drop what 00-admin.sql created. First run
-- `hitparade destroy --target snowflake`, which removes the notifications of the bucket, the pipes and the database.
use role accountadmin;

drop integration if exists <% notifications %>;
drop integration if exists <% integration %>;
drop warehouse if exists <% warehouse %>;
drop resource monitor if exists <% resource_monitor %>;
drop user if exists <% service_user %>;
drop role if exists <% monitor_role %>;
drop role if exists <% reader_role %>;
drop role if exists <% loader_role %>;
drop role if exists <% deploy_role %>;
