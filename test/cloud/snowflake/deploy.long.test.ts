import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DeployOptions, Outcome } from '../../../src/cloud/snowflake/deploy/deploy-context.ts'
import {
  deploySnowflake,
  planSnowflake,
  prepareTables,
} from '../../../src/cloud/snowflake/deploy/deploy-snowflake.ts'
import { destroySnowflake } from '../../../src/cloud/snowflake/deploy/destroy-snowflake.ts'
import { recordChartDecisions } from '../../../src/decisions/chart-decisions.ts'
import { formatChartName } from '../../../src/domain/chart-name.ts'
import { encodeTable } from '../../../src/domain/tables/parquet-file.ts'
import { configureChart } from '../../support/fixtures/configured.ts'
import { songs } from '../../support/fixtures/parade.ts'
import { bucket, type Deployment, openDeployment } from '../../support/snowflake/deployment.ts'
import { deployWithKills, describeChange } from '../../support/snowflake/killed.ts'
import { curatedFiles } from '../../support/warehouse/warehouse.ts'

let deployment: Deployment
beforeEach(async () => {
  deployment = await openDeployment()
})
afterEach(() => deployment?.close())

const deploy = () => deploySnowflake(deployment.options)

/** A deployment from nothing to its end. */
async function deployWhole() {
  await deployment.admin(sqlForAdmin(await deploy()))
  await deploy()
  deployment.statements.length = 0
  deployment.stack.changes.length = 0
}

/** The SQL for the administrator. Fails if none is required. */
function sqlForAdmin(outcome: Outcome): string {
  if (outcome.status !== 'adminRequired') throw new Error(`expected adminRequired, got ${outcome.status}`)
  return outcome.sql
}

const song = (song_id: string, label: string) =>
  encodeTable('songs', [
    {
      source: 'invented',
      chart: 'parade',
      chart_date: '2026-01-05',
      snapshot_id: song_id,
      transform_version: 1,
      fetched_at: '2026-01-05T06:00:00.000Z',
      song_id,
      song_name: null,
      album_id: null,
      duration_ms: 180_000,
      explicit: false,
      isrc: null,
      linked_from_id: null,
      label,
      popularity: 7,
      url: null,
      title_key: '-',
      variant_key: '-',
      credit_key: '-',
      title_script: null,
    },
  ])

describe('a deployment to Snowflake', () => {
  it('first creates the stack, whose role trusts no user, and returns 00-admin.sql for an administrator', async () => {
    const sql = sqlForAdmin(await deploy())
    expect(deployment.stack.changes).toEqual(['deploy'])
    expect(deployment.stack.parameters.user).toBe('')
    expect(deployment.statements).toEqual([])
    expect(sql).toContain('create storage integration if not exists hitparade_s3')
    expect(sql).not.toContain('<%')
  })

  it('continues after an administrator has run it, and ends with pipes that load', async () => {
    await deployment.curated.put('songs/before.parquet', song('before', 'Pond'))
    await deployment.admin(sqlForAdmin(await deploy()))
    expect(await deploy()).toMatchObject({ status: 'done' })
    const { user, queues } = deployment.stack.parameters
    expect(user).toBe('arn:aws:iam::000000000000:user/testorg-parade')
    expect(Object.values(queues).filter((queue) => !queue.startsWith('arn:aws:sqs:'))).toEqual([])

    await deployment.curated.put('songs/after.parquet', song('after', 'Lake'))
    await deployment.server.deliver(`s3://${bucket}/songs/after.parquet`)
    const rows = await deployment.query(
      'select song_id, label, file_name, loaded_at is not null as is_timed from hitparade.landing.songs order by 1 desc',
    )
    expect(rows).toEqual([
      { song_id: 'before', label: 'Pond', file_name: 'songs/before.parquet', is_timed: true },
      { song_id: 'after', label: 'Lake', file_name: 'songs/after.parquet', is_timed: true },
    ])
  })

  it('does nothing the second time, and plans nothing', async () => {
    await deployWhole()
    expect(await planSnowflake(deployment.options)).toEqual({ status: 'planned', steps: [] })
    expect(await deploy()).toEqual({ status: 'done', steps: [], refreshedPipes: 0 })
    expect(deployment.statements).toEqual([])
    expect(deployment.stack.changes).toEqual([])
  })

  it('does what it has planned, in that order', async () => {
    await deployment.admin(sqlForAdmin(await deploy()))
    const planned = await planSnowflake(deployment.options)
    const done = await deploy()
    expect(planned).toMatchObject({ status: 'planned' })
    // Pipes that are not there yet have nothing to refresh, so a plan cannot name that.
    const steps = done.status === 'done' ? done.steps.filter((step) => !step.startsWith('refresh')) : []
    expect(planned).toEqual({ status: 'planned', steps })
  })

  it('reports missing access after the last attempt, and continues from there', async () => {
    await deployment.admin(sqlForAdmin(await deploy()))
    const retry = { attempts: 2, wait: () => Promise.resolve() }
    await expect(deploySnowflake({ ...deployment.options, retry })).rejects.toMatchObject({
      code: 'AccessNotProven',
      retryable: true,
      message: expect.stringMatching(
        /cannot read s3:\/\/charts-curated\/ .* after 2 attempts: .*sts:AssumeRole/,
      ),
    })
    expect(await deploy()).toMatchObject({ status: 'done' })
  })

  it('requires an administrator again if the integration names another role or bucket', async () => {
    await deployWhole()
    await deployment.admin(
      "alter storage integration hitparade_s3 set storage_allowed_locations = ('s3://other/')",
    )
    const outcome = await deploy()
    expect(outcome).toMatchObject({
      status: 'adminRequired',
      reason: 'integration hitparade_s3 may read s3://other/, expected s3://charts-curated/',
    })
    await deployment.admin(sqlForAdmin(outcome))
    expect(await deploy()).toEqual({ status: 'done', steps: [], refreshedPipes: 0 })
  })

  it('requires an administrator again where the account is new and the stack is not, and names both remedies', async () => {
    await deployWhole()
    deployment.server.world.users.get('ADA')?.roles.clear()
    const outcome = await deploy()
    expect(outcome).toMatchObject({
      status: 'adminRequired',
      reason: expect.stringMatching(
        /\(390189\).* does not say whether the role exists\. If it does, .*`grant role hitparade_deploy to user ada`\. If it does not/,
      ),
    })
    await deployment.admin(sqlForAdmin(outcome))
    expect(await deploy()).toEqual({ status: 'done', steps: [], refreshedPipes: 0 })
  })

  it('hands 00-admin.sql over again in a new account for an old stack, also for a user whose name needs quotes', async () => {
    await deployWhole()
    const { parameters } = deployment.stack
    await deployment.close()
    deployment = await openDeployment({ user: "ada.o'neil@example.com" })
    const user = 'arn:aws:iam::000000000000:user/of-the-old-account'
    Object.assign(deployment.stack, { exists: true, parameters: { ...parameters, user } })
    const required = {
      status: 'adminRequired',
      reason: expect.stringMatching(
        /\(390189\).* If it does, .*`grant role hitparade_deploy to user "ADA\.O'NEIL@EXAMPLE\.COM"`\. If it does not, run the SQL$/,
      ),
    }
    expect(await planSnowflake(deployment.options)).toMatchObject(required)
    expect(await prepareTables(deployment.options)).toMatchObject(required)
    const outcome = await deploy()
    expect(outcome).toMatchObject(required)
    expect(deployment.stack.changes).toEqual([])

    await deployment.admin(sqlForAdmin(outcome))
    expect(await deploy()).toMatchObject({ status: 'done', refreshedPipes: 10 })
    expect(deployment.stack.parameters.user).toBe('arn:aws:iam::000000000000:user/testorg-parade')
    expect(await deploy()).toEqual({ status: 'done', steps: [], refreshedPipes: 0 })
  })

  it('continues after the remedy for a role that exists and is not granted', async () => {
    await deployWhole()
    deployment.server.world.users.get('ADA')?.roles.clear()
    const outcome = await deploy()
    const [, remedy = ''] = /`(grant role [^`]+)`/.exec('reason' in outcome ? outcome.reason : '') ?? []
    await deployment.admin(remedy)
    expect(await deploy()).toEqual({ status: 'done', steps: [], refreshedPipes: 0 })
  })

  it('throws any other denied login once everything is deployed', async () => {
    await deployWhole()
    const ada = deployment.server.world.users.get('ADA')
    if (ada !== undefined) ada.disabled = true
    await expect(deploy()).rejects.toMatchObject({ code: 'Denied' })
  })
})

describe('a deployment that is killed', () => {
  it('continues after each kind of statement and any change of the stack, with the same result', async () => {
    const kills = await deployWithKills(describeChange)
    expect(kills).toEqual(
      expect.arrayContaining([
        'create table',
        'create pipe',
        'create or alter dynamic',
        'alter pipe refresh',
        'create or replace alert',
        'grant monitor',
        'alter alert',
      ]),
    )
  })
})

describe('an upgrade', () => {
  it('adds a column before anything fills it, without another pipe, and the first new file fills it', async () => {
    await deployWhole()
    await deployment.query('alter table hitparade.landing.songs drop column label')
    await deployment.curated.put('songs/old.parquet', song('old', 'Pond'))
    await deployment.server.deliver(`s3://${bucket}/songs/old.parquet`)

    expect(await prepareTables(deployment.options)).toEqual({
      status: 'done',
      steps: ['add column landing.songs.label'],
    })
    expect(deployment.statements).toEqual([
      'alter table landing.songs add column if not exists label varchar',
      "comment on column landing.songs.label is 'record label'",
    ])
    await deployment.curated.put('songs/new.parquet', song('new', 'Lake'))
    await deployment.server.deliver(`s3://${bucket}/songs/new.parquet`)
    expect(await deployment.query('select song_id, label from hitparade.landing.songs order by 1')).toEqual([
      { song_id: 'new', label: 'Lake' },
      { song_id: 'old', label: null },
    ])
    expect(await deploy()).toEqual({ status: 'done', steps: [], refreshedPipes: 0 })
  })

  it('records the configuration of a stored chart once, after the columns for it were added', async () => {
    await deployWhole()
    for (const column of ['chart_name', 'scope', 'market', 'cadence', 'weekdays'])
      await deployment.query(`alter table hitparade.landing.settings drop column ${column}`)
    for (const [key, bytes] of curatedFiles(songs, [{ date: '2026-01-05', songs: ['ash', 'elm'] }])) {
      await deployment.curated.put(key, bytes)
      await deployment.server.deliver(`s3://${bucket}/${key}`)
    }
    const chart = configureChart('parade', { source: 'invented', scope: 'market', weekdays: '1' })
    const config = { file: 'hitparade.jsonc', charts: [chart] }
    const { curated } = deployment
    const now = () => '2026-03-01T00:00:00.000Z'
    const recordCharts: DeployOptions['recordCharts'] = async (query) => {
      const issues = { table: 'landing.chart_issues', query } as const
      return (await recordChartDecisions({ config, curated, now, issues })).map(formatChartName)
    }
    const outcome = await deploySnowflake({ ...deployment.options, recordCharts })
    const steps = outcome.status === 'done' ? outcome.steps : []
    expect(steps[0]).toBe('add column landing.settings.chart_name')
    expect(steps.at(-1)).toBe('record the configuration of invented/parade')
    for await (const { key } of curated.list('settings/'))
      await deployment.server.deliver(`s3://${bucket}/${key}`)
    await deployment.refresh()
    expect(
      await deployment.query(
        'select chart_name, scope, market, weekdays from hitparade.core.published_issues',
      ),
    ).toEqual([{ chart_name: 'The parade', scope: 'market', market: 'no', weekdays: '1' }])
    expect(await deploySnowflake({ ...deployment.options, recordCharts })).toMatchObject({ steps: [] })
  })

  it('has no tables to prepare before the first deployment', async () => {
    const nothing = { status: 'done', steps: [] }
    expect(await prepareTables(deployment.options)).toEqual(nothing)
    await deploy()
    expect(await prepareTables(deployment.options)).toEqual(nothing)
    expect(deployment.statements).toEqual([])
  })

  const lossy = [
    [
      'alter table hitparade.landing.songs add column mood varchar',
      'landing.songs.mood (TEXT) is in Snowflake but not in this version',
    ],
    [
      'alter table hitparade.landing.songs alter column popularity set data type varchar',
      'landing.songs.popularity is TEXT in Snowflake but bigint in this version',
    ],
    [
      'alter table hitparade.landing.runs alter column run_id drop not null',
      'landing.runs.run_id is nullable in Snowflake but a key in this version',
    ],
  ]
  it.each(lossy)('is rejected with what it would lose after: %s', async (change, conflict) => {
    await deployWhole()
    await deployment.query(change)
    for (const attempt of [
      deploy,
      () => planSnowflake(deployment.options),
      () => prepareTables(deployment.options),
    ]) {
      await expect(attempt()).rejects.toMatchObject({
        code: 'Destructive',
        message: expect.stringContaining(conflict),
      })
    }
    expect(deployment.statements).toEqual([])
    expect(deployment.stack.changes).toEqual([])
  })

  it('is rejected for a pipe with another COPY, and never replaces the pipe', async () => {
    await deployWhole()
    const pipe = deployment.server.world.catalogue.get('pipe', 'HITPARADE.LANDING.SONGS_PIPE')
    pipe.properties.definition = 'copy into landing.songs from @landing.curated/songs/'
    await expect(deploy()).rejects.toMatchObject({
      code: 'Destructive',
      message: expect.stringContaining('landing.songs_pipe runs `copy into landing.songs'),
    })
    expect(deployment.statements).toEqual([])
  })

  it('updates only the view, dynamic table and grants that differ', async () => {
    await deployWhole()
    await deployment.admin(`use role hitparade_deploy; use database hitparade;
      create or replace view core.songs_by_hand as select 1 as one;
      create or replace view core.decisions comment = 'older [0123456789ab]' as select 1 as one;
      create or replace view insights.retired comment = 'older [0123456789ab]' as select 1 as one;
      create or replace dynamic table core.recordings (evidence varchar, source varchar)
        target_lag = downstream warehouse = hitparade_wh comment = 'older' as select 'a' as evidence, 'b' as source`)
    const outcome = await deploy()
    expect(outcome).toEqual({
      status: 'done',
      steps: [
        'change view core.decisions',
        'change dynamic table core.recordings',
        'drop view insights.retired, which this version no longer has',
        'grant select on all dynamic tables in schema core to role hitparade_reader',
        'grant select on all views in schema core to role hitparade_reader',
        'grant monitor on all dynamic tables in schema core to role hitparade_monitor',
      ],
      refreshedPipes: 0,
    })
  })
})

describe('destroy', () => {
  it('removes the notifications before the pipes, then the database and the trust, and returns the SQL that drops the rest', async () => {
    await deployWhole()
    const outcome = await destroySnowflake(deployment.options)
    expect(sqlForAdmin(outcome)).toContain('drop integration if exists hitparade_s3')
    expect(deployment.stack.changes).toEqual(['queues', 'user externalId'])
    expect(deployment.stack.parameters.user).toBe('')
    expect(deployment.statements.at(-1)).toBe('drop database if exists hitparade')
    expect(deployment.statements.filter((statement) => statement.startsWith('drop pipe'))).toHaveLength(10)
    await deployment.admin(sqlForAdmin(outcome))
    expect(deployment.server.world.catalogue.list('role')).toEqual([])
    expect(await destroySnowflake(deployment.options)).toEqual({
      status: 'done',
      steps: [],
    })
  })

  it('deletes the same where the integration is gone', async () => {
    await deployWhole()
    await deployment.admin('drop integration if exists hitparade_s3')
    expect(await destroySnowflake(deployment.options)).toMatchObject({ status: 'adminRequired' })
    expect(deployment.server.world.catalogue.list('database')).toEqual([])
  })

  it('may be killed anywhere and run again', async () => {
    await deployWhole()
    deployment.beforeChange.after = () => {
      throw new Error('killed')
    }
    const ends: string[] = []
    while (!ends.includes('adminRequired') && ends.length < 30) {
      ends.push(
        await destroySnowflake(deployment.options).then(
          ({ status }) => status,
          (error: Error) => error.message,
        ),
      )
    }
    expect(new Set(ends)).toEqual(new Set(['killed', 'adminRequired']))
    expect(deployment.stack.parameters.user).toBe('')
    expect(deployment.server.world.catalogue.list('database')).toEqual([])
  })
})
