import { parseArgs } from 'node:util'
import { fuzz } from '../test/support/fuzz/fuzz-batch.ts'

// Feeds mutated headers, answers and files to import and transform. Throws where one is lost or counted wrongly.
const { values } = parseArgs({
  options: { cases: { type: 'string', default: '20000' }, seed: { type: 'string', default: '1' } },
})
console.log(JSON.stringify(await fuzz(Number(values.seed), Number(values.cases))))
