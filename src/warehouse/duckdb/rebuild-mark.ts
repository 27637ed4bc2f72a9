import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readErrno } from '../../domain/system-failure.ts'

/**
 * Marks the warehouse as built from curated files that have changed since: the next load rebuilds it. Each mark is
 * another text, so that a rebuild which began before a mark does not remove it.
 */
export async function markForRebuild(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(findPath(folder), randomUUID(), { flush: true })
}

/** The text of the mark; null without one. */
export async function readRebuildMark(folder: string): Promise<string | null> {
  try {
    return await readFile(findPath(folder), 'utf8')
  } catch (error) {
    if (readErrno(error) === 'ENOENT') return null
    throw error
  }
}

/** Removes the mark, unless it was renewed since it was read. */
export async function clearRebuildMark(folder: string, mark: string | null): Promise<void> {
  if (mark !== null && (await readRebuildMark(folder)) === mark) await rm(findPath(folder), { force: true })
}

function findPath(folder: string): string {
  return join(folder, 'rebuild-required')
}
