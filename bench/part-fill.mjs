// Writes the curated files of 90 days of the simulator's charts, without a warehouse.
import { openApp } from '../dist/app.js'
import { loadConfig } from '../dist/config/config.js'
import { extractAll } from '../dist/extract/extract-all.js'
import { planBackfill } from '../dist/extract/plan-run.js'
import { transformPending } from '../dist/transform/transform-pending.js'

const [data_dir] = process.argv.slice(2)
const app = await openApp(loadConfig({ flags: { data_dir }, environment: {} }))
const charts = (await app.source('simulator')).charts().slice(0, 9)
const requests = await planBackfill(app, { charts, from: '2026-01-01', to: '2026-03-31' })
await extractAll(app, requests, { run_id: 'bench' })
const { transformed } = await transformPending(app)
await app.close()
console.log(JSON.stringify({ transformed }))
