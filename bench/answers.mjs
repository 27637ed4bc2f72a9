// 1,000 answers of the simulator, each 100 items with market lists: written once, read by several measurements.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { rawKey, snapshotId } from '../dist/domain/keys.js'
import { answerBytes } from '../dist/simulator/api/api-answer.js'
import { simulatedCharts } from '../dist/simulator/world/simulated-charts.js'
import { contentHash, encodeRaw } from '../dist/sources/raw/raw-object.js'
import { openStore } from '../dist/storage/open-store.js'

/** Writes `count` answers as `.json` files and as raw objects that wait in a folder store. */
export async function writeAnswers(folder, count) {
  const [chart] = simulatedCharts
  const raw = await openStore(join(folder, 'raw'))
  await mkdir(join(folder, 'json'), { recursive: true })
  for (let index = 0; index < count; index += 1) {
    const chart_date = new Date(Date.UTC(2022, 0, 1 + index)).toISOString().slice(0, 10)
    const body = answerBytes({ instant: `${chart_date}T06:00:00.000Z`, playlist: chart.playlist })
    await writeFile(join(folder, 'json', `${chart_date}.json`), body)
    const snapshot = { header: headerOf(chart, chart_date, body), bodies: [body] }
    const snapshot_id = snapshotId(snapshot.header.fetched_at, contentHash(snapshot))
    const key = rawKey({ source: 'simulator', chart: chart.chart, chart_date, snapshot_id })
    await raw.put(`to_process/${key}`, encodeRaw(snapshot))
  }
}

export function headerOf(chart, chart_date, body) {
  return {
    format: 1,
    reader: 'spotify',
    source: 'simulator',
    chart: chart.chart,
    chart_date,
    fetched_at: `${chart_date}T06:00:00.000Z`,
    identity: 'id',
    settings: {
      chart_name: chart.name,
      expected_size: chart.expected_size,
      scope: chart.scope,
      market: chart.market,
      cadence: 'daily',
      weekdays: null,
    },
    charts: {},
    unsplit_artists: [],
    complete: true,
    file_name: null,
    pages: [{ url: null, status: 200, bytes: body.length }],
  }
}
