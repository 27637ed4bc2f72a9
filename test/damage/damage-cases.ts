import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tableNames } from '../../src/domain/tables/tables.ts'
import { startSimulator } from '../../src/simulator/simulator-server.ts'
import {
  buildFolder,
  type Damage,
  damages,
  dumpFolder,
  findFile,
  makePending,
  simulated,
} from './damaged-folder.ts'
import { followAdvice, listFindings } from './follow-advice.ts'

export interface DamageCase {
  kind: string
  damage: Damage
  /** Prepares the folder and returns the path of the file to damage. */
  find(folder: string): Promise<string>
}

const curated = tableNames.map((table) => ({
  kind: `curated file of ${table}`,
  find: (folder: string) => findFile(join(folder, 'curated', table), ''),
}))

const kinds = [
  ...curated,
  { kind: 'raw object', find: (folder: string) => findFile(join(folder, 'raw', 'processed'), simulated) },
  {
    kind: 'raw object of an import',
    find: (folder: string) => findFile(join(folder, 'raw', 'processed'), 'import'),
  },
  { kind: 'pending raw object', find: makePending },
  { kind: 'warehouse', find: async (folder: string) => join(folder, 'warehouse.duckdb') },
  { kind: 'lock', find: async (folder: string) => join(folder, 'lock.duckdb') },
]

/**
 * What has no finding: a missing lock is made again, a missing pending object leaves no trace, and `doctor` itself
 * rebuilds a warehouse of another version (see `outdated-warehouse.test.ts`).
 */
const isUnnamed = ({ kind, damage }: DamageCase) =>
  (kind === 'lock' && damage === 'missing') ||
  (kind === 'pending raw object' && ['missing', 'a folder in its place'].includes(damage)) ||
  (kind === 'warehouse' && damage === 'of a newer version')

/** Every kind of file with every damage. */
export const damageCases: DamageCase[] = kinds
  .flatMap((kind) => (Object.keys(damages) as Damage[]).map((damage) => ({ ...kind, damage })))
  .filter((each) => !isUnnamed(each))

export interface DamageFolders {
  /** The undamaged folder. */
  whole(): string
  /** A copy of it. */
  copy(): Promise<string>
}

/** Builds the undamaged folder before the tests of a file. */
export function useDamageFolders(): DamageFolders & { expected(): string } {
  let base = ''
  let expected = ''
  let made = 0
  let simulator: Awaited<ReturnType<typeof startSimulator>>
  const whole = () => join(base, 'whole')
  beforeAll(async () => {
    base = await mkdtemp(join(tmpdir(), 'hitparade-damage-'))
    simulator = await startSimulator()
    await buildFolder(whole(), simulator.url)
    expected = await dumpFolder(whole())
  })
  afterAll(async () => {
    await simulator.close()
    await rm(base, { recursive: true, force: true })
  })
  return {
    whole,
    expected: () => expected,
    async copy() {
      const folder = join(base, `copy-${++made}`)
      await cp(whole(), folder, { recursive: true, preserveTimestamps: true })
      return folder
    },
  }
}

/** A test for each case: doctor names the damage, and its advice gives the rows and answers of the undamaged folder. */
export function describeDamage(cases: DamageCase[]) {
  const folders = useDamageFolders()
  test.each(cases)('a $kind that is $damage is named, and healed by the advice', async (each) => {
    const folder = await folders.copy()
    const path = await each.find(folder)
    await damages[each.damage](path)
    const findings = await listFindings(folder, true)
    const named = findings.map(({ finding }) => finding).join('\n')
    const isAbsentCache = each.kind === 'warehouse' && each.damage === 'missing'
    expect(named).toContain(isAbsentCache ? 'not loaded' : (path.split('/').at(-1)?.split('.')[0] ?? ''))
    // Names, sizes and footers show without a comparison of bytes.
    const isObject =
      each.kind.startsWith('raw object') && ['truncated', 'of a newer version'].includes(each.damage)
    const isSilent = each.damage === 'flipped' || isObject
    if (!isSilent) expect(await listFindings(folder)).not.toEqual([])
    expect(await followAdvice(folder, folders.whole(), findings)).toEqual([])
    expect(await dumpFolder(folder)).toBe(folders.expected())
    await rm(folder, { recursive: true })
  })
}
