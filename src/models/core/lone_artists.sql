-- grain: one row per artist of a source that has charted alone under its name
-- A name in a text of credits is one artist if another text is this name alone. All songs of the source count, whenever
-- they arrived.
select distinct
    source,
    artist_id
from core.text_credits
where is_alone
