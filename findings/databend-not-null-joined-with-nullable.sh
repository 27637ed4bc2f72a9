#!/usr/bin/env bash
# The Python package databend 1.2.895 (an embedded Databend) finds no row where a NOT NULL text column is joined with the
# distinct values of a nullable one: 0 rows where each of the 100 has its partner. With both columns NOT NULL, or with
# `bloom_runtime_filter_threshold = 0`, it finds the 100. Two rows in place of 100 are found as well.
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
"$folder/venv/bin/python" -m pip install --quiet databend==1.2.895 pyarrow==26.0.1

cat > "$folder/try.py" <<'PY'
import os, sys
import databend

os.chdir(sys.argv[1])
session = databend.connect()

def ask(text):
    return session.sql(text).to_arrow_table().to_pylist()

def make(table, null, rows):
    ask(f"create table {table} (day int, file varchar {null})")
    ask(f"insert into {table} select number, concat('file ', to_string(number % 9)) from numbers({rows})")

def count(left, right):
    query = f"""
    with files as (select distinct file from {right})
    select count(*) as found from {left} inner join files on {left}.file = files.file
    """
    return ask(query)[0]["found"]

make("sure", "not null", 100)
make("sure_too", "not null", 100)
make("nullable", "null", 100)
make("sure_few", "not null", 2)
make("nullable_few", "null", 2)
print("not null with nullable:", count("sure", "nullable"))
print("not null with not null:", count("sure", "sure_too"))
print("nullable with not null:", count("nullable", "sure"))
print("two rows:", count("sure_few", "nullable_few"))
ask("set bloom_runtime_filter_threshold = 0")
print("without the filter:", count("sure", "nullable"))
PY

output=$("$folder/venv/bin/python" "$folder/try.py" "$folder" 2> /dev/null)
echo "$output"
[ "$output" = "not null with nullable: 0
not null with not null: 100
nullable with not null: 100
two rows: 2
without the filter: 100" ]
