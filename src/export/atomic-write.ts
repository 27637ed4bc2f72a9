import { readdirSync, rmSync } from 'node:fs'
import { lstat, mkdir, readdir, rename } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { UsageError } from '../domain/errors.ts'
import { hasEnded } from '../storage/folder/temporary-files.ts'

/** Throws a `UsageError` where something is at a path that may not be replaced. */
export async function requireFree(path: string, { force }: { force: boolean }): Promise<void> {
  if (force || (await lstat(path).catch(() => null)) === null) return
  throw new UsageError(`${path} is there already`, {
    advice: 'name another with --out, or replace it with --force',
  })
}

/** Throws a `UsageError` where a folder is in the place of a file. */
export async function requireNoFolder(path: string): Promise<void> {
  const there = await lstat(path).catch(() => null)
  if (there?.isDirectory())
    throw new UsageError(`${path} is a folder`, { advice: 'expected a file, or a name that is free' })
}

/** Throws a `UsageError` where a folder holds more than what an export writes: to replace it would lose the rest. */
export async function requireOwnFolder(path: string, names: string[]): Promise<void> {
  const there = await lstat(path).catch(() => null)
  if (there === null) return
  if (!there.isDirectory()) {
    throw new UsageError(`${path} is a file`, { advice: 'expected a folder, or a name that is free' })
  }
  const strangers = (await readdir(path)).filter((name) => !names.includes(name))
  if (strangers.length === 0) return
  throw new UsageError(
    `${path} holds ${strangers.slice(0, 3).join(', ')}, which this export does not write`,
    { advice: 'name another folder with --out' },
  )
}

/**
 * Has a file or folder written under a temporary name beside its place, and moves it there once it is whole: what
 * was there stays until then, and stays for good where the work fails or is interrupted.
 */
export async function writeAtomically(
  path: string,
  write: (temporary: string) => Promise<void>,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const prefix = `.${basename(path)}.${process.pid}.`
  const aside = (word: string) => join(dirname(path), `${prefix}${word}`)
  await removeAbandoned(path)
  const stop = (signal: NodeJS.Signals) => {
    removeAll(dirname(path), `${prefix}part`)
    process.kill(process.pid, signal)
  }
  for (const signal of signals) process.once(signal, stop)
  try {
    await write(aside('part'))
    const old = await lstat(path).catch(() => null)
    // A folder cannot be renamed over another that holds something.
    if (old?.isDirectory()) await rename(path, aside('old'))
    await rename(aside('part'), path)
  } finally {
    for (const signal of signals) process.off(signal, stop)
    removeAll(dirname(path), prefix)
  }
}

/** What killed processes have left of this export. What one had set aside to replace it stays: it may be the last. */
async function removeAbandoned(path: string) {
  const name = basename(path)
  for (const left of await readdir(dirname(path))) {
    if (!left.startsWith(`.${name}.`)) continue
    const [, pid] = /^\.(\d+)\.part/.exec(left.slice(name.length + 1)) ?? []
    const written = (await lstat(join(dirname(path), left)).catch(() => null))?.mtime
    if (pid === undefined || written === undefined || !hasEnded(Number(pid), written)) continue
    rmSync(join(dirname(path), left), { recursive: true, force: true })
  }
}

const signals = ['SIGINT', 'SIGTERM'] as const

/** Also what a database keeps beside its file. */
function removeAll(folder: string, prefix: string) {
  for (const name of readdirSync(folder)) {
    if (name.startsWith(prefix)) rmSync(join(folder, name), { recursive: true, force: true })
  }
}
