import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type App, openApp, selectCharts } from '../../../src/app.ts'
import { loadConfig } from '../../../src/config/config.ts'
import { rawKey } from '../../../src/domain/keys.ts'
import { readParquet } from '../../../src/domain/tables/read-parquet.ts'
import type { Row } from '../../../src/domain/tables/tables.ts'
import { planRun } from '../../../src/extract/plan-run.ts'
import { type PipelineReport, runPipeline } from '../../../src/pipeline.ts'
import { random } from '../../../src/simulator/world/random.ts'
import { createHttpSession } from '../../../src/sources/http/http-session.ts'
import { sendReply } from '../../sources/support/send-reply.ts'
import { listKeys } from '../fixtures/snapshots.ts'
import { countRows, readFailures, require } from './fuzz-checks.ts'
import { createHttpCase, type HttpCase } from './http-cases.ts'

/** What became of some charts. */
export interface RunCounts {
  charts: number
  stored: number
  refused: number
  incomplete: number
  /** Attempts that failed. */
  failed: number
  /** Stored answers that could not be transformed. */
  unreadable: number
  requests: number
  /** Items in what was stored, where their number is known. */
  known: number
  entries: number
  rejects: number
}

/** Charts of a run. A load takes a second, however many there are. */
const BATCH = 250

/** Serves mutated answers to real runs. Throws where a chart is lost, counted wrongly or stops others. */
export async function fuzzRuns(seed: number, charts: number): Promise<RunCounts> {
  const total = emptyCounts()
  for (let start = 0; start < charts; start += BATCH) {
    const counts = await runOnce(seed, start, Math.min(BATCH, charts - start))
    for (const name of Object.keys(total) as (keyof RunCounts)[]) total[name] += counts[name]
  }
  return total
}

async function runOnce(seed: number, start: number, length: number): Promise<RunCounts> {
  const folder = await mkdtemp(join(tmpdir(), 'hitparade-fuzz-run-'))
  const server = await serveCases()
  const cases = Array.from({ length }, (_, at) =>
    createHttpCase(random('fuzz-run', seed, start + at), start + at, server.pathTo),
  )
  for (const each of cases) server.cases.set(each.name, each)
  const app = await openFuzzApp(folder, server.url, cases)
  try {
    const charts = await selectCharts(app, {})
    require(charts.length === length, 'every chart is selected', charts.length)
    const request = { charts, date: null, at: null, again: false }
    const report = await runPipeline(app, await planRun(app, request))
    return { ...(await checkRun(app, cases, report)), requests: server.requests() }
  } finally {
    await app.close()
    await server.close()
    await rm(folder, { recursive: true })
  }
}

async function openFuzzApp(folder: string, url: string, cases: HttpCase[]): Promise<App> {
  const environment = { SPOTIFY_CLIENT_ID: 'invented-id', SPOTIFY_CLIENT_SECRET: 'invented-secret' }
  const config = loadConfig({ flags: { data_dir: folder }, environment, cwd: folder })
  config.sources.deezer.url = url
  config.sources.simulator.url = url
  config.sources.spotify.url = url
  config.sources.spotify.token_url = `${url}/api/token`
  config.charts = cases.map(({ source, name }) => ({
    ...{ source, chart: name, playlist: name, name, expected_size: null, scope: 'other', market: null },
    ...{ cadence: 'daily', weekdays: null, time_zone: 'UTC', lag_days: 0, run_at: ['12:00'] },
  }))
  const app = await openApp(config, () => '2026-01-05T12:00:00.000Z')
  // Retries without waiting. A chart that is always rate limited takes at least half of what is left of the budget, so it
  // must be enough for dozens of them.
  const http = createHttpSession({ sleep: async () => {}, budget_seconds: 1e12 })
  return { ...app, http }
}

/** A server of all sources at once. A page is the number in the query `p`. */
async function serveCases() {
  const cases = new Map<string, HttpCase>()
  const asked = new Map<string, number>()
  let requests = 0
  let url = ''
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    requests += 1
    request.resume().on('end', () => {
      if (pathname === '/api/token')
        return sendReply(response, { body: { access_token: 'invented-token', expires_in: 3600 } })
      const [, name = ''] = /\/playlists?\/([^/]+)/.exec(pathname) ?? []
      const page = Number(searchParams.get('p') ?? (pathname.endsWith('/items') ? 1 : 0))
      const times = asked.get(`${name} ${page}`) ?? 0
      asked.set(`${name} ${page}`, times + 1)
      return sendReply(response, cases.get(name)?.reply(page, times) ?? { status: 404 })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    cases,
    requests: () => requests,
    pathTo: (source: HttpCase['source'], name: string, page: number) =>
      source === 'deezer'
        ? `${url}/playlist/${name}/tracks?index=${page}&p=${page}`
        : `${url}/playlists/${name}/tracks?offset=${page}&p=${page}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function checkRun(app: App, cases: HttpCase[], { attempts, transform, load }: PipelineReport) {
  const counts = { ...emptyCounts(), charts: cases.length }
  const named = new Map(attempts.map((attempt) => [attempt.chart, attempt]))
  require(named.size === cases.length &&
    attempts.length === cases.length, 'every chart has one attempt', attempts.length)
  const ledger: Row<'runs'>[] = []
  for (const key of await listKeys(app.curated, 'runs/'))
    ledger.push(...(await readParquet('runs', await app.curated.get(key))))
  require(ledger.length === cases.length, 'every chart is in the ledger', ledger.length)
  for (const { chart, outcome, error_code } of ledger) {
    const attempt = named.get(chart ?? '')
    require(attempt?.outcome === outcome, `${chart}: the ledger has its outcome`, outcome)
    require((outcome === 'stored') === (error_code === null), `${chart}: a failure has a code`, error_code)
  }

  const stored = attempts.filter(({ outcome }) => outcome === 'stored')
  const failures = await readFailures(app)
  require(transform.pending.length === 0, 'nothing stays pending', transform.pending)
  require(transform.transformed + transform.failed.length ===
    stored.length, 'no answer is lost', stored.length)
  require(failures.every(({ reason }) => reason !== 'unexpected'), 'no error of ours', failures)

  for (const { name, source, items } of cases) {
    const attempt = named.get(name)
    const { outcome = '', error = null, snapshot_id, chart_date = '' } = attempt ?? {}
    // `Failed` is the code of an error that nobody expected.
    const text = `${error?.code} ${error?.message} ${error?.advice}`
    require(error?.code !== 'Failed' && !/\n\s+at /.test(text), `${name}: an error of the source`, text)
    require(items === null || outcome === 'stored', `${name}: good pages are stored`, text)
    if (outcome !== 'stored') {
      counts[outcome as 'refused' | 'incomplete' | 'failed'] += 1
      continue
    }
    counts.stored += 1
    const key = rawKey({ source, chart: name, chart_date, snapshot_id: snapshot_id ?? '' })
    if (transform.failed.some((failed) => failed.includes(key))) {
      counts.unreadable += 1
      continue
    }
    const found = await countRows(app, key)
    require(items === null || items === found.items, `${name}: entries and rejects are the items put in`, [
      items,
      found,
    ])
    counts.known += items ?? 0
    counts.entries += found.entries
    counts.rejects += found.rejects
  }
  require(counts.entries === transform.entries, 'the report counts the entries', transform.entries)
  require(counts.rejects + failures.length === transform.rejects, 'the report counts the rejects', counts)
  const sql = 'select count(*) as entries from landing.chart_entries'
  const { rows } = await app.warehouse.query(sql)
  require(load !== null && Number(rows[0]?.entries) === counts.entries, 'every entry is loaded', rows)
  return counts
}

function emptyCounts(): RunCounts {
  return {
    ...{ charts: 0, stored: 0, refused: 0, incomplete: 0, failed: 0, unreadable: 0 },
    ...{ requests: 0, known: 0, entries: 0, rejects: 0 },
  }
}
