// Measures the Lambda functions: bundle sizes, cold start compared to Python, and a long queue. Prints one table.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { buildArchiveFiles } from '../dist/cloud/aws/bundle/bundle.js'
import { answerBytes } from '../dist/simulator/api/api-answer.js'
import { simulatedCharts } from '../dist/simulator/world/simulated-charts.js'
import { openStore } from '../dist/storage/open-store.js'
import { dateAfter, putPending } from './answers.mjs'
import { median, report } from './measure.mjs'
import { startMiniStack, startProxy } from './s3-peer.mjs'

const ROUNDS = 15
const QUEUED = Number(process.argv[2] ?? 10_000)

const rows = []
const note = (text) => process.stderr.write(`${text}\n`)
const row = (what, against, measured, goal, reached) => rows.push({ what, against, measured, goal, reached })
const node = findLambdaNode()
const bodies = new Map()
const folder = await mkdtemp(join(tmpdir(), 'hitparade-bench-aws-'))
const server = await startMiniStack()
const credentials = { accessKeyId: '111111111111', secretAccessKey: 'test' }

try {
  await measureBundles()
  process.env.AWS_ACCESS_KEY_ID = credentials.accessKeyId
  process.env.AWS_SECRET_ACCESS_KEY = credentials.secretAccessKey
  if (server === null) {
    const missing = 'MiniStack is not installed; run npm run peers'
    row(
      'cold start: process start → first curated file of one response',
      'pandas and boto3',
      missing,
      '≤ 0.35 ×',
      null,
    )
  } else await measureColdStart()
  if (QUEUED > 0) await measureQueue()
} finally {
  await server?.stop()
  await rm(folder, { recursive: true, force: true })
}
process.exitCode = report(rows) ? 0 : 1

/** Node 24 if `npm run peers` installed it, else the Node of this process. */
function findLambdaNode() {
  const name = `node-${process.platform}-${process.arch}`
  const path = fileURLToPath(new URL(`../.peers/node24/node_modules/${name}/bin/node`, import.meta.url))
  return existsSync(path) ? path : process.execPath
}

async function measureBundles() {
  for (const name of ['extract', 'transform']) {
    const emptyConfig = { charts: [], sources: {}, unsplit_artists: [] }
    for (const { name: path, bytes } of await buildArchiveFiles(name, emptyConfig)) {
      await mkdir(join(folder, name, 'dist'), { recursive: true })
      await writeFile(join(folder, name, path), bytes)
      if (!path.endsWith('index.js')) continue
      row(
        `bundle of ${name}`,
        '',
        `${Math.round(bytes.length / 1000)} kB`,
        '≤ 700 kB',
        bytes.length <= 700_000,
      )
    }
  }
}

async function measureColdStart() {
  const proxy = await startProxy(server.port)
  const [chart] = simulatedCharts
  const body = await answer(chart)
  const client = new S3Client({
    endpoint: server.url,
    region: 'eu-central-1',
    forcePathStyle: true,
    credentials,
  })
  const bucket = async (Bucket) => {
    await client.send(new CreateBucketCommand({ Bucket }))
  }
  for (const name of ['cold-raw', 'cold-curated', 'reference']) await bucket(name)
  const raw = await openStore('s3://cold-raw', { endpoint: server.url, region: 'eu-central-1' })
  const [ours, theirs] = [[], []]
  for (let round = 0; round < ROUNDS; round += 1) {
    note(`cold start, round ${round + 1} of ${ROUNDS}`)
    const key = await putPending(raw, chart, dateAfter(1990, round), body)
    await writeFile(join(folder, 'keys'), key)
    ours.push(await timed(proxy, transformCommand('cold'), /^\/cold-curated\//))
    const Key = `raw_data/to_processed/spotify_raw_${round}.json`
    await client.send(new PutObjectCommand({ Bucket: 'reference', Key, Body: body }))
    const script = fileURLToPath(new URL('cold_start.py', import.meta.url))
    theirs.push(
      await timed(proxy, [process.env.PYTHON ?? 'python3', script, 'reference', Key], /\/transformed_data\//),
    )
  }
  proxy.stop()
  const what = 'cold start: process start → first curated file of one response'
  if (theirs.includes(null)) {
    row(what, 'pandas and boto3', 'skipped; set PYTHON to a Python with pandas and boto3', '≤ 0.35 ×', null)
    return
  }
  const value = median(ours) / median(theirs)
  const figures = `${value.toFixed(2)} × (${Math.round(median(ours))} / ${Math.round(median(theirs))} ms)`
  row(what, 'Python, pandas and boto3, same server', figures, '≤ 0.35 ×', value <= 0.35)
}

/** Milliseconds from the start of a process until it stores an object whose path matches; null if it stores none. */
async function timed(proxy, [command, ...args], pattern) {
  const began = performance.now()
  const child = spawn(command, args, {
    env: lambdaEnvironment(proxy.url, 'cold'),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let output = ''
  child.stderr.on('data', (chunk) => {
    output += chunk
  })
  const [code] = await once(child, 'exit')
  const at = proxy.stored(pattern)
  if (code === 0 && at !== undefined) return at - began
  note(output.split('\n').slice(-4).join('\n'))
  return null
}

function lambdaEnvironment(url, name) {
  return {
    PATH: process.env.PATH,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_REGION: 'eu-central-1',
    AWS_DEFAULT_REGION: 'eu-central-1',
    AWS_ENDPOINT_URL: url,
    HITPARADE_RAW: `s3://${name}-raw`,
    HITPARADE_CURATED: `s3://${name}-curated`,
    HITPARADE_ENVIRONMENT: 'bench',
    HITPARADE_METRICS: 'bench',
  }
}

function transformCommand() {
  const part = fileURLToPath(new URL('part-function.mjs', import.meta.url))
  return [node, part, join(folder, 'transform/dist/index.js'), join(folder, 'keys')]
}

/** A recorded response if HITPARADE_RECORDINGS is set, else one of the simulator. */
async function answer(chart) {
  const recordings = process.env.HITPARADE_RECORDINGS
  return recordings
    ? readFile(join(recordings, 'spotify/reference-pipeline-raw-object.json'))
    : answerBytes({ instant: '2026-01-01T06:00:00.000Z', playlist: chart.playlist })
}

/** Stores responses as pending raw objects and returns their keys. */
async function putAllPending(raw, chart, answers) {
  const keys = []
  for (const [chart_date, body] of answers) keys.push(await putPending(raw, chart, chart_date, body))
  return keys
}

async function measureQueue() {
  const program = fileURLToPath(new URL('s3-server.mjs', import.meta.url))
  const memory = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(memory.stdout, 'data')
  const ended = once(memory, 'exit')
  try {
    await drainQueue(String(line).trim())
  } finally {
    memory.kill('SIGKILL')
    await ended
  }
}

async function drainQueue(endpoint) {
  const s3 = { endpoint, region: 'eu-central-1' }
  const raw = await openStore('s3://queue-raw', s3)
  const curated = await openStore('s3://queue-curated', s3)
  const [, chart] = simulatedCharts
  note(`queueing ${QUEUED} snapshots`)
  const keys = []
  for (let start = 0; start < QUEUED; start += 100) {
    const size = Math.min(100, QUEUED - start)
    // The same hundred responses again and again, each with its own date.
    const answers = Array.from({ length: size }, (_, index) => [
      dateAfter(1990, start + index),
      cachedBody(chart, index),
    ])
    const eight = Array.from({ length: 8 }, (_, part) => answers.filter((_, index) => index % 8 === part))
    keys.push(...(await Promise.all(eight.map((part) => putAllPending(raw, chart, part)))).flat())
  }
  await writeFile(join(folder, 'keys'), keys.join('\n'))
  note('draining the queue')
  const [command, ...args] = transformCommand()
  const child = spawn(command, args, {
    env: lambdaEnvironment(endpoint, 'queue'),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let output = ''
  child.stderr.on('data', (chunk) => {
    output += chunk
  })
  await once(child, 'exit')
  const { seconds, failed, megabytes } = JSON.parse(output.trim().split('\n').at(-1))
  const [pending, processed, issues] = [
    await count(raw, 'to_process/'),
    await count(raw, 'processed/'),
    await count(curated, 'chart_issues/'),
  ]
  const isComplete = pending === 0 && failed === 0 && processed === QUEUED && issues === QUEUED
  const drained = `${issues} stored, ${failed} failed, ${pending} pending, ${Math.round(seconds)} s`
  row(`${QUEUED} queued snapshots drained`, '', drained, 'nothing lost', isComplete)
  // The first tenth is warm-up; after that memory must not grow. It is sampled every hundred snapshots.
  const early = median(megabytes.slice(Math.floor(megabytes.length * 0.1), Math.ceil(megabytes.length * 0.2)))
  const late = median(megabytes.slice(Math.floor(megabytes.length * 0.9)))
  note(`memory samples, MB: ${megabytes.map((now) => now.toFixed(0)).join(' ')}`)
  const figures = `${early.toFixed(0)} MB early, ${late.toFixed(0)} MB late`
  row('memory of the function while draining', '', figures, 'late ≤ 1.15 × early', late <= 1.15 * early)
}

function cachedBody(chart, index) {
  if (!bodies.has(index)) {
    bodies.set(
      index,
      answerBytes({ instant: `${dateAfter(1990, 11_000 + index)}T06:00:00.000Z`, playlist: chart.playlist }),
    )
  }
  return bodies.get(index)
}

async function count(store, prefix) {
  let found = 0
  for await (const _ of store.list(prefix)) found += 1
  return found
}
