#!/usr/bin/env bash
# @polyglot-sql/sdk 0.12.1 reports success for three functions of Snowflake that it only renames for DuckDB, where their rules
# differ, so the answers change without an error. REGEXP_LIKE has to match the whole text in Snowflake; it becomes
# REGEXP_MATCHES, which also finds a part. SUBSTR counts from 0 as from 1 in Snowflake; in DuckDB it loses a character. The
# format of TO_CHAR goes to STRFTIME without the `%` that DuckDB needs before each sign: every date becomes a text such as
# `DD.mm.yyyy`.
#
# Seen on 2026-12-02 with DuckDB 1.5.6. Needs Node 20 and npm. Exits 0 while that is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund @polyglot-sql/sdk@0.12.1 @duckdb/node-api@1.5.6-r.1

cat > try.mjs <<'JS'
import { DuckDBInstance } from '@duckdb/node-api'
import { transpile } from '@polyglot-sql/sdk'

const connection = await (await DuckDBInstance.create()).connect()
const documented = [
  ["regexp_like('remix 2', 'remix')", false],
  ["substr('remix', 0, 3)", 'rem'],
  ["to_char('2021-01-31'::date, 'DD.MM.YYYY')", '31.01.2021'],
]
for (const [expression, inSnowflake] of documented) {
  const { success, sql } = transpile(`select ${expression}`, 'snowflake', 'duckdb')
  const reader = await connection.runAndReadAll(sql[0])
  console.log(`${success}: ${sql[0]}: ${reader.getRows()[0][0]}, in Snowflake ${inSnowflake}`)
}
JS

output=$(node try.mjs)
echo "$output"
[ "$output" = "true: SELECT REGEXP_MATCHES('remix 2', 'remix'): true, in Snowflake false
true: SELECT SUBSTRING('remix', 0, 3): re, in Snowflake rem
true: SELECT STRFTIME(CAST('2021-01-31' AS DATE), 'DD.mm.yyyy'): DD.mm.yyyy, in Snowflake 31.01.2021" ]
