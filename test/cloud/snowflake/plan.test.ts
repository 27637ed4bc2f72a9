import { describe, expect, it } from 'vitest'
import { createPlan, listSteps } from '../../../src/cloud/snowflake/deploy/deploy-plan.ts'
import { grantKey, type SnowflakeState } from '../../../src/cloud/snowflake/deploy/deployed-state.ts'
import { landingColumns } from '../../../src/cloud/snowflake/objects/landing-tables.ts'
import {
  pipeComments,
  type SnowflakeObjects,
} from '../../../src/cloud/snowflake/objects/snowflake-objects.ts'
import { toSnowflake } from '../../../src/cloud/snowflake/snowflake-dialect.ts'
import { type TableName, tables } from '../../../src/domain/tables/tables.ts'
import { allObjects, target } from '../../support/snowflake/objects.ts'

const objects = await allObjects
const stored: Record<string, string> = {
  varchar: 'TEXT',
  bigint: 'NUMBER',
  double: 'FLOAT',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp_ntz: 'TIMESTAMP_NTZ',
  timestamp_ltz: 'TIMESTAMP_LTZ',
}

/** The state of Snowflake once the objects are deployed. */
function deployed({ names, pipes, models, alert, ...rest }: SnowflakeObjects): SnowflakeState {
  const columns = (of: ReturnType<typeof landingColumns>) =>
    of.map(({ name, type, required, about }) => ({
      name,
      type: stored[type] ?? '',
      isNullable: !required,
      comment: about,
    }))
  const grants = [...rest.loaderGrants, ...rest.readerGrants, ...rest.pipeGrants]
  return {
    hasDatabase: true,
    schemas: new Set(rest.schemas.map(({ name }) => name)),
    fileFormats: new Map([['landing.parquet', rest.fileFormat.comment]]),
    stages: new Map([['landing.curated', { url: `s3://${target.bucket}/`, integration: names.integration }]]),
    tables: new Map(
      rest.tables.map(({ table }) => [
        `landing.${table}`,
        { comment: tables[table].grain, columns: columns(landingColumns(table)) },
      ]),
    ),
    pipes: new Map(
      // Snowflake keeps the text of a pipe with blanks of its own.
      pipes.map(({ name, copy }) => [
        name,
        { copy: copy.replace(/\n/g, '\n   '), comment: pipeComments.refreshed },
      ]),
    ),
    models: new Map(
      models.map(({ name, kind, comment, columns: of }) => [name, { kind, comment, columns: columns(of) }]),
    ),
    alerts: new Map(alert === null ? [] : [[alert.name, { comment: alert.comment, isRunning: true }]]),
    grants: new Set(
      grants.flatMap(({ role, gives }) =>
        gives.map(({ privilege, name }) => grantKey({ role, privilege, name })),
      ),
    ),
  }
}

/** The statements of a plan after one thing of the state was changed. */
function planAfter(change: (state: SnowflakeState) => void) {
  const state = deployed(objects)
  change(state)
  const plan = createPlan(objects, state)
  return { conflicts: plan.conflicts, statements: listSteps(plan).flatMap(({ statements }) => statements) }
}

const table = (state: SnowflakeState, name: TableName) => state.tables.get(`landing.${name}`)
const model = (state: SnowflakeState, name: string) => state.models.get(name)
const head = (statements: string[]) => statements.map((statement) => statement.split('\n')[0])

describe('a plan', () => {
  it('is empty if Snowflake is up to date', () => {
    expect(planAfter(() => {})).toEqual({ conflicts: [], statements: [] })
  })

  it('creates everything in an empty account, a model after those that it reads', () => {
    const empty = new Map()
    const nothing = { hasDatabase: false, schemas: new Set<string>(), grants: new Set<string>() }
    const state = {
      ...nothing,
      fileFormats: empty,
      stages: empty,
      tables: empty,
      pipes: empty,
      models: empty,
      alerts: empty,
    }
    const statements = listSteps(createPlan(objects, state)).flatMap((step) => step.statements)
    expect(head(statements)[0]).toMatch(/^create database if not exists hitparade/)
    const made: string[] = []
    for (const statement of statements) {
      const name = /^create or (?:alter|replace) (?:view|dynamic table) ([\w.]+)/.exec(statement)?.[1]
      if (name === undefined) continue
      const reads = [...statement.matchAll(/\b(?:from|join) (core\.\w+)/g)].map(([, read = '']) => read)
      expect(reads.filter((read) => read !== name && !made.includes(read))).toEqual([])
      made.push(name)
    }
  })

  it('makes a column nullable, and updates the comment of a column', () => {
    const { statements } = planAfter((state) => {
      for (const column of table(state, 'songs')?.columns ?? []) {
        if (column.name === 'label') column.isNullable = false
        if (column.name === 'isrc') column.comment = 'older words'
      }
    })
    expect(statements).toEqual([
      "comment on column landing.songs.isrc is 'international standard recording code'",
      'alter table landing.songs alter column label drop not null',
    ])
  })

  it('accepts a required column that is nullable because it was added later, unless it is a key', () => {
    const loose = (name: string) => (state: SnowflakeState) => {
      for (const column of table(state, 'songs')?.columns ?? [])
        if (column.name === name) column.isNullable = true
    }
    expect(planAfter(loose('title_key'))).toEqual({ conflicts: [], statements: [] })
    expect(planAfter(loose('song_id')).conflicts).toHaveLength(1)
  })

  it('alters a dynamic table that keeps its first columns, and replaces another with its grants', () => {
    const statementsAfter = (change: (columns: { name: string; type: string }[]) => void) =>
      planAfter((state) => {
        const recordings = model(state, 'core.recordings')
        if (recordings === undefined) return
        recordings.comment = 'older [0123456789ab]'
        change(recordings.columns)
      }).statements
    expect(head(statementsAfter(() => {}))).toEqual(['create or alter dynamic table core.recordings ('])
    expect(head(statementsAfter((columns) => columns.pop()))).toEqual([
      'create or alter dynamic table core.recordings (',
    ])
    expect(
      head(statementsAfter((columns) => columns.unshift({ ...columns[0], name: 'gone' } as never))),
    ).toEqual(['create or alter dynamic table core.recordings ('])
    const [reordered = ''] = statementsAfter((columns) => columns.reverse())
    expect(reordered).toMatch(
      /^create or replace dynamic table core\.recordings \([\s\S]*\ncopy grants\nas\n/,
    )
    const [retyped = ''] = statementsAfter((columns) => Object.assign(columns[0] ?? {}, { type: 'NUMBER' }))
    expect(retyped).toMatch(/^create or replace dynamic table/)
  })

  it('drops an object whose kind has changed, and grants again what was dropped with it', () => {
    const { statements } = planAfter((state) => {
      state.models.set('core.recordings', { kind: 'view', comment: 'older', columns: [] })
    })
    expect(head(statements)).toEqual([
      'drop view core.recordings',
      'create or alter dynamic table core.recordings (',
      'grant select on all dynamic tables in schema core to role hitparade_reader',
      'grant monitor on all dynamic tables in schema core to role hitparade_monitor',
    ])
  })

  it('drops a view of an older version, and keeps views that people created', () => {
    const { statements } = planAfter((state) => {
      state.models.set('insights.retired', { kind: 'view', comment: 'older [0123456789ab]', columns: [] })
      state.models.set('insights.ours', { kind: 'view', comment: 'of the marketing team', columns: [] })
    })
    expect(statements).toEqual(['drop view if exists insights.retired'])
  })

  it('reports a conflict if the stage has another bucket or integration', () => {
    const { conflicts } = planAfter((state) => {
      state.stages.set('landing.curated', { url: 's3://other/', integration: 'somebodys' })
    })
    expect(conflicts).toEqual([
      'stage landing.curated reads s3://other/, expected s3://charts-curated/',
      'stage landing.curated uses integration somebodys, expected hitparade_s3',
    ])
  })
})

describe('the dialect of Snowflake', () => {
  it('spells dates and timestamps so that they do not depend on the session', () => {
    expect(toSnowflake("select cast('2026-01-02' as date) as d, cast(t as timestamp) as t")).toBe(
      "select to_date('2026-01-02', 'YYYY-MM-DD') as d, cast(t as timestamp_ntz) as t",
    )
  })

  it('leaves literals and comments as they are', () => {
    const sql = "-- cast('2026-01-02' as date)\nselect 'x as timestamp)' as a, cast(d as date) as d"
    expect(toSnowflake(sql)).toBe(sql)
  })
})
