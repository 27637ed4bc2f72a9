-- The database, how curated files are read, and where they lie.
use role <% deploy_role %>;

create database if not exists <% database %> comment = 'music charts, kept by hitparade';
use database <% database %>;

create schema if not exists landing comment = 'rows of the curated files as they came, only ever appended to';
create schema if not exists core comment = 'which snapshots count, what is one recording, and the history of every chart';
create schema if not exists bi comment = 'seven tables for BI tools, which join by one column each';
create schema if not exists insights comment = 'one view a question, with the question''s defaults and without its limit';

create or alter file format landing.<% file_format %>
    type = parquet
    use_logical_type = true
    use_vectorized_scanner = true
    comment = 'curated files of hitparade';

create stage if not exists landing.<% stage %>
    url = 's3://<% bucket %>/'
    storage_integration = <% integration %>
    file_format = (format_name = landing.<% file_format %>)
    comment = 'the curated bucket: one folder a landing table';
