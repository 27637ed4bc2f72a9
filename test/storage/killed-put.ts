// Puts one object into a folder store and kills itself at a point.
// usage: killed-put.ts <folder> <key> written | unnamed | named | claimed
import fs, { linkSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const [folder = '', key = '', point] = process.argv.slice(2)
const die = () => process.kill(process.pid, 'SIGKILL')

if (point === 'written') {
  // Half of the bytes reach the file.
  fs.writeFileSync = (file, data) => {
    const bytes = data as Uint8Array
    fs.writeSync(file as number, bytes, 0, bytes.length >> 1)
    die()
  }
}
if (point === 'claimed') fs.renameSync = () => void die()
syncBuiltinESMExports()

// After the replacements: it binds the functions when it is loaded.
const { folderStore } = await import('../../src/storage/folder/folder-store.ts')
const store = folderStore(folder, {
  async link(existing, path) {
    if (point === 'claimed') throw Object.assign(new Error('no links here'), { code: 'EPERM' })
    if (point === 'unnamed') die()
    linkSync(existing, path)
    if (point === 'named') die()
  },
})
await store.put(key, Buffer.alloc(3_000_000, 'z'))
