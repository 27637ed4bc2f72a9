import { spawn } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSimulator } from '../../src/simulator/simulator-server.ts'

const child = fileURLToPath(new URL('./disturbed.mjs', import.meta.url))
/** Random calls of each command at which it is killed, and at which the disk is full. */
const ROUNDS = Number(process.env.ROUNDS ?? 1)
const SEED = Number(process.env.SEED ?? 20_261_130)

let folder: string
let simulator: Awaited<ReturnType<typeof startSimulator>>
/** What is in the warehouse after an undisturbed run. */
let expected: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hitparade-disturbed-'))
  simulator = await startSimulator()
  await prepare('run', 'whole')
  const whole = await run('run', 'whole')
  expect(whole.stderr).toBe('')
  expected = await readFile(join(folder, 'whole.dump'), 'utf8')
})

afterAll(async () => {
  await simulator.close()
  await rm(folder, { recursive: true, force: true })
})

describe.each(['run', 'pull', 'reprocess'])('%s', (command) => {
  test('has the same result if it is disturbed at any system call and repeated', {
    timeout: 600_000,
  }, async () => {
    await prepare(command, `${command}-undisturbed`)
    const calls = Number((await run(command, `${command}-undisturbed`)).stdout)
    expect(calls).toBeGreaterThan(20)
    const random = randomNumbers(SEED)
    const different: string[] = []
    for (let round = 0; round < 2 * ROUNDS; round += 1) {
      const disturbance = round % 2 === 0 ? 'kill' : 'fill'
      const call = 1 + Math.floor(random() * calls)
      const name = `${command}-${disturbance}-${call}`
      const problem = await disturbAndRepeat(command, name, disturbance, call)
      if (problem !== null) different.push(`${name}: ${problem}`)
      await rm(join(folder, name), { recursive: true, force: true })
    }
    expect(different).toEqual([])
  })
})

/** What is wrong after that; null if nothing is. */
async function disturbAndRepeat(command: string, name: string, disturbance: 'kill' | 'fill', call: number) {
  await prepare(command, name)
  const first = await run(command, name, disturbance, call)
  // After the last call that needs space, a full disk is not noticed.
  const isEnded = disturbance === 'kill' ? first.signal === 'SIGKILL' : first.signal === null
  if (!isEnded) return `ended with ${first.signal ?? first.code}: ${first.stderr}`
  if (disturbance === 'fill') {
    const words = /^(StoreError Store|WarehouseError System): could not [^\n]*no space is left[^\n]*\n$/
    if (first.code !== 0 && !words.test(first.stderr)) return first.stderr
    const left = (await readdir(join(folder, name))).filter((file) => /next|inbox/.test(file))
    if (left.length > 0) return `left ${left}`
  }
  const again = await run(command, name)
  if (again.code !== 0) return `the second time: ${again.stderr}`
  if ((await readFile(join(folder, `${name}.dump`), 'utf8')) !== expected) return 'other results'
  return null
}

/** Creates the data folder that a command begins with. */
async function prepare(command: string, name: string) {
  if (command === 'reprocess')
    await cp(join(folder, 'whole', 'raw'), join(folder, name, 'raw'), { recursive: true })
}

function run(command: string, name: string, disturbance = 'never', call = 0) {
  const data = join(folder, name)
  const remote = join(folder, 'whole', 'curated')
  const args = [child, command, data, simulator.url, remote, disturbance, String(call), `${data}.dump`]
  const started = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let [stdout, stderr] = ['', '']
  started.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  started.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  return new Promise<{ code: number | null; signal: string | null; stdout: string; stderr: string }>(
    (end) => {
      started.on('close', (code, signal) => end({ code, signal, stdout, stderr }))
    },
  )
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomNumbers(seed: number) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
