// Builds dist/: the compiled code, the SQL files and the assets of the site. By itself it builds only what is out of date.
// `--types` also writes declarations, which only the package needs. The new folder replaces the old one when it is
// complete, so an interrupted build changes nothing.
import { spawn } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { chmod, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { keepPublicTypes } from './keep-public-types.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
/** Folders of builds that are under way, each named by its process. */
const work = join(root, '.build')
const inputs = ['src', 'scripts', 'tsconfig.json', 'tsconfig.build.json']

/** Builds if a source is newer than the last build. Throws an `Error` that a person can read. */
export async function buildIfNeeded({ types = false } = {}) {
  const built = await readStamp()
  if (built !== null && (built.types || !types) && !hasChangedSince(built.started)) return
  const started = Date.now()
  const next = join(work, String(process.pid))
  const interruption = new AbortController()
  const interrupt = () => interruption.abort()
  process.once('SIGINT', interrupt)
  await removeLeftovers()
  await mkdir(next, { recursive: true })
  const stopProgress = showProgress()
  try {
    await compile(next, types, interruption.signal)
    if (types) await keepPublicTypes(next)
    const { copyAssets } = await import('./copy-assets.mjs')
    await copyAssets(root, next)
    for (const script of ['cli.js', 'hitparade.cjs']) await chmod(join(next, script), 0o755)
    await writeFile(join(next, 'built.json'), JSON.stringify({ started, types }))
    interruption.signal.throwIfAborted()
    await replaceDist(next)
  } finally {
    process.off('SIGINT', interrupt)
    stopProgress()
    await rm(next, { recursive: true, force: true, maxRetries: 5 })
    if (interruption.signal.aborted) process.exit(130)
  }
}

/** When the last complete build began, and whether it has declarations; null if there is no build. */
async function readStamp() {
  try {
    return JSON.parse(await readFile(join(dist, 'built.json'), 'utf8'))
  } catch {
    return null
  }
}

/**
 * A folder counts as well: a file that is deleted or renamed changes it. This precedes every start, and for a thousand files
 * promises take longer than the calls themselves.
 */
function hasChangedSince(instant) {
  return inputs.some((input) => isNewer(join(root, input), instant))
}

function isNewer(path, instant) {
  const entry = statSync(path)
  if (entry.mtimeMs > instant) return true
  return entry.isDirectory() && readdirSync(path).some((name) => isNewer(join(path, name), instant))
}

/** Types are not checked here: `npm run check` does that. */
async function compile(folder, types, signal) {
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  await stat(tsc).catch(() => {
    throw new Error('the dependencies are not installed; run `npm ci` first')
  })
  const options = ['--noCheck', '--declaration', String(types), '--outDir', folder]
  // A group of its own, because the compiler starts another process, which must end with it.
  const child = spawn(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json'), ...options], {
    stdio: ['ignore', 2, 2],
    detached: true,
  })
  const stop = () => process.kill(-child.pid)
  signal.addEventListener('abort', stop)
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  signal.removeEventListener('abort', stop)
  signal.throwIfAborted()
  if (code !== 0) throw new Error(`the compiler failed with exit code ${code}`)
}

async function replaceDist(next) {
  const old = join(work, `${process.pid}-old`)
  await rename(dist, old).catch(ignore('ENOENT'))
  // Another process may have put its own build there meanwhile, which is as good.
  await rename(next, dist).catch(ignore('ENOTEMPTY', 'EEXIST', 'EPERM'))
  await rm(old, { recursive: true, force: true })
}

/** Deletes what builds have left that were killed. */
async function removeLeftovers() {
  for (const name of await readdir(work).catch(() => [])) {
    if (!isRunning(Number.parseInt(name, 10))) await rm(join(work, name), { recursive: true, force: true })
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0)
    return pid !== process.pid
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function ignore(...codes) {
  return (error) => {
    if (!codes.includes(error.code)) throw error
  }
}

/** Reports the start of the build on stderr and, on a terminal, its seconds. Returns what ends that. */
function showProgress() {
  const text = 'building hitparade, because its sources changed'
  if (!process.stderr.isTTY) {
    process.stderr.write(`${text}\n`)
    return () => {}
  }
  const start = performance.now()
  const show = () => process.stderr.write(`\r${text}: ${Math.round((performance.now() - start) / 1000)} s`)
  show()
  const timer = setInterval(show, 500)
  return () => {
    clearInterval(timer)
    process.stderr.write('\r\u001b[K')
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await buildIfNeeded({ types: process.argv.includes('--types') })
  } catch (error) {
    process.stderr.write(`error: ${error.message}\n`)
    process.exitCode = 1
  }
}
