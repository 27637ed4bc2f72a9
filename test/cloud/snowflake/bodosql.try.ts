import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { landingColumns } from '../../../src/cloud/snowflake/objects/landing-tables.ts'
import { tableNames } from '../../../src/domain/tables/tables.ts'
import { inlineBiTables } from '../../../src/models/bi-tables.ts'
import { allObjects } from '../../support/snowflake/objects.ts'
import { getQuery } from '../../support/stand-ins/stand-in-warehouse.ts'

const { models } = await allObjects

/** BodoSQL's tables have no schemas. */
const flat = (text: string) => text.replace(/\b(landing|core|insights)\.(\w+)/g, '$1_$2')

let problems: Record<string, string | null>
beforeAll(() => {
  const landing = tableNames.map((table) => ({ name: `landing.${table}`, columns: landingColumns(table) }))
  const tables = [...landing, ...models].map(({ name, columns }) => [
    flat(name),
    Object.fromEntries(columns.map((column) => [column.name, column.type])),
  ])
  // BI tables are replaced by their queries, because the types of their columns are unknown.
  const queries = models.map((object) => [object.name, flat(inlineBiTables(getQuery(object)))])
  const input = JSON.stringify({
    tables: Object.fromEntries(tables.filter(([name]) => /^(landing|core)_/.test(String(name)))),
    queries: Object.fromEntries(queries),
  })
  const script = resolve('test/support/sql/read-as-bodosql.py')
  const { status, stdout, stderr } = spawnSync(resolve('.bodosql/bin/python'), [script], {
    // BodoSQL writes a log into its working directory.
    cwd: '.bodosql',
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: { ...process.env, BODO_NUM_WORKERS: '1', BODOSQL_CPP_BACKEND: '0' },
  })
  if (status !== 0) throw new Error(`bodosql did not run: ${stderr.slice(-2000)}`)
  problems = JSON.parse(stdout)
}, 600_000)

/** Models that BodoSQL cannot parse although they follow Snowflake's documentation, and why. Remove one that it parses. */
const word = 'treats scope, identity or unknown as keywords'
const listagg = 'lacks listagg over a window'
const planner = "fails in its planner: “Empty collection can't be reduced”"
const beyond: Record<string, string> = {
  'core.snapshots': word,
  'core.catalogue_issues': word,
  'core.chart_dates': word,
  'core.charts': word,
  'core.charts_in_totals': word,
  'core.published_issues': word,
  'core.issues': word,
  'core.default_chart': word,
  'core.song_keys': word,
  'core.song_links': word,
  'bi.charts': word,
  'insights.source_agreement': word,
  'core.record_holders': planner,
  'core.song_names': listagg,
  'core.withheld_issues': listagg,
  'insights.album_bombs': listagg,
  'insights.simultaneous_entries': listagg,
  'insights.top_songs': listagg,
}

test.each(models.map(({ name }) => name))(
  '%s is Snowflake’s SQL for BodoSQL, as far as it supports it',
  (name) => {
    if (beyond[name] === undefined) expect(problems[name]).toBeNull()
    else expect(problems[name], 'BodoSQL parses it: remove it from the list').not.toBeNull()
  },
)
