// Fills 90 days of the simulator's charts: curated files, and no warehouse yet.

import { openApp } from '../dist/app.js'
import { loadConfig } from '../dist/config/config.js'
import { planBackfill } from '../dist/extract/due.js'
import { extractAll } from '../dist/extract/extract-all.js'
import { transformPending } from '../dist/transform/transform-pending.js'

const [data_dir] = process.argv.slice(2)
const home = await openApp(loadConfig({ flags: { data_dir }, environment: {} }))
const charts = (await home.source('simulator')).charts().slice(0, 9)
const wanted = await planBackfill(home, { charts, from: '2026-01-01', to: '2026-03-31' })
await extractAll(home, wanted, { run_id: 'bench' })
const { transformed } = await transformPending(home)
await home.close()
console.log(JSON.stringify({ transformed }))
