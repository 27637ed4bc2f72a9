import { afterAll, beforeAll, expect, test } from 'vitest'
import { readVersions } from '../../src/site/data/data-versions.ts'
import { renderFiles } from '../../src/site/render-files.ts'
import { routes } from '../../src/site/routes.ts'
import { openSite } from '../../src/site/site.ts'
import type { Warehouse } from '../../src/warehouse/warehouse.ts'
import { issues, songs } from '../support/fixtures/parade.ts'
import { lintSql } from '../support/sql/sql-lint.ts'
import { createWarehouse } from '../support/warehouse/warehouse.ts'
import { createContext } from './demo-site.ts'

let warehouse: Warehouse

beforeAll(async () => {
  warehouse = await createWarehouse(songs, issues.slice(0, 4))
})

afterAll(() => warehouse.close())

test('every query of every kind of page is in the SQL that DuckDB and Snowflake share', {
  timeout: 120_000,
}, async () => {
  const queries = new Set<string>()
  const recording: Warehouse = {
    ...warehouse,
    query: (sql, parameters) => {
      queries.add(sql)
      return warehouse.query(sql, parameters)
    },
  }
  const site = await openSite(createContext(recording))
  const versions = await readVersions(site)
  for (const kind of routes) {
    const entries = await kind.list(site, versions)
    const wanted = entries.slice(0, 2).map(({ parts }) => parts)
    for await (const page of kind.read(site, wanted)) {
      for (const file of renderFiles(site, page)) if ('make' in file) await file.make()
    }
  }
  const refused = [...queries].flatMap((sql) =>
    lintSql(sql)
      // Both engines know a limit that is a number. The rule is for models, whose limits are parameters.
      .filter((problem) => !(problem.startsWith('limit:') && /\blimit \d+\b/.test(sql)))
      .map((problem) => `${problem} in ${sql.slice(0, 300)}`),
  )
  expect(queries.size).toBeGreaterThan(40)
  expect(refused).toEqual([])
})
