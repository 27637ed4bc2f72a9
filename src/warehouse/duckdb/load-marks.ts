import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readErrno } from '../../domain/system-failure.ts'

/**
 * What the next load must do, as a file: `rebuild-required` where curated files have changed that were loaded,
 * `comparison-required` where files of past chart dates were written to a bucket. Each mark is another text, so that a load
 * which began before a mark does not remove it.
 */
export type LoadMark = 'rebuild-required' | 'comparison-required'

export async function setMark(folder: string, name: LoadMark): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, name), randomUUID(), { flush: true })
}

/** The text of the mark; null without one. */
export async function readMark(folder: string, name: LoadMark): Promise<string | null> {
  try {
    return await readFile(join(folder, name), 'utf8')
  } catch (error) {
    if (readErrno(error) === 'ENOENT') return null
    throw error
  }
}

/** Removes the mark, unless it was renewed since it was read. */
export async function clearMark(folder: string, name: LoadMark, mark: string | null): Promise<void> {
  if (mark !== null && (await readMark(folder, name)) === mark) await rm(join(folder, name), { force: true })
}
