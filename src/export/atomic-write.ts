import { readdirSync, rmSync } from 'node:fs'
import { lstat, mkdir, readdir, rename } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { UsageError } from '../domain/errors.ts'
import { hasEnded } from '../storage/folder/temporary-files.ts'

/** Throws a `UsageError` if the path exists and may not be replaced. */
export async function requireFree(path: string, { force }: { force: boolean }): Promise<void> {
  if (force || (await lstat(path).catch(() => null)) === null) return
  throw new UsageError(`${path} already exists`, {
    advice: 'choose another path with --out, or pass --force to replace it',
    details: { path },
  })
}

/** Throws a `UsageError` if the path of a file is a folder. */
export async function requireNoFolder(path: string): Promise<void> {
  const existing = await lstat(path).catch(() => null)
  if (!existing?.isDirectory()) return
  throw new UsageError(`expected a file or a new path, but ${path} is a folder`, {
    advice: 'choose another path with --out',
    details: { path },
  })
}

/** Throws a `UsageError` if the folder contains files that this export does not write: replacing it would delete them. */
export async function requireOwnFolder(path: string, names: string[]): Promise<void> {
  const existing = await lstat(path).catch(() => null)
  if (existing === null) return
  if (!existing.isDirectory()) {
    throw new UsageError(`expected a folder or a new path, but ${path} is a file`, {
      advice: 'choose another path with --out',
      details: { path },
    })
  }
  const others = (await readdir(path)).filter((name) => !names.includes(name))
  if (others.length === 0) return
  throw new UsageError(
    `${path} contains ${others.slice(0, 3).join(', ')}, which this export does not write`,
    { advice: 'choose another folder with --out', details: { path } },
  )
}

/**
 * Writes a file or folder under a temporary name in the same folder, and renames it when it is complete. If writing
 * fails or is interrupted, the old file stays.
 */
export async function writeAtomically(
  path: string,
  write: (temporary: string) => Promise<void>,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const prefix = `.${basename(path)}.${process.pid}.`
  const temporaryPath = (suffix: 'part' | 'old') => join(dirname(path), `${prefix}${suffix}`)
  await removeAbandoned(path)
  const stop = (signal: NodeJS.Signals) => {
    removeAll(dirname(path), `${prefix}part`)
    process.kill(process.pid, signal)
  }
  for (const signal of signals) process.once(signal, stop)
  try {
    await write(temporaryPath('part'))
    const old = await lstat(path).catch(() => null)
    // A rename cannot replace a folder that is not empty.
    if (old?.isDirectory()) await rename(path, temporaryPath('old'))
    await rename(temporaryPath('part'), path)
  } finally {
    for (const signal of signals) process.off(signal, stop)
    removeAll(dirname(path), prefix)
  }
}

/** Removes temporary files of killed exports to this path. Their `.old` folders stay: one may be the last copy. */
async function removeAbandoned(path: string) {
  const name = basename(path)
  for (const file of await readdir(dirname(path))) {
    if (!file.startsWith(`.${name}.`)) continue
    const [, pid] = /^\.(\d+)\.part/.exec(file.slice(name.length + 1)) ?? []
    const written = (await lstat(join(dirname(path), file)).catch(() => null))?.mtime
    if (pid === undefined || written === undefined || !hasEnded(Number(pid), written)) continue
    rmSync(join(dirname(path), file), { recursive: true, force: true })
  }
}

const signals = ['SIGINT', 'SIGTERM'] as const

/** By prefix, because a database keeps further files next to its own. */
function removeAll(folder: string, prefix: string) {
  for (const name of readdirSync(folder)) {
    if (name.startsWith(prefix)) rmSync(join(folder, name), { recursive: true, force: true })
  }
}
