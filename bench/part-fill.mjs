// Fills 90 days of the simulator's charts: curated files, and no warehouse yet.
import { loadConfig } from '../dist/config.js'
import { wantedByBackfill } from '../dist/due.js'
import { extractAll } from '../dist/extract/extract-all.js'
import { openHome } from '../dist/home.js'
import { transformPending } from '../dist/transform/pending.js'

const [data_dir] = process.argv.slice(2)
const home = await openHome(loadConfig({ flags: { data_dir }, environment: {} }))
const charts = (await home.source('simulator')).charts().slice(0, 9)
const wanted = await wantedByBackfill(home, { charts, from: '2026-01-01', to: '2026-03-31' })
await extractAll(home, wanted, { run_id: 'bench' })
const { transformed } = await transformPending(home)
await home.close()
console.log(JSON.stringify({ transformed }))
