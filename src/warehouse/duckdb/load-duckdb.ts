import { createRequire } from 'node:module'

/**
 * DuckDB's binding, loaded at the first use. `import` parses each of its hundred CommonJS files for the names that it
 * exports before it runs them; `require` does not, and takes a third of the time.
 */
export function loadDuckdb(): typeof import('@duckdb/node-api') {
  return createRequire(import.meta.url)('@duckdb/node-api')
}
