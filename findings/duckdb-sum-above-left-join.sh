#!/usr/bin/env bash
# DuckDB 2.0.1 loses groups above a left join with an empty table, if a key of the join is compared with a constant: the
# filter `total > 0` removes every group, although each sum is positive without the filter. DuckDB 1.5.6 keeps the groups,
# and so does 2.0.1 if the same number is counted instead of added up, or if the constant is compared with another column.
#
# Seen on 2026-11-30. Needs Python 3.10 or newer. Exits 0 while that is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for version in 1.5.6 2.0.1; do
  python3 -m venv "$folder/$version"
  "$folder/$version/bin/python" -m pip install --quiet "duckdb==$version"
done

cat > "$folder/try.py" <<'PY'
import duckdb

session = duckdb.connect()
session.execute(
    "create table plays as select 'a' as kind, 'b' as other, i % 50 as song, i % 20 + 1 as place from range(1000) as numbers (i)")
session.execute("create table notes (kind varchar)")

def groups(total, condition, filtered="plays.kind = 'a'"):
    joined = f"select plays.song, plays.place from plays left join notes on plays.kind = notes.kind where {filtered}"
    found = session.execute(
        f"with joined as ({joined}), totals as (select song, {total} as total from joined group by 1) "
        f"select count(*) from totals where {condition}").fetchone()
    return found[0]

added = "sum(case when place <= 10 then 1 else 0 end)"
counted = "count(case when place <= 10 then 1 end)"
print(duckdb.__version__, "groups", groups(added, "true"), "positive", groups(added, "total > 0"),
      "counted", groups(counted, "total > 0"), "other column", groups(added, "total > 0", "plays.other = 'b'"))
PY

output=$(for version in 1.5.6 2.0.1; do "$folder/$version/bin/python" "$folder/try.py"; done)
echo "$output"
[ "$output" = "1.5.6 groups 50 positive 50 counted 50 other column 50
2.0.1 groups 50 positive 0 counted 50 other column 50" ]
