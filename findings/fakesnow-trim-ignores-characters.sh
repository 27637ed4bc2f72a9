#!/usr/bin/env bash
# fakesnow 0.12.1 (a stand-in for Snowflake on DuckDB 2.0.1) runs TRIM, LTRIM and RTRIM all as a trim of spaces on both sides:
# the second argument, the characters to remove, is dropped, and so is the side. Snowflake documents `ltrim('0012', '0')` as
# `12`; here the zeros stay, and `ltrim('  a  ')` loses the spaces after the letter, too. There is no error. sqlglot 30.22.0,
# which translates the text for it, keeps both when it is called alone.
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

query = "select ltrim('0012', '0'), rtrim('1200', '0'), trim('xxaxx', 'x'), '<' || ltrim('  a  ') || '>'"
print(ask(query)[0])
print(sqlglot.transpile(query, read="snowflake", write="duckdb")[0])
PY

output=$("$folder/venv/bin/python" "$folder/try.py" 2> /dev/null)
echo "$output"
[ "$output" = '('\''0012'\'', '\''1200'\'', '\''xxaxx'\'', '\''<a>'\'')
SELECT LTRIM('\''0012'\'', '\''0'\''), RTRIM('\''1200'\'', '\''0'\''), TRIM('\''xxaxx'\'', '\''x'\''), '\''<'\'' || LTRIM('\''  a  '\'') || '\''>'\''' ]
