import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { vi } from 'vitest'
import { createProgram } from '../../src/commands/create-program.ts'
import { listLocalChecks } from '../../src/commands/targets/here/local-findings.ts'
import type { Finding } from '../../src/domain/finding.ts'
import { importedFile, simulated } from './damaged-folder.ts'

/** What `hitparade doctor` finds, with `--verify` or without. */
export async function listFindings(folder: string, verify = false): Promise<Finding[]> {
  const globals = { dataDir: folder, config: join(folder, 'hitparade.jsonc') }
  const checks = await quietly(() => listLocalChecks(globals, verify ? { verify: { show: () => {} } } : {}))
  return checks.flatMap(({ ok, finding, next }) => (ok ? [] : [{ finding, next: next ?? '' }]))
}

/** The most rounds of advice until a folder must be whole: e.g. failed, fetched again, transformed again. */
const ROUNDS = 4

/** Does what each finding says until there is none. Returns the findings of the last round. `backup` is a whole folder. */
export async function followAdvice(folder: string, backup: string, findings: Finding[]): Promise<Finding[]> {
  let left = findings
  for (let round = 1; round <= ROUNDS && left.length > 0; round += 1) {
    for (const finding of left) await follow(folder, backup, finding)
    left = await listFindings(folder, true)
  }
  return left
}

/**
 * Deletes what the advice says, and runs its last command: the one for data that no backup has. Only decisions are
 * restored from a backup.
 */
async function follow(folder: string, backup: string, { finding, next }: Finding): Promise<void> {
  const [, deleted] = /\bdelete (\/[^\s,]+)/.exec(next) ?? []
  if (deleted !== undefined) await rm(deleted, { recursive: true, force: true })
  const [, decisions] = /curated file (settings\S+):/.exec(finding) ?? []
  if (decisions !== undefined) {
    const file = join('curated', decisions)
    await rm(join(folder, file), { recursive: true, force: true })
    await cp(join(backup, file), join(folder, file))
  }
  const [, command] = [...next.matchAll(/`hitparade ([^`]*)`/g)].at(-1) ?? []
  if (command !== undefined) await run(folder, command)
}

/** Runs a command in this process; `run` fetches a day that is stored, and `import` gets its file. */
async function run(folder: string, command: string): Promise<void> {
  const [name = '', ...args] = command.split(' ')
  const more: Record<string, string[]> = {
    run: ['--source', 'simulator', '--chart', simulated, '--date', '2026-01-02'],
    import: [join(folder, importedFile), '--chart', 'mine'],
  }
  const globals = ['--data-dir', folder, '--config', join(folder, 'hitparade.jsonc')]
  // A command that repairs may end with code 1, e.g. because something else is damaged as well.
  await quietly(() =>
    createProgram().parseAsync([name, ...args, ...(more[name] ?? []), ...globals], { from: 'user' }),
  ).catch(requireKnown)
}

function requireKnown(error: unknown) {
  if (!(error instanceof Error && 'problem' in error)) throw error
}

async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation(() => true),
  )
  try {
    return await work()
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
}
