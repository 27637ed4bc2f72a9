import type { Grammar } from './grammar.ts'

/**
 * The statements that hitparade sends, each as Snowflake documents it, without the options that hitparade never uses. A
 * new kind of statement needs a rule here first.
 */
export const documented: Grammar = {
  use: 'use { role | warehouse | database } <name>',

  create_role: 'create role [ if not exists ] <name> [ comment = <text> ]',
  grant_role: 'grant role <name> to { role | user } <name>',
  create_user: `create user [ if not exists ] <name> type = service
    [ default_role = <name> ] [ default_warehouse = <name> ] [ comment = <text> ]`,
  alter_user: `alter user [ if exists ] <name> set { disabled = <boolean> | rsa_public_key = <text>
    | workload_identity = ( type = aws arn = <text> ) }`,
  create_resource_monitor: `create resource monitor [ if not exists ] <name> with credit_quota = <number>
    [ frequency = { monthly | daily | weekly | yearly | never } ] [ start_timestamp = { immediately | <text> } ]
    [ triggers <trigger> [ <trigger> ] ]`,
  trigger: 'on <number> percent do { suspend | suspend_immediate | notify }',
  create_warehouse: `create or alter warehouse <name> with
    [ warehouse_type = { standard | <text> } ] [ generation = <text> ] [ warehouse_size = { xsmall | small | medium | large } ]
    [ auto_suspend = { <number> | null } ] [ auto_resume = <boolean> ] [ initially_suspended = <boolean> ]
    [ resource_monitor = <name> ] [ comment = <text> ] [ statement_timeout_in_seconds = <number> ]`,
  boolean: '{ true | false }',
  create_integration: `create storage integration [ if not exists ] <name>
    type = external_stage storage_provider = <text> storage_aws_role_arn = <text> [ storage_aws_external_id = <text> ]
    enabled = <boolean> storage_allowed_locations = ( <url> , ... ) [ comment = <text> ]`,
  alter_integration: `alter storage integration [ if exists ] <name> set
    [ storage_aws_role_arn = <text> ] [ storage_aws_external_id = <text> ] [ enabled = <boolean> ]
    [ storage_allowed_locations = ( <url> , ... ) ]`,

  create_notification_integration: `create notification integration [ if not exists ] <name> type = email
    enabled = <boolean> [ allowed_recipients = ( <text> , ... ) ] [ comment = <text> ]`,
  alter_notification_integration: `alter notification integration [ if exists ] <name> set
    [ enabled = <boolean> ] [ allowed_recipients = ( <text> , ... ) ]`,

  create_database: 'create database [ if not exists ] <name> [ comment = <text> ]',
  create_schema: 'create schema [ if not exists ] <name> [ comment = <text> ]',
  create_file_format: `create or alter file format <name> type = parquet
    [ use_logical_type = <boolean> ] [ use_vectorized_scanner = <boolean> ] [ comment = <text> ]`,
  create_stage: `create stage [ if not exists ] <name> url = <url> [ storage_integration = <name> ]
    [ file_format = ( format_name = <name> ) ] [ comment = <text> ]`,
  create_table: 'create table if not exists <name> ( <column> , ... ) [ comment = <text> ]',
  column: '<name> <type> [ not null ] [ comment <text> ]',
  type: '{ varchar | bigint | double | boolean | date | timestamp_ntz | timestamp_ltz }',
  add_column: 'alter table <name> add column [ if not exists ] <name> <type>',
  loosen_column: 'alter table <name> alter column <name> drop not null',
  comment_on: '{ comment on column <name> is <text> | comment on table <name> is <text> }',

  create_pipe: `create pipe [ if not exists ] <name> [ auto_ingest = <boolean> ] [ comment = <text> ] as <copy_into>`,
  copy_into: `copy into <name> from <folder> [ files = ( <text> , ... ) ] [ file_format = ( format_name = <name> ) ]
    [ match_by_column_name = { case_sensitive | case_insensitive | none } ]
    [ include_metadata = ( <included> , ... ) ] [ on_error = { continue | skip_file | abort_statement } ]`,
  included: `<name> = { metadata$start_scan_time | metadata$filename | metadata$file_row_number
    | metadata$file_content_key | metadata$file_last_modified }`,
  refresh_pipe: 'alter pipe [ if exists ] <name> refresh',
  comment_pipe: 'alter pipe [ if exists ] <name> set comment = <text>',
  pause_pipe: 'alter pipe [ if exists ] <name> set pipe_execution_paused = <boolean>',

  create_dynamic_table: `create or { alter | replace } dynamic table <name> ( <dynamic_column> , ... )
    target_lag = { <text> | downstream } warehouse = <name> [ refresh_mode = { auto | full | incremental } ]
    [ comment = <text> ] [ copy grants ] as <query>`,
  dynamic_column: '<name> <type> [ comment <text> ]',
  resume_dynamic_table: 'alter dynamic table [ if exists ] <name> { resume | suspend }',
  create_view: `create or replace view <name> [ ( <view_column> , ... ) ] [ copy grants ] [ comment = <text> ]
    as <query>`,
  view_column: '<name> [ comment <text> ]',

  create_alert: `create or replace alert <name> [ schedule = <text> ] [ comment = <text> ]
    if ( exists ( <subquery> ) ) then call system$send_email ( <text> , ... )`,
  resume_alert: 'alter alert [ if exists ] <name> { resume | suspend }',

  grant: 'grant <privilege> , ... on <securable> to role <name>',
  privilege: `{ usage | operate | monitor | select | insert | create database | create pipe | execute alert
    | execute managed alert }`,
  securable: `{ account | database <name> | schema <name> | warehouse <name> | integration <name> | stage <name>
    | file format <name> | pipe <name> | alert <name> | all { tables in schema landing | dynamic tables in schema core | views in schema <name> } }`,

  drop: `drop { integration | warehouse | resource monitor | user | role | database | pipe | view | dynamic table | alert }
    [ if exists ] <name>`,
}

/** The rules that are whole statements: the others are parts of them. */
export const statementRules = Object.keys(documented).filter(
  (rule) =>
    ![
      'trigger',
      'boolean',
      'column',
      'type',
      'included',
      'dynamic_column',
      'view_column',
      'privilege',
      'securable',
    ].includes(rule),
)
