import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openApp, selectCharts } from '../../src/app.ts'
import { loadConfig } from '../../src/config/config.ts'
import { writeDecisions } from '../../src/decisions/decision-file.ts'
import { addDays } from '../../src/domain/calendar.ts'
import { type TableName, tableNames } from '../../src/domain/tables/tables.ts'
import { planRun } from '../../src/extract/due.ts'
import { importFiles } from '../../src/extract/import/import-files.ts'
import type { ImportOptions } from '../../src/extract/import/import-report.ts'
import { runPipeline } from '../../src/pipeline.ts'
import { startSimulator } from '../../src/simulator/simulator-server.ts'
import { type DefectKind, defectKinds, drawDefect } from '../../src/simulator/world/defects.ts'
import { simulatedCharts } from '../../src/simulator/world/simulated-charts.ts'
import { folderStore } from '../../src/storage/folder/folder-store.ts'
import { transformPending } from '../../src/transform/transform-pending.ts'
import { spotifyItem } from './raw.ts'
import { recordings } from './recorded.ts'
import { objectOf, told } from './snapshots.ts'

export interface WrittenFiles {
  /** Path of every curated file, by table. */
  paths: Map<TableName, string[]>
  close(): Promise<void>
}

/**
 * Curated files as the pipeline writes them: simulated days with each defect, a failed run, items whose every text is
 * empty, decisions, and where there are recordings all of them.
 */
export async function writtenFiles(): Promise<WrittenFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'hitparade-written-'))
  await simulatedDays(folder)
  const raw = folderStore(join(folder, 'raw'))
  const curated = folderStore(join(folder, 'curated'))
  const empty = objectOf(told({ chart: 'empty-texts', songs: [emptyItem, 'a', null, emptyItem] }))
  await raw.put(empty.key, empty.bytes)
  await raw.put(`to_process/${'simulator/broken/2026-01-05/20260105t060000z-0123456789ab.json.gz'}`, broken)
  const config = { charts: [], unsplit_artists: [] }
  if (recordings !== '') {
    for (const [name, options] of recorded)
      await importFiles({ paths: [join(recordings, name)], raw, options, config })
  }
  await transformPending({ raw, curated })
  await writeDecisions(curated, [decision])
  const paths = new Map<TableName, string[]>()
  for (const table of tableNames) {
    const found: string[] = []
    for await (const { key } of curated.list(`${table}/`)) found.push(join(folder, 'curated', key))
    paths.set(table, found)
  }
  return { paths, close: () => rm(folder, { recursive: true }) }
}

/** One day of a chart for each kind of defect, and a day that the source refuses. */
async function simulatedDays(folder: string) {
  const simulator = await startSimulator()
  const config = loadConfig({ flags: { data_dir: folder }, environment: {}, cwd: folder })
  config.sources.simulator.url = simulator.url
  const home = await openApp(config, () => '2026-03-07T08:00:00.000Z')
  const charts = await selectCharts(home, { source: 'simulator' })
  for (const { chart, date } of [...Object.keys(defectKinds).map((kind) => dayWith(kind as DefectKind))]) {
    const wanted = charts.filter((one) => one.chart === chart)
    await runPipeline(home, await planRun(home, { charts: wanted, date, at: null, again: false }))
  }
  await simulator.close()
  const wanted = await planRun(home, { charts: charts.slice(0, 1), date: null, at: null, again: false })
  await runPipeline(home, wanted).catch(() => null)
  await home.close()
}

function dayWith(kind: DefectKind): { chart: string; date: string } {
  for (let day = 0; day < 365; day += 1) {
    const date = addDays('2025-03-01', day)
    for (const chart of simulatedCharts)
      if (drawDefect(1, chart, date)?.kind === kind) return { chart: chart.chart, date }
  }
  throw new Error(`no chart has a defect ${kind} in a year`)
}

/** Every text that a source can leave empty is empty. */
const emptyItem = emptied(spotifyItem('empty')) as object

function emptied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(emptied)
  if (typeof value === 'string') return value === 'track' ? value : ''
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, emptied(inner)]))
}

const broken = Buffer.from('this is no raw object')

const decision = {
  kind: 'join',
  source: 'simulator',
  chart: null,
  chart_date: null,
  snapshot_id: null,
  song_id: 'a',
  other_song_id: 'b',
  decided_at: '2026-02-01T00:00:00.250Z',
}

const recorded: [folder: string, options: ImportOptions][] = [
  ['spotify', {}],
  ['spotify/odd', { chart: 'odd', date: '2024-01-01' }],
  ['spotify/top-songs-global', { chart: 'top-songs-global', cadence: 'weekly' }],
  ['spotify/top-50-global', { chart: 'top-50-global' }],
  ['deezer', { chart: 'top', date: '2024-01-01' }],
  ['history', {}],
  ['spotify-csv', {}],
  ['oracle', { chart: 'hot-100', identity: 'text' }],
  ['apple-music', {}],
]
