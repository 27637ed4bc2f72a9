-- For an account administrator: takes back 00-admin.sql. Run `hitparade destroy --target snowflake` before it: that
-- removes the bucket's notifications, the pipes and the database.
use role accountadmin;

drop integration if exists <% integration %>;
drop warehouse if exists <% warehouse %>;
drop resource monitor if exists <% resource_monitor %>;
drop user if exists <% service_user %>;
drop role if exists <% monitor_role %>;
drop role if exists <% reader_role %>;
drop role if exists <% loader_role %>;
drop role if exists <% deploy_role %>;
