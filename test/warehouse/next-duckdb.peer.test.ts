import { copyFile, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { find } from '../../src/insights/find-names.ts'
import { biTables } from '../../src/models/bi-tables.ts'
import { coreModels, modelsFingerprint } from '../../src/models/core-models.ts'
import { listChecks } from '../../src/models/list-checks.ts'
import { folderStore } from '../../src/storage/folder/folder-store.ts'
import type { ObjectStore } from '../../src/storage/store.ts'
import { engineSettings, openEngine, sessionStatements } from '../../src/warehouse/duckdb/duckdb-engine.ts'
import { duckdbWarehouse } from '../../src/warehouse/duckdb/duckdb-warehouse.ts'
import type { ResultRow } from '../../src/warehouse/warehouse.ts'
import { recordedWarehouse, recordings } from '../support/fixtures/recorded.ts'
import { smallQuestions, smallWorld } from '../support/fixtures/small-world.ts'
import { takeSome } from '../support/samples.ts'
import { lackOfStandIn, openStandIn } from '../support/stand-ins/stand-ins.ts'
import { getAnswers } from '../support/warehouse/answers.ts'
import type { EngineSession } from '../support/warehouse/engine-log.ts'

const log = vi.hoisted(() => [] as EngineSession[])
vi.mock('../../src/warehouse/duckdb/duckdb-engine.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../src/warehouse/duckdb/duckdb-engine.ts')>()
  const { logEngines } = await import('../support/warehouse/engine-log.ts')
  return { ...original, openEngine: logEngines(original.openEngine, log) }
})

const worlds = takeSome(
  [
    { title: 'a small invented world', open: smallWorld, questions: takeSome(smallQuestions, 4) },
    ...(recordings === ''
      ? []
      : [
          {
            title: 'the recorded histories',
            open: recordedWarehouse,
            questions: [{ chart: 'top-50-global', song: '47EiUVwUp4C9fGccaPuUCS', artist: 'Bad Bunny' }],
          },
        ]),
  ],
  2,
)

const lack = lackOfStandIn('duckdb')
let folder: string
beforeAll(async () => {
  if (lack !== null) throw new Error(lack)
  folder = await mkdtemp(join(tmpdir(), 'hitparade-next-duckdb-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('DuckDB 2.0 runs each statement of the local warehouse', { timeout: 300_000 }, () => {
  test.each(worlds)('and returns the same rows: $title', async ({ title, open, questions }) => {
    const world = await open()
    const from = log.length
    const home = join(folder, title)
    await useWarehouse(home, world.curated, questions)
    const sessions = log.slice(from).filter(({ file }) => file.startsWith('warehouse'))
    expect(sessions.flatMap(({ statements }) => statements).length).toBeGreaterThan(200)
    expect(await replay(sessions, home)).toEqual([])

    // Each version reads the file of the other.
    const reader = sessions.findLast(({ statements }) => statements.length > 100)
    if (reader === undefined) throw new Error('no session has the queries of insights')
    expect(reader.access).toBe('read_only')
    expect(await replaySession(reader, join(home, 'warehouse.duckdb'))).toEqual([])
    const engine = await openEngine(join(home, 'replay.duckdb'), 'read_only')
    const { rows } = await engine.query('select count(*) > 0 as is_there from core.chart_history')
    engine.close()
    expect(rows).toEqual([{ is_there: true }])
  })
})

/** A first load of some files, a load of the rest, a rebuild, and every query of models, checks and insights. */
async function useWarehouse(home: string, all: ObjectStore, questions: Record<string, string>[]) {
  const curated = folderStore(join(home, 'curated'))
  const models = coreModels()
  const views = biTables().map(({ name, sql }) => ({ name: `bi.${name}`, sql }))
  const fingerprint = modelsFingerprint([...models, ...views])
  const warehouse = duckdbWarehouse({ folder: home, curated, models, views, fingerprint })
  const copy = async (isWanted: (key: string) => boolean) => {
    for await (const { key } of all.list('')) if (isWanted(key)) await curated.put(key, await all.get(key))
  }
  const isLater = (key: string) => /2026-01-0[5-9]/.test(key)
  await copy((key) => !isLater(key))
  await warehouse.load()
  await copy(isLater)
  await warehouse.load()
  await warehouse.rebuild()
  for (const { name } of models) await warehouse.query(`select * from core.${name}`)
  for (const { name } of views) await warehouse.query(`select * from ${name}`)
  for (const { sql } of listChecks()) await warehouse.query(sql)
  await getAnswers(warehouse, questions)
  await find(warehouse, 'a')
  await warehouse.close()
}

/** Runs the sessions on the next DuckDB, on files of its own. Lists the statements that fail or return other rows. */
async function replay(sessions: EngineSession[], home: string): Promise<string[]> {
  const next = join(home, 'replay.next.duckdb')
  const current = join(home, 'replay.duckdb')
  const faults: string[] = []
  for (const session of sessions) {
    const isLoad = session.file === 'warehouse.next.duckdb'
    const isNew = session.statements.some(({ sql }) => sql === 'create schema meta')
    if (isLoad && !isNew) await copyFile(current, next)
    faults.push(...(await replaySession(session, isLoad ? next : current)))
    if (isLoad) await rename(next, current)
  }
  return faults
}

async function replaySession({ access, statements }: EngineSession, file: string): Promise<string[]> {
  const faults: string[] = []
  const engine = await openStandIn('duckdb', file, JSON.stringify(engineSettings(access)))
  try {
    for (const sql of sessionStatements) await engine.query(sql)
    for (const { sql, parameters, result } of statements) {
      const theirs = await engine.query(sql, parameters).catch((error: Error) => error.message)
      if (typeof theirs === 'string') faults.push(`${theirs} in ${sql}`)
      else if (result !== null && !isSame(sql, result.rows, theirs.rows)) faults.push(`other rows of ${sql}`)
    }
  } finally {
    await engine.close()
  }
  return faults
}

/** Only a query that ends with an order has its rows in order. */
function isSame(sql: string, ours: ResultRow[], theirs: ResultRow[]): boolean {
  const isOrdered = /\border by [^()]*$/.test(sql.trim())
  const toText = (rows: ResultRow[]) => {
    const lines = rows.map((row) => JSON.stringify(row))
    return (isOrdered ? lines : lines.sort()).join('\n')
  }
  return toText(ours) === toText(theirs)
}
