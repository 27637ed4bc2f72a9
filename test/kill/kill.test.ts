import { spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSimulator } from '../../src/simulator/simulator-server.ts'
import { takeSome } from '../support/samples.ts'

const child = fileURLToPath(new URL('./child.mjs', import.meta.url))
/** Processes at once: the machines that this is made for have two cores. */
const AT_ONCE = 2

let folder: string
let simulator: Awaited<ReturnType<typeof startSimulator>>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hitparade-kill-'))
  simulator = await startSimulator({
    corrections: [{ chart: 'global-top-100', from: '2026-03-06T12:00:00.000Z', kind: 'swap_top' }],
  })
})

afterAll(async () => {
  await simulator.close()
  await rm(folder, { recursive: true, force: true })
})

test('a run that is killed at any write or load step and repeated has the result of an undisturbed run', {
  timeout: 600_000,
}, async () => {
  const undisturbed = await run('undisturbed')
  expect(undisturbed.stderr).toBe('')
  const points = JSON.parse(undisturbed.stdout) as string[]
  const expected = await readFile(undisturbed.dump, 'utf8')
  expect(points.filter((point) => point.startsWith('write')).length).toBeGreaterThan(30)
  expect(points.filter((point) => point.startsWith('load')).length).toBe(2 * 7)

  const waiting = takeSome(points, 4)
  const different: string[] = []
  const work = async () => {
    for (let point = waiting.pop(); point !== undefined; point = waiting.pop()) {
      const name = point.replace(/\W+/g, '-')
      const killed = await run(name, point)
      if (killed.signal !== 'SIGKILL')
        different.push(`${point}: was not killed but ended with ${killed.code}`)
      const again = await run(name)
      if (again.code !== 0)
        different.push(`${point}: the second run ended with ${again.code}: ${again.stderr}`)
      else if ((await readFile(again.dump, 'utf8')) !== expected) different.push(`${point}: other results`)
      if ((await filesUnder(join(again.data, 'raw', 'to_process'))) > 0)
        different.push(`${point}: objects wait`)
      await rm(again.data, { recursive: true, force: true })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  expect(different).toEqual([])
})

interface Ended {
  data: string
  dump: string
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

function run(name: string, killPoint = 'none'): Promise<Ended> {
  const data = join(folder, name)
  const dump = `${data}.dump`
  const args = [child, data, simulator.url, killPoint, dump]
  const process_ = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  process_.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  process_.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  return new Promise((resolve) => {
    process_.on('close', (code, signal) => resolve({ data, dump, code, signal, stdout, stderr }))
  })
}

async function filesUnder(path: string): Promise<number> {
  try {
    const entries = await readdir(path, { recursive: true, withFileTypes: true })
    return entries.filter((entry) => entry.isFile()).length
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw error
  }
}
