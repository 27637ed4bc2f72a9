-- grain: one row per chart date that is published; everything below reads these
select * from core.issues
