import { afterAll, beforeAll, describe, expect, it, onTestFinished, test } from 'vitest'
import type { Outcome } from '../../../src/cloud/snowflake/deploy/deploy-context.ts'
import { deploySnowflake } from '../../../src/cloud/snowflake/deploy/deploy-snowflake.ts'
import { planAlert } from '../../../src/cloud/snowflake/deploy/plan-alert.ts'
import { alertStatements, createAlert, LOADING_ALERT } from '../../../src/cloud/snowflake/objects/alert.ts'
import { checkAlert } from '../../../src/cloud/snowflake/operations/loading-findings.ts'
import { type Deployment, names, openDeployment } from '../../support/snowflake/deployment.ts'

const emails = ["ada.o'neil@example.com", 'operators@example.com']

/** The statements of a plan, shortened to their first words. */
function planned(...given: Parameters<typeof planAlert>): string[] {
  return planAlert(...given).flatMap(({ statements }) =>
    statements.map((statement) => statement.split('\n')[0] ?? ''),
  )
}

describe('the alert about loading', () => {
  const alert = createAlert(names, emails)
  if (alert === null) throw new Error('expected an alert')
  const deployed = (comment: string, isRunning: boolean) => ({
    alerts: new Map([[LOADING_ALERT, { comment, isRunning }]]),
  })
  const create = `create or replace alert ${LOADING_ALERT}`
  const grant = `grant monitor on alert ${LOADING_ALERT} to role hitparade_monitor`
  const resume = `alter alert ${LOADING_ALERT} resume`

  it('is these statements', async () => {
    const text = alertStatements(alert)
      .map((statement) => `${statement};\n`)
      .join('\n')
    await expect(text).toMatchFileSnapshot('../../golden/snowflake-alert.sql')
  })

  it('is created and resumed, changed with its addresses, and dropped without them', () => {
    const nothing = { alerts: new Map() }
    expect(planned(alert, nothing, 'deployer')).toEqual([create, grant, resume])
    expect(planned(alert, deployed(alert.comment, true), 'deployer')).toEqual([])
    expect(planned(alert, deployed(alert.comment, false), 'deployer')).toEqual([grant, resume])
    const other = createAlert(names, ['grace@example.com'])
    expect(planned(other, deployed(alert.comment, true), 'deployer')).toEqual([create, grant, resume])
    expect(planned(null, deployed(alert.comment, true), 'deployer')).toEqual([
      `drop alert if exists ${LOADING_ALERT}`,
    ])
    expect(planned(null, nothing, 'deployer')).toEqual([])
  })

  it('is recommended if none is configured, and a finding if it does not run', () => {
    expect(checkAlert(null, [])).toMatchObject({ ok: true, finding: 'no alert is configured' })
    expect(checkAlert('started', emails)).toMatchObject({ ok: true, next: null })
    expect(checkAlert('suspended', emails)).toMatchObject({
      ok: false,
      finding: expect.stringContaining('suspended'),
    })
    expect(checkAlert(null, emails)).toMatchObject({ ok: false, next: expect.stringContaining('deploy') })
  })
})

describe('deployed', () => {
  let deployment: Deployment
  const deployTo = (alertEmails: string[]) => deploySnowflake({ ...deployment.options, alertEmails })
  const runAdmin = async (outcome: Outcome) => {
    if (outcome.status === 'adminRequired') await deployment.admin(outcome.sql)
  }
  /** The e-mails of one run of the alert. */
  const runAlert = async () => {
    const { emails: sent } = deployment.server.world
    sent.length = 0
    await deployment.admin(`execute alert hitparade.${LOADING_ALERT}`)
    return sent.map(({ to }) => to)
  }
  const object = (kind: string, name: string) => deployment.server.world.catalogue.get(kind, name)
  /** Changes the state of an object until the test ends. */
  const disturb = (kind: string, name: string, state: Record<string, unknown>) => {
    const { state: now } = object(kind, name)
    const before = { ...now }
    Object.assign(now, state)
    onTestFinished(() => {
      for (const key of Object.keys(state)) now[key] = before[key]
    })
  }

  beforeAll(async () => {
    deployment = await openDeployment()
    await runAdmin(await deployTo([]))
    await deployTo([])
  }, 60_000)
  afterAll(() => deployment?.close())

  test('an administrator first allows the addresses, which have to be verified', async () => {
    const outcome = await deployTo(emails)
    expect(outcome).toMatchObject({
      status: 'adminRequired',
      reason: expect.stringMatching(/hitparade_email does not exist.*verified e-mail address of a user/),
    })
    await runAdmin(outcome)
    expect(await deployTo(emails)).toMatchObject({
      status: 'done',
      steps: [`create alert ${LOADING_ALERT}`],
    })
    expect(await deployTo(emails)).toMatchObject({ status: 'done', steps: [] })
    expect(object('alert', 'HITPARADE.CORE.LOADING_STOPPED').state).toEqual({ isRunning: true })
  })

  test('nothing is sent while everything loads', async () => {
    expect(await runAlert()).toEqual([])
  })

  test.each([
    ['a suspended dynamic table', 'dynamic table', 'HITPARADE.CORE.CHART_HISTORY', { isSuspended: true }],
    [
      'a dynamic table that is 27 hours old',
      'dynamic table',
      'HITPARADE.CORE.RECORDINGS',
      { refreshedAt: new Date(Date.now() - 27 * 3_600_000).toISOString() },
    ],
    ['a paused pipe', 'pipe', 'HITPARADE.LANDING.SONGS_PIPE', { paused: true }],
  ])('%s sends one e-mail to all addresses', async (_what, kind, name, state) => {
    disturb(kind, name, state)
    expect(await runAlert()).toEqual([emails.join(', ')])
  })

  test('a file that could not be loaded sends one e-mail, on the day after as well and then no more', async () => {
    const { world } = deployment.server
    const failed = {
      table: 'HITPARADE.LANDING.RUNS',
      file: 's3://charts-curated/runs/torn.parquet',
      pipe: 'HITPARADE.LANDING.RUNS_PIPE',
      status: 'LOAD_FAILED' as const,
      ...{ rows: 0, size: 1, error: 'torn' },
    }
    const failedBefore = (hours: number) =>
      world.loadedFiles.push({
        ...failed,
        loadedAt: new Date(Date.now() - hours * 3_600_000).toISOString(),
      })
    onTestFinished(() => {
      world.loadedFiles.length = 0
    })
    failedBefore(27)
    expect(await runAlert()).toEqual([])
    failedBefore(25)
    expect(await runAlert()).toEqual([emails.join(', ')])
  })

  test('a new address needs the administrator again, and then only the alert changes', async () => {
    const more = [...emails, 'grace@example.com']
    const outcome = await deployTo(more)
    expect(outcome).toMatchObject({
      status: 'adminRequired',
      reason: expect.stringMatching(/may not send to grace@example\.com; each address/),
    })
    await runAdmin(outcome)
    expect(await deployTo(more)).toMatchObject({ steps: [`change alert ${LOADING_ALERT}`] })
  })

  test('an alert that was killed before its start is resumed by the next deployment', async () => {
    deployment.beforeChange.now = (change) => {
      if (change.startsWith('alter alert')) throw new Error('killed')
    }
    await expect(deployTo(emails)).rejects.toThrow('killed')
    deployment.beforeChange.now = () => {}
    expect(await deployTo(emails)).toMatchObject({ steps: [`resume alert ${LOADING_ALERT}`] })
    expect(await deployTo(emails)).toMatchObject({ steps: [] })
  })

  test('without addresses the alert is dropped', async () => {
    expect(await deployTo([])).toMatchObject({ steps: [`drop alert ${LOADING_ALERT}`] })
    expect(await deployTo([])).toMatchObject({ steps: [] })
    expect(deployment.server.world.catalogue.list('alert')).toEqual([])
  })
})
