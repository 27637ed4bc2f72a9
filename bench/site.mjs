// The pages: a build of the static site, the site as a server under load, and the start of the demo.
// With HITPARADE_RECORDINGS the charts are recorded ones, else the simulator's.
// usage: node bench/site.mjs
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { inProcess, median, report, time } from './measure.mjs'
import { sendRequests } from './send-requests.mjs'

const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url))
const root = fileURLToPath(new URL('..', import.meta.url))
const folder = await mkdtemp(join(tmpdir(), 'hitparade-site-'))
const data = join(folder, 'data')
const site = join(folder, 'site')
// The terms of recorded charts are those of their source.
const config = join(folder, 'hitparade.jsonc')
writeFileSync(config, JSON.stringify({ sources: { spotify: { acceptTerms: true } } }))
const flags = ['--data-dir', data, '--config', config]
const rows = []
const note = (text) => process.stderr.write(`${text}\n`)

try {
  const addDay = fillCharts()
  measureBuilds(addDay)
  await measureLoad()
  await measureStart()
} finally {
  await rm(folder, { recursive: true, force: true })
}
process.exitCode = report(rows) ? 0 : 1

function run(...args) {
  return runCli([...flags, ...args])
}

function runCli(args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    encoding: 'utf8',
    maxBuffer: 1e8,
  })
  if (status !== 0) throw new Error(`${args.join(' ')} exited with ${status}: ${stderr}`)
  return stdout
}

/** Fills the warehouse with all days but the last of each chart; returns what adds that day. */
function fillCharts() {
  const recordings = process.env.HITPARADE_RECORDINGS
  if (!recordings) {
    note('loading 89 days of invented charts')
    run('backfill', '--source', 'simulator', '--from', '2026-01-01', '--to', '2026-03-30')
    return () => run('backfill', '--source', 'simulator', '--from', '2026-03-31', '--to', '2026-03-31')
  }
  note('importing recorded charts')
  const [before, last] = ['before', 'last'].map((name) => join(folder, name))
  for (const each of [before, last]) mkdirSync(each)
  for (const name of readdirSync(join(recordings, 'history'))) {
    const lines = gunzipSync(readFileSync(join(recordings, 'history', name)))
      .toString()
      .trim()
      .split('\n')
    const sorted = lines.sort((a, b) => (JSON.parse(a).date < JSON.parse(b).date ? -1 : 1))
    const plain = name.replace(/\.gz$/, '')
    writeFileSync(join(before, plain), sorted.slice(0, -1).join('\n'))
    writeFileSync(join(last, plain), sorted.slice(-1).join('\n'))
  }
  run('import', before)
  return () => run('import', last)
}

function measureBuilds(addDay) {
  note('building the whole site')
  const full = inProcess('part-site.mjs', 'build', data, site, config)
  const bare = inProcess('part-site.mjs', 'render', data, join(folder, 'bare'), config)
  rows.push(
    ratio(
      `build of ${full.pages} pages in ${full.files} files`,
      'the same HTML from ready objects',
      full.milliseconds,
      bare.milliseconds,
      1.5,
    ),
  )
  addDay()
  note('building after one more day')
  const again = inProcess('part-site.mjs', 'build', data, site, config)
  rows.push(
    ratio(
      `build after one more day, ${again.written} files written`,
      'the full build',
      again.milliseconds,
      full.milliseconds,
      0.35,
    ),
  )
  const same = inProcess('part-site.mjs', 'build', data, site, config)
  rows.push({
    what: 'files written by a build without new data',
    against: '',
    measured: String(same.written),
    goal: '0',
    reached: same.written === 0,
  })
}

/** Milliseconds of ours against those of a peer. */
function ratio(what, against, ours, theirs, goal) {
  const value = ours / theirs
  const measured = `${value.toFixed(2)} × (${ours.toFixed(0)} ms, ${theirs.toFixed(0)} ms)`
  return { what, against, measured, goal: `≤ ${goal} ×`, reached: value <= goal }
}

async function measureLoad() {
  note('sending 100 requests a second for a minute')
  const manifest = JSON.parse(readFileSync(join(site, '.hitparade-site.json'), 'utf8'))
  const all = Object.keys(manifest.pages).filter((address) =>
    /^\/(charts|songs|artists)\/.*\/$/.test(address),
  )
  const step = Math.max(1, Math.floor(all.length / 500))
  const addresses = all.filter((_, index) => index % step === 0).slice(0, 500)
  const server = await startServer(process.execPath, [cli, ...flags, 'serve', '--port', '0', '--no-open'])
  try {
    const empty = await sendRequests({ ...server, addresses: ['/no-such-page/'], seconds: 10, status: 404 })
    const first = await sendRequests({ ...server, addresses, seconds: addresses.length / 100, status: 200 })
    const loaded = await sendRequests({ ...server, addresses, seconds: 60, status: 200 })
    rows.push(
      ratio(
        `p95 of 100 requests a second over ${addresses.length} addresses, ${loaded.errors} errors`,
        "the server's empty page",
        loaded.p95,
        empty.p95,
        5,
      ),
    )
    rows.push(
      ratio('the same, each address for the first time', "the server's empty page", first.p95, empty.p95, 5),
    )
    const growth = loaded.memoryAtEnd / loaded.memoryAtStart
    rows.push({
      what: 'memory at the end of the minute',
      against: 'at its beginning',
      measured: `${growth.toFixed(2)} × (${(loaded.memoryAtEnd / 1024).toFixed(0)} MB)`,
      goal: '≤ 1.2 ×, no error',
      reached: growth <= 1.2 && loaded.errors === 0,
    })
  } finally {
    server.child.kill('SIGTERM')
  }
}

async function startServer(program, args) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  const url = await new Promise((resolve, reject) => {
    child.stdout.on('data', (text) => resolve(String(text).trim()))
    child.once('exit', (code) => reject(new Error(`serve exited with ${code}`)))
  })
  return { child, url, pid: child.pid }
}

/** From `npm start` in a terminal on a filled folder until the home page answers. */
async function measureStart() {
  note('starting the demo')
  // The demo keeps to a folder of its own.
  const demo = ['--data-dir', join(folder, 'demo')]
  runCli(['demo', '--no-serve', ...demo])
  const port = 8040
  const starts = []
  for (let round = 0; round < 6; round += 1) {
    const command = `npm start -- --no-open ${demo.join(' ')}`
    const began = performance.now()
    const child = spawn('script', ['-qfec', command, '/dev/null'], {
      cwd: root,
      stdio: 'ignore',
      detached: true,
    })
    while (!(await isThere(`http://127.0.0.1:${port}/`)))
      await new Promise((resolve) => setTimeout(resolve, 5))
    starts.push(performance.now() - began)
    process.kill(-child.pid, 'SIGTERM')
    await new Promise((resolve) => child.once('exit', resolve))
    while (await isThere(`http://127.0.0.1:${port}/`)) await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const node = []
  for (let round = 0; round < 10; round += 1)
    node.push(await time(() => spawnSync(process.execPath, ['-e', '0'])))
  // The first makes the page, the others find it.
  rows.push(
    ratio('npm start until the home page answers', 'node -e 0', median(starts.slice(1)), median(node), 12),
  )
}

async function isThere(url) {
  try {
    return (await fetch(url)).status === 200
  } catch {
    return false
  }
}
