#!/usr/bin/env bash
# The Python package databend 1.2.895 (an embedded Databend) finds no row of a table with two columns, each joined with a
# table of names, where the filter is `one = 'b' or other = 'b'`: 0 in place of 2. `explain` shows why: it joins on
# `(false OR id = 'b')` of one table of names being the same as that of the other, which no row needs. The same happens with
# two different values. With one of the joins, with left joins, or with one joined column in the filter it finds both rows;
# DuckDB 1.5.6 finds them always.
#
# Seen on 2026-12-02. Needs Python 3.12 or newer for databend. Exits 0 while that is so.
set -euo pipefail
python=""
for candidate in python3 python3.12 python3.13 "$HOME"/.pyenv/versions/3.1[2-9]*/bin/python; do
  if "$candidate" -c "import sys; sys.exit(sys.version_info < (3, 12))" 2> /dev/null; then python=$candidate; break; fi
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$python" -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet databend==1.2.895 pyarrow==26.0.1 duckdb==1.5.6

cat > "$folder/try.py" <<'PY'
import os, sys
import databend, duckdb

os.chdir(sys.argv[1])
session = databend.connect()
local = duckdb.connect()

for statement in (
    "create table pairs (one varchar not null, other varchar not null, songs int not null)",
    "insert into pairs values ('a', 'b', 3), ('b', 'c', 2), ('c', 'd', 1)",
    "create table names (id varchar not null, name varchar not null)",
    "insert into names values ('a', 'Ann'), ('b', 'Bob'), ('c', 'Cy'), ('d', 'Di')",
):
    session.sql(statement).collect()
    local.sql(statement)

def show(title, joins, where):
    query = f"select pairs.songs from pairs {joins} where {where} order by pairs.songs"
    theirs = [row["songs"] for row in session.sql(query).to_arrow_table().to_pylist()]
    print(f"{title}: databend {theirs}, duckdb {[songs for songs, in local.sql(query).fetchall()]}")

def join(kind, *columns):
    return " ".join(f"{kind} join names as {column}_names on pairs.{column} = {column}_names.id" for column in columns)

same = "pairs.one = 'b' or pairs.other = 'b'"
show("two joins", join("inner", "one", "other"), same)
show("one join", join("inner", "one"), same)
show("left joins", join("left", "one", "other"), same)
show("two values", join("inner", "one", "other"), "pairs.one = 'a' or pairs.other = 'c'")
show("one joined column", join("inner", "one", "other"), "pairs.one = 'b' or pairs.songs = 3")
explained = session.sql(f"explain select pairs.songs from pairs {join('inner', 'one', 'other')} where {same}")
plan = [row["explain"] for row in explained.to_arrow_table().to_pylist()]
print(next(line.split("── ")[-1] for line in plan if "probe keys" in line))
PY

output=$("$folder/venv/bin/python" "$folder/try.py" "$folder" 2> /dev/null)
echo "$output"
[ "$(head -5 <<< "$output")" = "two joins: databend [], duckdb [2, 3]
one join: databend [2, 3], duckdb [2, 3]
left joins: databend [2, 3], duckdb [2, 3]
two values: databend [], duckdb [2, 3]
one joined column: databend [2, 3], duckdb [2, 3]" ]
grep -q "^probe keys: .*(false OR .* = 'b')" <<< "$output"
