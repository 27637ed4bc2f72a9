// Sends requests at a steady rate, whether or not answers come, and measures the time of each answer.
import { readFileSync } from 'node:fs'
import { Agent, get } from 'node:http'

const RATE = 100

/** Milliseconds of the 95th percentile, the number of answers with another status, and kB of memory of the server. */
export async function sendRequests({ url, pid, addresses, seconds, status }) {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const times = []
  let errors = 0
  const memoryAtStart = readMemory(pid)
  const began = performance.now()
  const pending = []
  for (let index = 0; index < seconds * RATE; index += 1) {
    const due = began + (index * 1000) / RATE
    const wait = due - performance.now()
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    pending.push(
      request(new URL(addresses[index % addresses.length], url), agent, due).then(
        ({ milliseconds, code }) => {
          times.push(milliseconds)
          if (code !== status) errors += 1
        },
        () => {
          errors += 1
        },
      ),
    )
  }
  await Promise.all(pending)
  agent.destroy()
  times.sort((a, b) => a - b)
  const p95 = times[Math.floor(times.length * 0.95)]
  return { p95, errors, memoryAtStart, memoryAtEnd: readMemory(pid) }
}

/** The time counts from the moment when the request was due, so that a server that is behind cannot hide it. */
function request(url, agent, due) {
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: { 'Accept-Encoding': 'gzip' } }, (response) => {
      response.resume()
      response.once('end', () =>
        resolve({ milliseconds: performance.now() - due, code: response.statusCode }),
      )
      response.once('error', reject)
    }).once('error', reject)
  })
}

function readMemory(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
}
