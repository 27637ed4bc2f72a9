import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { HitparadeError, UsageError } from '../../domain/errors.ts'
import { readErrno } from '../../domain/system-failure.ts'
import { type Address, toFile } from '../addresses.ts'
import { formatManifest, listFiles, type Manifest, manifestName, parseManifest } from './manifest.ts'

/** Where a static site is written: nothing of the site changes before `publish`. */
export interface SiteTarget {
  readManifest(): Promise<Manifest | null>
  write(address: Address, bytes: string | Uint8Array, type: string): Promise<void>
  /** Makes the site that of the manifest: the written files, and those that it had and that the manifest still names. */
  publish(manifest: Manifest, onFile?: (done: number, total: number) => void): Promise<void>
  /** Removes what was written and not published. */
  discard(): Promise<void>
}

/**
 * A static site in a folder. New files go to a folder beside it, `<folder>.next`, which then takes the place of the site.
 * Where the system can exchange two folders (`mv --exchange`), the switch is one step; elsewhere it is two renames, and
 * the next build repairs a site that was interrupted between them.
 */
export function openSiteFolder(path: string): SiteTarget {
  const folder = resolve(path)
  const next = `${folder}.next`
  const old = `${folder}.old`
  const folders = new Set<string>()
  let before: Manifest | null = null

  const place = (address: Address): string => {
    const file = join(next, toFile(address))
    const parent = dirname(file)
    if (!folders.has(parent)) {
      mkdirSync(parent, { recursive: true })
      folders.add(parent)
    }
    return file
  }

  return {
    async readManifest() {
      recover(folder, next, old)
      requireSite(folder)
      const file = join(folder, manifestName)
      before = existsSync(file) ? parseManifest(readFileSync(file, 'utf8')) : null
      return before
    },
    async write(address, bytes) {
      writeFileSync(place(address), bytes)
    },
    async publish(manifest) {
      for (const address of listFiles(manifest)) {
        const file = place(address)
        if (!existsSync(file)) linkOrCopy(join(folder, toFile(address)), file)
      }
      mkdirSync(next, { recursive: true })
      keepOwn(folder, next, before)
      writeFileSync(join(next, manifestName), formatManifest(manifest))
      switchFolders(folder, next, old)
    },
    async discard() {
      rmSync(next, { recursive: true, force: true })
    },
  }
}

/** Throws unless the folder is a site, empty or missing: a build removes what is not part of it. */
function requireSite(folder: string) {
  if (!existsSync(folder) || existsSync(join(folder, manifestName))) return
  if (statSync(folder).isDirectory() && readdirSync(folder).length === 0) return
  throw new UsageError(`${folder} exists and is not a site of hitparade`, {
    advice: 'name a folder that does not exist, or an empty one',
  })
}

/** Puts a site back that was interrupted between two renames, and removes what was not published. */
function recover(folder: string, next: string, old: string) {
  if (!existsSync(folder) && existsSync(join(old, manifestName))) renameSync(old, folder)
  rmSync(next, { recursive: true, force: true })
  rmSync(old, { recursive: true, force: true })
}

/** Takes over what people have put beside the pages, such as `robots.txt`, `CNAME` or `.well-known`: the top of the folder. */
function keepOwn(folder: string, next: string, before: Manifest | null) {
  if (before === null) return
  const built = new Set([manifestName, ...listFiles(before).map((address) => toFile(address).split('/')[0])])
  for (const name of readdirSync(folder)) {
    const [own, kept] = [join(folder, name), join(next, name)]
    if (built.has(name) || existsSync(kept)) continue
    cpSync(own, kept, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true })
  }
}

/** The same file under a second name; a copy where the file system has no links. */
function linkOrCopy(from: string, to: string) {
  try {
    linkSync(from, to)
  } catch (error) {
    if (readErrno(error) === 'ENOENT') throw error
    writeFileSync(to, readFileSync(from))
  }
}

/** `rm` takes a fraction of the time of `rmSync` for the thousands of folders of a site. */
function removeFolders(paths: string[]) {
  const { status } = spawnSync('rm', ['-rf', '--', ...paths], { stdio: 'ignore' })
  if (status !== 0) for (const path of paths) rmSync(path, { recursive: true, force: true })
}

function switchFolders(folder: string, next: string, old: string) {
  try {
    if (!existsSync(folder)) return renameSync(next, folder)
    const exchange = spawnSync('mv', ['--exchange', '--no-copy', '-T', next, folder], { stdio: 'ignore' })
    if (exchange.status !== 0) {
      renameSync(folder, old)
      renameSync(next, folder)
    }
    removeFolders([next, old])
  } catch (cause) {
    throw new HitparadeError('SiteFolder', `cannot replace ${folder}: ${String(readErrno(cause))}`, {
      advice: 'if it is a mount point, build into a folder inside it',
      details: { path: folder },
      cause,
    })
  }
}
