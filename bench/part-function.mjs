// Runs the bundle of the transform function with messages for raw objects, ten at a time as SQS delivers them. Prints
// memory samples.
import { readFileSync } from 'node:fs'

const [bundle, list] = process.argv.slice(2)
const { handler } = await import(bundle)
const keys = readFileSync(list, 'utf8').trim().split('\n')
const megabytes = []
let failed = 0
const began = performance.now()
for (let start = 0; start < keys.length; start += 10) {
  const Records = keys.slice(start, start + 10).map((key, index) => ({
    messageId: String(start + index),
    body: JSON.stringify({ detail: { object: { key } } }),
  }))
  const { batchItemFailures } = await handler({ Records })
  failed += batchItemFailures.length
  if ((start / 10) % 10 === 9) megabytes.push(process.memoryUsage.rss() / 2 ** 20)
}
process.stderr.write(
  `${JSON.stringify({ seconds: (performance.now() - began) / 1000, failed, megabytes })}\n`,
)
