-- grain: one row per song and link that is left in the groups of core.shaped_songs without published evidence
-- column: rule, as in core.song_links
-- column: link, as in core.song_links
-- column: evidence, as in core.song_links
select
    links.source,
    links.song_id,
    links.rule,
    links.link,
    links.evidence
from core.song_links as links
inner join core.shaped_songs as shaped
    on links.source = shaped.source and links.song_id = shaped.song_id
where links.rule <> 'published'
