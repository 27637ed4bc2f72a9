// Raw responses of the simulator, each with 100 items and market lists, as input for several measurements.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { rawKey, snapshotId } from '../dist/domain/keys.js'
import { answerBytes } from '../dist/simulator/api/api-answer.js'
import { simulatedCharts } from '../dist/simulator/world/simulated-charts.js'
import { contentHash, encodeRaw } from '../dist/sources/raw/raw-object.js'
import { openStore } from '../dist/storage/open-store.js'

/** Writes `count` responses, both as `.json` files and as pending raw objects in a folder store. */
export async function writeAnswers(folder, count) {
  const [chart] = simulatedCharts
  const raw = await openStore(join(folder, 'raw'))
  await mkdir(join(folder, 'json'), { recursive: true })
  for (let index = 0; index < count; index += 1) {
    const chart_date = dateAfter(2022, index)
    const body = answerBytes({ instant: `${chart_date}T06:00:00.000Z`, playlist: chart.playlist })
    await writeFile(join(folder, 'json', `${chart_date}.json`), body)
    await putPending(raw, chart, chart_date, body)
  }
}

/** Stores a response as a pending raw object and returns its key. */
export async function putPending(raw, chart, chart_date, body) {
  const snapshot = { header: rawHeader(chart, chart_date, body), bodies: [body] }
  const snapshot_id = snapshotId(snapshot.header.fetched_at, contentHash(snapshot))
  const key = `to_process/${rawKey({ source: 'simulator', chart: chart.chart, chart_date, snapshot_id })}`
  await raw.put(key, encodeRaw(snapshot))
  return key
}

/** The date a number of days after January 1st, e.g. `2022-01-01` for (2022, 0). */
export function dateAfter(year, days) {
  return new Date(Date.UTC(year, 0, 1 + days)).toISOString().slice(0, 10)
}

export function rawHeader(chart, chart_date, body) {
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
