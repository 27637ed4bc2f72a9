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
import { engineSettings, sessionStatements } from '../../src/warehouse/duckdb/duckdb-engine.ts'
import { duckdbWarehouse } from '../../src/warehouse/duckdb/duckdb-warehouse.ts'
import type { ResultRow } from '../../src/warehouse/warehouse.ts'
import { recordedWarehouse, recordings } from '../support/fixtures/recorded.ts'
import { smallQuestions, smallWorld } from '../support/fixtures/small-world.ts'
import { lackOfStandIn, openStandIn } from '../support/stand-ins/stand-ins.ts'
import { getAnswers } from '../support/warehouse/answers.ts'
import type { EngineSession } from '../support/warehouse/engine-log.ts'

const log = vi.hoisted(() => [] as EngineSession[])
vi.mock('../../src/warehouse/duckdb/duckdb-engine.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../src/warehouse/duckdb/duckdb-engine.ts')>()
  const { logEngines } = await import('../support/warehouse/engine-log.ts')
  return { ...original, openEngine: logEngines(original.openEngine, log) }
})

const worlds = [
  { title: 'a small invented world', open: smallWorld, questions: smallQuestions },
  ...(recordings === ''
    ? []
    : [
        {
          title: 'the recorded histories',
          open: recordedWarehouse,
          questions: [{ chart: 'top-50-global', song: '47EiUVwUp4C9fGccaPuUCS', artist: 'Bad Bunny' }],
        },
      ]),
]

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

/** Runs the statements on the next DuckDB, and lists those that fail there or return other rows. */
async function replay(sessions: EngineSession[], home: string): Promise<string[]> {
  const next = join(home, 'replay.next.duckdb')
  const current = join(home, 'replay.duckdb')
  const faults: string[] = []
  for (const { file, access, statements } of sessions) {
    const isLoad = file === 'warehouse.next.duckdb'
    const isNew = statements.some(({ sql }) => sql === 'create schema meta')
    if (isLoad && !isNew) await copyFile(current, next)
    const settings = JSON.stringify(engineSettings(access))
    const engine = await openStandIn('duckdb', isLoad ? next : current, settings)
    for (const sql of sessionStatements) await engine.query(sql)
    for (const { sql, parameters, result } of statements) {
      const theirs = await engine.query(sql, parameters).catch((error: Error) => error.message)
      if (typeof theirs === 'string') faults.push(`${theirs} in ${sql}`)
      else if (result !== null && !isSame(sql, result.rows, theirs.rows)) faults.push(`other rows of ${sql}`)
    }
    await engine.close()
    if (isLoad) await rename(next, current)
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
