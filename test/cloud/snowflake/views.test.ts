import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deploySnowflake } from '../../../src/cloud/snowflake/deploy/deploy-snowflake.ts'
import { insightQueries, isLifted } from '../../../src/cloud/snowflake/objects/insight-views.ts'
import { landingTables, readModelColumns } from '../../../src/cloud/snowflake/objects/model-columns.ts'
import { listInsights, runInsight } from '../../../src/insights/run-insight.ts'
import { biTables, hideDerivedColumns, inlineBiTables } from '../../../src/models/bi-tables.ts'
import type { SnowflakeSession } from '../../../src/warehouse/snowflake/snowflake-session.ts'
import type { Warehouse } from '../../../src/warehouse/warehouse.ts'
import { issues, songs } from '../../support/fixtures/parade.ts'
import { type Deployment, openDeployment } from '../../support/snowflake/deployment.ts'
import { allObjects } from '../../support/snowflake/objects.ts'
import { createWarehouse, curatedFiles } from '../../support/warehouse/warehouse.ts'

let deployment: Deployment
let reader: SnowflakeSession
let local: Warehouse

beforeAll(async () => {
  deployment = await openDeployment()
  for (const [key, bytes] of curatedFiles(songs, issues)) await deployment.curated.put(key, bytes)
  const outcome = await deploySnowflake(deployment.options)
  if (outcome.status === 'adminRequired') await deployment.admin(outcome.sql)
  await deploySnowflake(deployment.options)
  await deployment.refresh()
  reader = await deployment.openAs('reader')
  local = await createWarehouse(songs, issues)
}, 60_000)
afterAll(async () => {
  await reader?.close()
  await deployment?.close()
  await local?.close()
})

/** `freshness` reads the clock, which differs between the two. */
const compared = insightQueries().filter(({ name }) => name !== 'freshness')

describe('an insight as a view', () => {
  it.each(compared)(
    'returns for a reader what the command line returns without a limit: $name',
    async (insight) => {
      const hasLimit = insight.parameters.some(isLifted)
      const given = hasLimit ? { limit: '1000000' } : {}
      const { rows } = await reader.execute(`select * from insights.${insight.name}`)
      expect(rows).toEqual(
        await runInsight(local, insight.name, given, { now: '2026-03-01T08:00:00Z' }).then(
          (answer) => answer.rows,
          () => [],
        ),
      )
    },
  )

  it('compares with the clock like the insight', async () => {
    const { rows } = await reader.execute('select chart, state from insights.freshness')
    expect(rows).toEqual([{ chart: 'parade', state: 'late' }])
  })

  it('exists for every insight that has no required parameter', () => {
    const all = listInsights().map(({ name }) => name)
    const views = insightQueries().map(({ name }) => name)
    expect(all.filter((name) => !views.includes(name))).toEqual([
      'artist_history',
      'artist_summary',
      'chart_run',
      'compare',
      'song_matrix',
      'song_summary',
    ])
  })

  it('leaves out restricted sources if it derives data', () => {
    const sql = new Map(insightQueries(['spotify']).map((insight) => [insight.name, insight.sql]))
    expect(sql.get('identity_changes')).toContain("where source not in ('spotify')")
    expect(sql.get('coverage')).not.toContain('spotify')
  })
})

describe('a table for BI tools as a view', () => {
  it.each(biTables())('has the rows and columns of the local warehouse: $name', async (table) => {
    const order = table.key.map((key) => `${key} asc nulls last`).join(', ')
    const { columns, rows } = await reader.execute(`select * from bi.${table.name} order by ${order}`)
    const mine = await local.query(`select * from (${inlineBiTables(table.sql)}) as t order by ${order}`)
    expect({ columns, rows }).toEqual(mine)
    expect(columns).toEqual(table.columns.map(({ name }) => name))
    expect(rows.length).toBeGreaterThan(0)
  })

  it('derives nothing from rows of a restricted source', async () => {
    const entries = biTables().find(({ name }) => name === 'chart_entries')
    const text = entries === undefined ? '' : hideDerivedColumns(entries, ['invented'])
    const { rows } = await local.query(
      `select count(*) as n, count(status) as s, count(song_key) as k from (${text}) as t`,
    )
    const all = (await local.query('select count(*) as n from core.chart_history')).rows[0]?.n
    expect(rows).toEqual([{ n: all, s: 0, k: all }])
  })
})

describe('a reader', () => {
  it('reads core and insights, and neither landing nor the files', async () => {
    const count = 'select count(*) as n from core.chart_history'
    expect((await reader.execute(count)).rows).toEqual((await local.query(count)).rows)
    await expect(reader.execute('select * from landing.songs')).rejects.toMatchObject({ code: 'Query' })
    await expect(reader.execute('list @landing.curated/songs/')).rejects.toThrow()
  })
})

describe('the columns of models', () => {
  it('do not depend on the order of landing columns, nor on further columns', async () => {
    const shuffled = new Map(
      [...landingTables()].map(([name, columns]) => [name, ['later varchar', ...[...columns].reverse()]]),
    )
    const listColumnNames = (described: Awaited<ReturnType<typeof readModelColumns>>) =>
      [...described]
        .filter(([name]) => !name.startsWith('landing.'))
        .map(([name, columns]) => [name, [...columns.keys()]])
    expect(listColumnNames(await readModelColumns(shuffled))).toEqual(
      listColumnNames(await readModelColumns()),
    )
  })

  it('all have a comment, and so does every object', async () => {
    const { models } = await allObjects
    const silent = models.flatMap(({ name, comment, columns }) => [
      ...(comment.length > 20 ? [] : [name]),
      ...columns.filter(({ about }) => about === '').map((column) => `${name}.${column.name}`),
    ])
    expect(silent).toEqual([])
  })

  it('of insights are those in their headers', async () => {
    const described = await readModelColumns()
    for (const { name, columns } of insightQueries()) {
      expect([...(described.get(`insights.${name}`) ?? new Map()).keys()]).toEqual(
        columns.map((column) => column.name),
      )
    }
  })
})

describe('the dynamic tables', () => {
  it('are what the history of charts needs, refreshed together with it', async () => {
    const { models } = await allObjects
    const lags = models
      .filter(({ kind }) => kind === 'dynamic table')
      .map(({ name, create }) => [name, /target_lag = ('[^']*'|\w+)/.exec(create)?.[1]])
    expect(Object.fromEntries(lags)).toEqual({
      'core.snapshots': 'downstream',
      'core.catalogue_issues': 'downstream',
      'core.failed_checks': 'downstream',
      'core.seen_songs': 'downstream',
      'core.chart_dates': 'downstream',
      'core.equal_issues': 'downstream',
      'core.equal_pairs': 'downstream',
      'core.winners': 'downstream',
      'core.published_issues': 'downstream',
      'core.songs_in_scope': 'downstream',
      'core.songs': 'downstream',
      'core.song_keys': 'downstream',
      'core.song_switches': 'downstream',
      'core.song_links': 'downstream',
      'core.song_components': 'downstream',
      'core.published_joins': 'downstream',
      'core.songs_apart': 'downstream',
      'core.recordings': 'downstream',
      'core.chart_history': "'1 hour'",
    })
  })
})
