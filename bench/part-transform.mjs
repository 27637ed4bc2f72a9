// Transforms all pending objects of a folder store, including the moves, then moves them back for the next round. The
// output stays: some file systems are slow for minutes after many files were deleted.
import { join } from 'node:path'
import { openStore } from '../dist/storage/open-store.js'
import { transformPending } from '../dist/transform/transform-pending.js'
import { peakMegabytes, time } from './measure.mjs'

const [folder, curated] = process.argv.slice(2)
const stores = {
  raw: await openStore(join(folder, 'raw')),
  curated: await openStore(join(folder, curated)),
}
let report
const milliseconds = await time(async () => {
  report = await transformPending(stores)
})
const megabytes = peakMegabytes()
for await (const { key } of stores.raw.list('processed/')) {
  await stores.raw.move(key, key.replace('processed/', 'to_process/'))
}
console.log(JSON.stringify({ seconds: milliseconds / 1000, megabytes, ...report }))
