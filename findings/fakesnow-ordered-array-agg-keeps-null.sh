#!/usr/bin/env bash
# fakesnow 0.12.1 (a stand-in for Snowflake on DuckDB 2.0.1) leaves nulls out of ARRAY_AGG as Snowflake does, but keeps them as
# soon as the array has an order: `array_agg(place) within group (order by place)` of 2, null, 1 is `[1,2,null]`, so an
# ARRAY_SIZE of it counts one more. sqlglot 30.22.0, which translates the text for it, leaves the nulls out of both when it is
# called alone.
#
# Seen on 2026-12-02. Needs Python 3.10 or newer. Exits 0 while that is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet fakesnow==0.12.1 snowflake-connector-python==4.8.1 sqlglot==30.22.0 duckdb==2.0.1

cat > "$folder/try.py" <<'PY'
import logging, warnings
import fakesnow, snowflake.connector

logging.disable()
warnings.simplefilter("ignore")
patches = fakesnow.patch()
patches.__enter__()
connection = snowflake.connector.connect(database="charts", schema="songs")

def ask(query):
    return connection.cursor().execute(query).fetchall()

import sqlglot

ask("create table entries (place int)")
ask("insert into entries values (2), (null), (1)")
plain = "select array_agg(place) from entries"
ordered = "select array_agg(place) within group (order by place) from entries"
for query in (plain, ordered, ordered.replace("array_agg", "array_size(array_agg").replace(") from", ")) from")):
    print(ask(query)[0][0])
print(sqlglot.transpile(ordered, read="snowflake", write="duckdb")[0])
PY

output=$("$folder/venv/bin/python" "$folder/try.py" 2> /dev/null)
echo "$output"
[ "$output" = '[2,1]
[1,2,null]
3
SELECT ARRAY_AGG(place ORDER BY place) FILTER(WHERE place IS NOT NULL) FROM entries' ]
