import { parseArgs } from 'node:util'
import { fuzz } from '../test/support/fuzz/fuzz-batch.ts'
import { fuzzRuns } from '../test/support/fuzz/fuzz-runs.ts'

// Feeds mutated headers, answers and files to import and transform, and a quarter of the cases as the answers of a
// server to `run`. Throws where one is lost or counted wrongly.
const { values } = parseArgs({
  options: { cases: { type: 'string', default: '20000' }, seed: { type: 'string', default: '1' } },
})
const [seed, cases] = [Number(values.seed), Number(values.cases)]
const runs = Math.floor(cases / 4)
console.log(JSON.stringify({ stored: await fuzz(seed, cases - runs), run: await fuzzRuns(seed, runs) }))
