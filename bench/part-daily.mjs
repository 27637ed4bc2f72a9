// One measured step over charts that are kept daily. Prints processor seconds of this process, from its start: of the
// models, and of everything else.
import { openApp } from '../dist/app.js'
import { loadConfig } from '../dist/config/config.js'
import { planRun } from '../dist/extract/plan-run.js'
import { runPipeline } from '../dist/pipeline.js'
import { answerOfDay, CHARTS, dateOfDay } from './daily-data.mjs'

const [step, data_dir, day = '0'] = process.argv.slice(2)
const steps = { rebuild, load, run }
const chart_date = dateOfDay(Number(day))
const now = () => `${chart_date}T08:00:00.000Z`

const settings = {
  ...{ playlist: 'bench', name: 'bench', expected_size: 50, scope: 'other', market: null, cadence: 'daily' },
  ...{ weekdays: null, time_zone: 'UTC', lag_days: 0, run_at: ['06:00'] },
}

const app = await openApp(loadConfig({ flags: { data_dir }, environment: {} }), now)
const models = { began: 0, seconds: 0 }
const extra = await steps[step]()
await app.close()
const seconds = cpuSeconds()
console.log(JSON.stringify({ seconds, models: models.seconds, others: seconds - models.seconds, ...extra }))

async function rebuild() {
  const began = performance.now()
  const { files } = await app.local.rebuild(watchModels)
  return { files, wall: (performance.now() - began) / 1000 }
}

async function load() {
  const { files } = await app.local.load(watchModels)
  return { files }
}

/** A run without HTTP: the answers are made here. */
async function run() {
  await app.local.isOutdated()
  const charts = CHARTS.map((chart) => ({ ...settings, chart, source: 'bench' }))
  const source = {
    name: 'bench',
    history: 'range',
    charts: () => charts,
    fetch: async ({ chart }) => fetchDay(chart),
  }
  const context = { ...app, source: async () => source }
  const wanted = await planRun(context, { charts, date: null, at: null, again: false })
  const report = await runPipeline(context, wanted, (name, _done, _total, what) => {
    if (name === 'load') watchModels(what)
  })
  const { transformed } = report.transform
  if (transformed !== CHARTS.length)
    throw new Error(`expected ${CHARTS.length} new snapshots, got ${transformed}`)
  return { files: report.load.files }
}

function fetchDay({ chart }) {
  const body = Buffer.from(JSON.stringify(answerOfDay(chart, Number(day))))
  const header = {
    ...{
      format: 1,
      reader: 'spotify',
      source: 'bench',
      chart,
      chart_date,
      fetched_at: `${chart_date}T06:00:00.000Z`,
    },
    ...{ identity: 'id', charts: {}, unsplit_artists: [], complete: true, file_name: null },
    settings: {
      chart_name: chart,
      expected_size: 50,
      scope: 'other',
      market: null,
      cadence: 'daily',
      weekdays: null,
    },
    pages: [{ url: null, status: 200, bytes: body.length }],
  }
  return { header, bodies: [body] }
}

function watchModels(what) {
  if (what === 'compute') models.began = cpuSeconds()
  if (what === 'publish') models.seconds += cpuSeconds() - models.began
}

function cpuSeconds() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
