#!/usr/bin/env bash
# fakesnow 0.12.1 (a stand-in for Snowflake on DuckDB 2.0.1) treats a date in a column otherwise than the same date as a
# literal, because its translation does not look up the types of columns. Of a literal, TO_CHAR takes the format and DATEADD
# gives a date. Of a column, TO_CHAR drops the format without an error, and DATEADD gives a timestamp, which shows where it
# becomes text. (DATE_TRUNC gives one for both; in Snowflake a date stays a date in all of these.) A date plus an integer
# column is refused, as DuckDB adds only INTEGER to a date and every integer of Snowflake is a BIGINT here; plus an integer
# literal it is a date.
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

ask("create table issues (day date, weeks int)")
ask("insert into issues values ('2021-01-31', 2)")
for day in ("'2021-01-31'::date", "day"):
    print(day, ask(f"""
        select to_char({day}, 'DD.MM.YYYY'), dateadd('day', 1, {day})::varchar, date_trunc('month', {day})::varchar
        from issues
    """)[0])
print(ask("select (day + 1)::varchar from issues")[0])
try:
    print(ask("select day + weeks from issues"))
except snowflake.connector.errors.ProgrammingError as error:
    print(str(error).splitlines()[0].split(". ")[0])
PY

output=$("$folder/venv/bin/python" "$folder/try.py" 2> /dev/null)
echo "$output"
[ "$output" = "'2021-01-31'::date ('31.01.2021', '2021-02-01', '2021-01-01 00:00:00')
day ('2021-01-31', '2021-02-01 00:00:00', '2021-01-01 00:00:00')
('2021-02-01',)
002043 (02000): Binder Error: No function matches the given name and argument types '+(DATE, BIGINT)'" ]
