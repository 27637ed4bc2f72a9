// Builds the static site, renders it from ready objects, or makes pages for the first time.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { openApp } from '../dist/app.js'
import { openPageMaker } from '../dist/commands/open-page-maker.js'
import { createSiteContext } from '../dist/commands/site-context.js'
import { loadConfig } from '../dist/config/config.js'
import { toFile } from '../dist/site/addresses.js'
import { buildSite } from '../dist/site/build/build-site.js'
import { openSiteFolder } from '../dist/site/build/site-folder.js'
import { createSite } from '../dist/site/create-site.js'
import { readVersions } from '../dist/site/data/data-versions.js'
import { completeFile, renderFiles } from '../dist/site/render-files.js'
import { routes } from '../dist/site/routes.js'
import { openSite } from '../dist/site/site.js'
import { sessionStatements } from '../dist/warehouse/duckdb/duckdb-engine.js'
import { replaceParameters } from '../dist/warehouse/sql-parameters.js'
import { peakMegabytes, time } from './measure.mjs'

const [step, data_dir, folder, config] = process.argv.slice(2)
const app = await openApp(loadConfig({ flags: { data_dir, config }, environment: {} }))
const context = { ...createSiteContext(app), cacheFolder: null }
const steps = { build, render, pages }
console.log(JSON.stringify(await steps[step]()))
await app.close()

async function build() {
  let result
  // As `hitparade build` does it.
  const milliseconds = await time(async () => {
    const publication = await app.local.findPublication()
    const site = await openSite(context)
    const maker = openPageMaker(app, site, publication)
    result = await buildSite(site, openSiteFolder(folder), { openMaker: maker.open }).finally(maker.close)
  })
  return { ...result, milliseconds, megabytes: peakMegabytes() }
}

/** Only making the text of the files and writing them is measured; what they show is read before. */
async function render() {
  const site = await openSite(context)
  const versions = await readVersions(site)
  const pages = []
  for (const kind of routes) {
    const entries = await kind.list(site, versions)
    for await (const page of kind.read(
      site,
      entries.map(({ parts }) => parts),
    ))
      pages.push(page)
  }
  const milliseconds = await time(async () => {
    const folders = new Set()
    for (const page of pages) {
      for (const each of renderFiles(site, page)) {
        const { address, bytes } = await completeFile(each)
        const file = join(folder, toFile(address))
        const parent = dirname(file)
        if (!folders.has(parent)) mkdirSync(parent, { recursive: true })
        folders.add(parent)
        writeFileSync(file, bytes)
      }
    }
  })
  return { milliseconds }
}

/** p95 in milliseconds of chart and song pages of which nothing is kept yet, and of their queries alone. */
async function pages() {
  const queries = new Map()
  let address = ''
  const recording = {
    ...app.warehouse,
    query: (sql, parameters) => {
      queries.get(address)?.push([sql, parameters])
      return app.warehouse.query(sql, parameters)
    },
  }
  const addresses = await listAddresses()
  const first = createSite({ ...context, warehouse: recording })
  await first.request('http://localhost/terms/')
  for (address of addresses) {
    queries.set(address, [])
    const { status } = await first.request(`http://localhost${address}`)
    if (status !== 200) throw new Error(`${address} answers ${status}`)
  }
  const second = createSite(context)
  await second.request('http://localhost/terms/')
  const instance = await DuckDBInstance.create(join(data_dir, 'warehouse.duckdb'), {
    access_mode: 'READ_ONLY',
  })
  const connection = await instance.connect()
  for (const statement of sessionStatements) await connection.run(statement)
  const results = {}
  for (const kind of ['charts', 'songs']) {
    const ofKind = addresses.filter((each) => each.startsWith(`/${kind}/`))
    const ours = []
    const bare = []
    for (const each of ofKind) {
      ours.push(await time(async () => (await second.request(`http://localhost${each}`)).arrayBuffer()))
      bare.push(
        await time(async () => {
          for (const [sql, parameters = {}] of queries.get(each))
            await connection.runAndReadAll(...bind(sql, parameters))
        }),
      )
    }
    results[kind] = { ours: p95(ours), bare: p95(bare) }
  }
  return results
}

async function listAddresses() {
  const { rows: issues } = await app.warehouse.query(
    `select source, chart, chart_date from core.published_issues where chart = 'chart-00' order by hash(chart_date) limit 40`,
  )
  const { rows: songs } = await app.warehouse.query(
    `select source, recording_id from core.chart_songs where chart = 'chart-00' order by hash(recording_id) limit 40`,
  )
  const { addresses } = await import('../dist/site/addresses.js')
  return [
    ...issues.map(({ source, chart, chart_date }) => addresses.issue(source, chart, chart_date)),
    ...songs.map(({ source, recording_id }) => addresses.song(source, recording_id)),
  ]
}

/** DuckDB names a parameter `$name`, and takes only those that the query has. */
function bind(sql, parameters) {
  const used = {}
  const text = replaceParameters(sql, (name) => {
    used[name] = parameters[name]
    return `$${name}`
  })
  return [text, used]
}

function p95(values) {
  return values.sort((a, b) => a - b)[Math.floor(values.length * 0.95)]
}
