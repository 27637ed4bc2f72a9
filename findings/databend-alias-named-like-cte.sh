#!/usr/bin/env bash
# The Python package databend 1.2.895 (an embedded Databend) refuses a query with a CTE whose name is also the alias of the
# table that it reads, if a later CTE that joins it is used twice: "Table name `issues` is misleading". The same query
# runs with another alias, and DuckDB 1.5.6 runs both.
#
# Seen on 2026-11-30. Needs Python 3.12 or newer for databend. Exits 0 while that is so.
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

def query(alias):
    return f"""
    with issues as (select {alias}.day, {alias}.size from published as {alias}),
    entries as (select issues.day, issues.size from issues inner join published on issues.day = published.day),
    largest as (select max(entries.size) as size from entries)
    select entries.day from entries inner join largest on entries.size = largest.size order by entries.day
    """

def run(title, execute, alias):
    try:
        print(f"{title}, alias {alias}: {execute(query(alias))}")
    except BaseException as error:
        print(f"{title}, alias {alias}: {str(error).splitlines()[0][:200]}")

session = databend.connect()
session.sql("create table published (day int, size int)").collect()
session.sql("insert into published values (1, 10), (2, 20)").collect()
local = duckdb.connect()
local.sql("create table published as select * from (values (1, 10), (2, 20)) as days (day, size)")
for alias in ("issues", "stored"):
    run("duckdb", lambda text: local.sql(text).fetchall(), alias)
    run("databend", lambda text: session.sql(text).to_arrow_table().to_pylist(), alias)
PY

output=$("$folder/venv/bin/python" "$folder/try.py" "$folder" 2> /dev/null)
echo "$output"
grep -q '^duckdb, alias issues: \[(2,)\]$' <<< "$output"
grep -q '^duckdb, alias stored: \[(2,)\]$' <<< "$output"
grep -q '^databend, alias issues: .*misleading' <<< "$output"
grep -q '^databend, alias stored: .*2' <<< "$output"
