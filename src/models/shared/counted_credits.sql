-- grain: one row per credit of an artist whose song it is, by :credit each credited one or the lead alone; of :artist alone if given
select credits.*
from shared.credits_of_chart as credits
where
    (:credit = 'each' or credits.credit_position = 1)
    and (cast(:artist as varchar) is null or credits.artist_id = :artist)
