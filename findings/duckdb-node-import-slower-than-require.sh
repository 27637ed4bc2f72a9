#!/usr/bin/env bash
# @duckdb/node-api 1.5.6-r.1 loads two to four times slower by `import` than by `require` on Node 20. It is written as about
# sixty CommonJS files, each of which exports the others' names again. For `import`, Node parses every file for its names
# before it runs it; for `require` it only runs it. A command line that answers in half a second pays a fifth of a second.
#
# Seen on 2026-12-01 with Node 20.20.2: 388 to 529 ms and 106 to 187 ms on a busy machine. Needs Node 20 and npm. Prints the
# medians of nine processes each, in milliseconds, and exits 0 while `import` takes at least half as long again.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @duckdb/node-api@1.5.6-r.1

cat > load.mjs <<'JS'
import { createRequire } from 'node:module'
const began = performance.now()
const loaded = process.argv[2] === 'import' ? await import('@duckdb/node-api') : createRequire(import.meta.url)('@duckdb/node-api')
if (loaded.DuckDBInstance === undefined) throw new Error('not loaded')
console.log(Math.round(performance.now() - began))
JS

measure() {
  for _ in 1 2 3 4 5 6 7 8 9; do node load.mjs "$1"; done | sort -n | sed -n 5p
}

measure import >/dev/null # The files are read from the disk once.
by_import=$(measure import)
by_require=$(measure require)
echo "import $by_import ms, require $by_require ms"
[ $((2 * by_import)) -ge $((3 * by_require)) ]
