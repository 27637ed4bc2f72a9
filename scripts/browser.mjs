// Makes sure that there is a Chromium for `npm run test:browser`: the one that is installed, or Debian's package.
import { spawnSync } from 'node:child_process'
import { findChromium } from './find-chromium.mjs'

const found = findChromium()
if (found === null) install()
else console.error(`browser: found ${found}`)

function install() {
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', 'chromium'],
  ]) {
    const { status } = spawnSync('apt-get', args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    if (status === 0) continue
    console.error('browser: no Chromium; install one, or name its program in CHROMIUM')
    process.exit(1)
  }
  console.error(`browser: installed ${findChromium()}`)
}
