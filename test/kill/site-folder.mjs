// A build that is killed before one of its calls that change the disk. Prints how many it made.
// usage: site-folder.mjs <folder of the site> <content by address, as JSON> <call; 0: never>
import childProcess from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const [folder = '', content = '{}', at = '0'] = process.argv.slice(2)
let calls = 0

for (const [module, name] of [
  [fs, 'writeFileSync'],
  [fs, 'linkSync'],
  [fs, 'renameSync'],
  [fs, 'rmSync'],
  [childProcess, 'spawnSync'],
]) {
  const call = module[name]
  module[name] = (...given) => {
    calls += 1
    if (calls === Number(at)) process.kill(process.pid, 'SIGKILL')
    return call(...given)
  }
}
syncBuiltinESMExports()

const { openSiteFolder } = await import('../../dist/site/build/site-folder.js')
const target = openSiteFolder(folder)
const before = await target.readManifest()
const pages = {}
for (const [address, text] of Object.entries(JSON.parse(content))) {
  const hash = createHash('sha256').update(text).digest('hex')
  pages[address] = { version: '', files: { [address]: hash } }
  if (before?.pages[address]?.files[address] !== hash) await target.write(address, text, 'text/plain')
}
await target.publish({ made_by: 'test', pages })
process.stdout.write(String(calls))
