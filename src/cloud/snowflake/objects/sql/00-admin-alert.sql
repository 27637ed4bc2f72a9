
-- The integration sends the e-mails of the alert. Each address must be the e-mail address of a user of this account, and
-- the user must have verified it: else Snowflake refuses the statement. A user verifies an address in their profile in
-- Snowsight.
grant execute alert on account to role <% deploy_role %>;
grant execute managed alert on account to role <% deploy_role %>;
create notification integration if not exists <% notifications %>
    type = email
    enabled = true
    allowed_recipients = (<% alert_recipients %>)
    comment = 'e-mails of hitparade';
alter notification integration <% notifications %> set
    enabled = true
    allowed_recipients = (<% alert_recipients %>);
grant usage on integration <% notifications %> to role <% deploy_role %>;
