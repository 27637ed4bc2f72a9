#!/usr/bin/env bash
# fakesnow 0.12.1 (a stand-in for Snowflake on DuckDB 2.0.1) adds up integers as floating point numbers. So SUM of a column of
# type NUMBER(38,0) loses digits above 2^53 without an error: the sum of one row differs from its maximum. As text the sum
# ends in `.0`. In Snowflake the sum of integers is a NUMBER of 38 digits. A test that compares totals of streams as texts or
# as large numbers fails, or passes by luck.
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

ask("create table plays (streams number(38, 0))")
ask("insert into plays values (9007199254740993)")
print(ask("select sum(streams), max(streams) from plays")[0])
print(ask("select sum(streams)::varchar, max(streams)::varchar from plays")[0])
print(ask("select sum(streams) over () from plays")[0])
PY

output=$("$folder/venv/bin/python" "$folder/try.py" 2> /dev/null)
echo "$output"
[ "$output" = '(9007199254740992.0, 9007199254740993)
('\''9007199254740992.0'\'', '\''9007199254740993'\'')
(9007199254740992.0,)' ]
