// Makes the pictures of the README from a real run: loads invented charts, prints a table on a terminal of a fixed width,
// serves the pages, and takes a picture of both in Chromium. Needs what `npm run browser` installs, and the program
// `script`.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { AnsiUp } from 'ansi_up'
import { chromium } from 'playwright-core'
import { buildIfNeeded } from './build.mjs'
import { findChromium } from './find-chromium.mjs'

/** Its songs have names in Latin letters, which every machine has a font for. */
const chart = 'germany-top-50'
const [from, to] = ['2026-09-02', '2026-11-30']
const columns = 104
/** Bytes. */
const LIMIT = 200_000

const root = fileURLToPath(new URL('..', import.meta.url))
const launcher = join(root, 'hitparade')
const pictures = join(root, 'docs/pictures')
const folder = mkdtempSync(join(tmpdir(), 'hitparade-pictures-'))

await buildIfNeeded()
mkdirSync(pictures, { recursive: true })
const browser = await chromium.launch({ executablePath: findChromium() ?? '', args: ['--no-sandbox'] })
try {
  run(launcher, ['backfill', '--source', 'simulator', '--chart', chart, '--from', from, '--to', to])
  await picturePage()
  await pictureTerminal(`insights chart --chart ${chart} --on ${to} --limit 10`)
} finally {
  await browser.close()
  rmSync(folder, { recursive: true, force: true })
}

async function picturePage() {
  const server = spawn(launcher, ['serve', '--port', '0', '--no-open'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  try {
    const [origin] = await once(createInterface(server.stdout), 'line')
    // Its script would add how long ago the issue was observed, which changes every day.
    const page = await browser.newPage({ viewport: { width: 1100, height: 725 }, javaScriptEnabled: false })
    await page.goto(`${origin}charts/simulator/${chart}/${to}/`, { waitUntil: 'load' })
    await save(page, 'page.png')
  } finally {
    server.kill()
  }
}

/** The terminal is drawn as a page whose text has the colours that the command printed. */
async function pictureTerminal(line) {
  const command = `stty cols ${columns}; '${launcher}' ${line}`
  const printed = run('script', ['-qec', command, '/dev/null']).replaceAll('\r', '')
  const page = await browser.newPage({ viewport: { width: 900, height: 100 } })
  await page.setContent(`<style>
    body { margin: 0; padding: 16px; background: #16181d; color: #d8dee9; width: max-content }
    pre { margin: 0; font: 14px/1.35 'DejaVu Sans Mono', monospace }
  </style><pre></pre>`)
  const html = new AnsiUp().ansi_to_html(`$ ./hitparade ${line}\n${printed}`)
  await page.locator('pre').evaluate((pre, content) => {
    pre.innerHTML = content
  }, html)
  await save(page.locator('body'), 'terminal.png')
}

async function save(place, name) {
  const path = join(pictures, name)
  await place.screenshot({ path })
  const { size } = statSync(path)
  console.log(`${path}: ${size} bytes`)
  if (size > LIMIT) throw new Error(`${name} has more than ${LIMIT} bytes`)
}

function run(command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} exited with ${status}\n${stdout}${stderr}`)
  return stdout
}
