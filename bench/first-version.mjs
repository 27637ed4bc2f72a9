// Takes version 0.1.0 from the history of this repository, and rebuilds a warehouse with it.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const COMMIT = '95d211b'
const root = fileURLToPath(new URL('..', import.meta.url))

/** Prints the processor time of a process at its end. */
const printUsage =
  'data:text/javascript,process.on("exit",()=>console.error("usage "+JSON.stringify(process.cpuUsage())))'

/** Processor seconds of `hitparade rebuild` over the curated files below `data`; works in `folder`. */
export function rebuildFirstVersion(folder, data) {
  const version = join(folder, 'first-version')
  if (!existsSync(version)) unpack(version)
  const target = join(folder, 'first-data')
  mkdirSync(target, { recursive: true })
  symlinkSync(join(data, 'curated'), join(target, 'curated'))
  // Compiled when loaded, and kept: the first call compiles it.
  const call = (...args) =>
    run(process.execPath, ['--import', 'tsx', '--import', printUsage, 'src/cli.ts', ...args], version)
  call('--version')
  const { user, system } = JSON.parse(/^usage (.*)$/m.exec(call('--data-dir', target, 'rebuild'))[1])
  return { seconds: (user + system) / 1e6 }
}

function unpack(version) {
  mkdirSync(version)
  run('sh', ['-c', `git archive ${COMMIT} | tar -x -C '${version}'`], root)
  symlinkSync(join(root, 'node_modules'), join(version, 'node_modules'))
}

function run(command, args, cwd) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 1e8 })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} exited with ${status}: ${stderr}${stdout}`)
  return stderr
}
