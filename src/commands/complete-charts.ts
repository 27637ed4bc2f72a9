import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isFetched } from '../config/playlist.ts'
import { type ChartName, formatChartName } from '../domain/chart-name.ts'
import { HitparadeError } from '../domain/errors.ts'
import { hasCode } from '../storage/folder/folder-errors.ts'
import { warehouseFiles } from '../warehouse/duckdb/warehouse-files.ts'

/** Commands that fetch charts, which need not be in the warehouse yet. */
const fetching = ['run', 'backfill']

/**
 * The names of charts that `--chart` may take in a line: those to fetch, or those in the local warehouse. Slugs, or
 * `source/slug` for what begins so. None where there is no warehouse of this version: completion shows no errors.
 */
export async function listChartNames(command: string, words: string[], typed: string): Promise<string[]> {
  try {
    const charts = fetching.includes(command) ? await listFetched(words) : await listStored(words)
    return [...new Set(charts.map((chart) => (typed.includes('/') ? formatChartName(chart) : chart.chart)))]
  } catch (error) {
    if (error instanceof HitparadeError) return []
    throw error
  }
}

async function listStored(words: string[]): Promise<ChartName[]> {
  const { data_dir, warehouse } = await readConfig(words)
  if (warehouse !== 'duckdb') return []
  const { current } = warehouseFiles(data_dir)
  const file = await stat(current).catch(() => null)
  if (file === null) return []
  const version = `${file.ino} ${file.mtimeMs} ${file.size}`
  const path = join(data_dir, 'completion.json')
  const known = await readNames(path)
  if (known?.version === version) return known.charts
  const charts = await queryNames(current)
  await writeNames(path, { version, charts })
  return charts
}

/** The names of the charts of one version of the warehouse. To start DuckDB takes longer than a person waits for a word. */
interface KnownNames {
  version: string
  charts: ChartName[]
}

async function readNames(path: string): Promise<KnownNames | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    // A file that is missing, or that another shell is writing.
    if (error instanceof SyntaxError || hasCode(error, 'ENOENT', 'EACCES')) return null
    throw error
  }
}

/** The names are queried again where they cannot be kept. */
async function writeNames(path: string, names: KnownNames): Promise<void> {
  try {
    await writeFile(path, JSON.stringify(names))
  } catch (error) {
    if (!hasCode(error, 'EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT')) throw error
  }
}

async function queryNames(path: string): Promise<ChartName[]> {
  const { openEngine } = await import('../warehouse/duckdb/duckdb-engine.ts')
  const engine = await openEngine(path, 'read_only')
  try {
    const { rows } = await engine.query(
      `select charts.source, charts.chart
      from core.charts as charts
      order by charts.source asc nulls last, charts.chart asc nulls last`,
    )
    return rows.map(({ source, chart }) => ({ source: String(source), chart: String(chart) }))
  } finally {
    engine.close()
  }
}

async function listFetched(words: string[]): Promise<ChartName[]> {
  const { simulatedCharts } = await import('../simulator/world/simulated-charts.ts')
  const { charts, file } = await readConfig(words)
  const source = findValue(words, '--source')
  const configured = charts.filter((chart) => isFetched(chart) && chart.source === (source ?? chart.source))
  const isSimulator = (source ?? (file === null ? 'simulator' : null)) === 'simulator'
  if (configured.length > 0 || !isSimulator) return configured
  return simulatedCharts.map(({ chart }) => ({ source: 'simulator', chart }))
}

async function readConfig(words: string[]) {
  const { loadConfig } = await import('../config/config.ts')
  return loadConfig({
    flags: {
      config: findValue(words, '--config'),
      data_dir: findValue(words, '--data-dir'),
      warehouse: findValue(words, '--warehouse'),
    },
  })
}

/** The value of an option in the words of a line. */
function findValue(words: string[], flag: string): string | undefined {
  const at = words.indexOf(flag)
  return at < 0 ? undefined : words[at + 1]
}
