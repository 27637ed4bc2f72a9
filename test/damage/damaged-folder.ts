import { cp, mkdir, readdir, readFile, rename, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import { openApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config/config.ts'
import { emptyDecision, writeDecisions } from '../../src/decisions/decision-file.ts'
import { importFiles } from '../../src/extract/import/import-files.ts'
import { planBackfill } from '../../src/extract/plan-run.ts'
import { runPipeline, transformAndLoad } from '../../src/pipeline.ts'
import { dumpCore } from '../support/warehouse/dump.ts'

/** Two days of a simulated chart, one imported file with a row that cannot be read, and a decision. */
export async function buildFolder(folder: string, simulator: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(
    join(folder, 'hitparade.jsonc'),
    JSON.stringify({ sources: { simulator: { url: simulator } } }),
  )
  await writeFile(join(folder, importedFile), lines.join('\n'))
  const app = await openFolder(folder)
  try {
    const charts = (await app.source('simulator')).charts().filter(({ chart }) => chart === simulated)
    const wanted = await planBackfill(app, { charts, from: '2026-01-01', to: '2026-01-02' })
    await runPipeline(app, wanted)
    const { raw, curated, config } = app
    await importFiles({
      paths: [join(folder, importedFile)],
      raw,
      curated,
      config,
      options: { chart: 'mine' },
    })
    await writeDecisions(curated, [decision])
    await transformAndLoad(app)
  } finally {
    await app.close()
  }
}

export const simulated = 'brazil-top-50'
export const importedFile = 'mine.csv'
const lines = [
  'date,position,title,artist',
  '2026-01-01,1,Ash,Ida',
  '2026-01-01,x,Yew,Odo',
  '2026-01-02,1,Elm,Odo',
]

/** A join would be withdrawn by the next command, because the configuration does not list it. */
const decision = {
  ...emptyDecision,
  kind: 'approval',
  source: 'simulator',
  chart: simulated,
  chart_date: '2026-01-02',
  snapshot_id: 'x',
  decided_at: '2026-01-03T08:00:00.250Z',
}

function openFolder(folder: string) {
  const flags = { data_dir: folder, config: join(folder, 'hitparade.jsonc') }
  return openApp(loadConfig({ flags, environment: {}, cwd: folder }), () => '2026-01-03T08:00:00.000Z')
}

/** All of core, as text: insights read nothing else. */
export async function dumpFolder(folder: string): Promise<string> {
  const { warehouse, close } = await openFolder(folder)
  try {
    return JSON.stringify(await dumpCore(warehouse))
  } finally {
    await close()
  }
}

/** The path of the first file under a folder whose path contains a text. */
export async function findFile(folder: string, part: string): Promise<string> {
  const [found] = await findFiles(folder, part)
  if (found === undefined) throw new Error(`there is no file with ${part} in ${folder}`)
  return found
}

/** The paths of all of them. */
export async function findFiles(folder: string, part: string): Promise<string[]> {
  const files = await readdir(folder, { recursive: true, encoding: 'utf8' })
  const wanted = files.filter((file) => file.includes(part) && /\.(parquet|gz)$/.test(file))
  return wanted.sort().map((file) => join(folder, file))
}

/** Makes a processed object pending again, as if its run had been killed before the transform. */
export async function makePending(folder: string): Promise<string> {
  const processed = await findFile(join(folder, 'raw', 'processed'), simulated)
  const pending = processed.replace('/processed/', '/to_process/')
  await mkdir(dirname(pending), { recursive: true })
  await cp(processed, pending)
  await rm(processed)
  const stem = processed.split('/processed/')[1]?.replace('.json.gz', '') ?? ''
  const files = await readdir(join(folder, 'curated'), { recursive: true, encoding: 'utf8' })
  for (const file of files)
    if (file.includes(stem)) await rm(join(folder, 'curated', file), { recursive: true })
  await rm(join(folder, 'warehouse.duckdb'))
  return pending
}

export const damages = {
  missing: (path: string) => rm(path),
  empty: (path: string) => truncate(path, 0),
  truncated: async (path: string) => truncate(path, Math.floor((await readFile(path)).length / 2)),
  flipped: flipByte,
  'of a newer version': makeNewer,
  'a folder in its place': async (path: string) => {
    await rm(path)
    await mkdir(path)
  },
}
export type Damage = keyof typeof damages

/** One bit of a value, which no footer shows. */
async function flipByte(path: string) {
  const bytes = await readFile(path)
  const value = path.endsWith('.parquet')
    ? bytes.indexOf(path.includes('import') ? 'import' : 'simulator')
    : -1
  // The lock file has nothing but headers.
  const index = value >= 0 ? value + 1 : path.endsWith('lock.duckdb') ? 20 : Math.floor(bytes.length / 3)
  bytes[index] = (bytes[index] ?? 0) ^ 0x10
  await writeFile(path, bytes)
}

async function makeNewer(path: string) {
  if (path.endsWith('lock.duckdb')) {
    // The version of DuckDB's file format.
    const bytes = await readFile(path)
    bytes.writeUInt32LE(9_999, 12)
    return writeFile(path, bytes)
  }
  const instance = await DuckDBInstance.create(path.endsWith('.duckdb') ? path : ':memory:')
  const connection = await instance.connect()
  try {
    if (path.endsWith('.parquet')) {
      await connection.run(
        `copy (select *, 1 as of_tomorrow from '${path}') to '${path}.new' (format parquet)`,
      )
      await cp(`${path}.new`, path)
      await rm(`${path}.new`)
    } else if (path.endsWith('warehouse.duckdb'))
      await connection.run("update meta.made_by set fingerprint = 'newer'")
    else if (path.endsWith('.gz')) {
      const text = gunzipSync(await readFile(path)).toString('latin1')
      await writeFile(path, gzipSync(Buffer.from(text.replace('"format":1', '"format":2'), 'latin1')))
    }
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

/** Writes a Parquet file again without the rows of a condition. */
export async function dropRow(path: string, condition: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    const kept = `select * from '${path}' where not (${condition})`
    await connection.run(`copy (${kept}) to '${path}.new' (format parquet)`)
    await rename(`${path}.new`, path)
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

/** A file that a killed command left two hours ago. */
export async function leaveFile(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, 'half')
  const then = new Date(Date.now() - 7_200_000)
  await utimes(path, then, then)
}
