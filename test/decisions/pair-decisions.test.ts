import { describe, expect, it } from 'vitest'
import type { Config } from '../../src/config/config.ts'
import { emptyDecision, readDecisions, writeDecisions } from '../../src/decisions/decision-file.ts'
import { recordPairDecision, recordPairDecisions } from '../../src/decisions/pair-decisions.ts'
import { memoryStore } from '../../src/storage/memory-store.ts'

type Pairs = Config['join']

/** A configuration that is applied several times, one day later each time. */
function configured() {
  const curated = memoryStore()
  let day = 0
  return {
    curated,
    async apply(pairs: { join?: Pairs; split?: Pairs; file?: string | null }) {
      day += 1
      const now = () => `2026-03-0${day}T08:00:00.250Z`
      const config = { file: 'hitparade.jsonc', join: [], split: [], ...pairs } as unknown as Config
      const decided = await recordPairDecisions({ config, curated, now })
      return decided.map(({ kind, source, songs }) => [kind, source, ...songs].join(' '))
    },
  }
}

const ab = { source: 'spotify', songs: ['a', 'b'] as [string, string] }
const ba = { source: 'spotify', songs: ['b', 'a'] as [string, string] }
const cd = { source: 'deezer', songs: ['c', 'd'] as [string, string] }

describe('a pair of songs in the configuration', () => {
  it('is written once, as a curated file under settings/', async () => {
    const { apply, curated } = configured()
    expect(await apply({ join: [ab], split: [cd] })).toEqual(['join spotify a b', 'split deezer c d'])
    expect(await apply({ join: [ab], split: [cd] })).toEqual([])
    const keys: string[] = []
    for await (const { key } of curated.list('')) keys.push(key)
    expect(keys).toEqual([expect.stringMatching(/^settings\/20260301t080000z-[0-9a-f]{12}\.parquet$/)])
    expect(await readDecisions(curated)).toEqual([
      expect.objectContaining({
        kind: 'join',
        source: 'spotify',
        chart: null,
        chart_date: null,
        song_id: 'a',
        other_song_id: 'b',
        decided_at: '2026-03-01T08:00:00.250Z',
      }),
      expect.objectContaining({ kind: 'split', source: 'deezer' }),
    ])
  })

  it('is written again when it changes, and withdrawn when it is removed', async () => {
    const { apply } = configured()
    await apply({ join: [ab] })
    expect(await apply({ split: [ab] })).toEqual(['split spotify a b'])
    expect(await apply({})).toEqual(['withdrawn spotify a b'])
    expect(await apply({})).toEqual([])
    expect(await apply({ join: [ab] })).toEqual(['join spotify a b'])
  })

  it('in the other order is a different split, but the same join', async () => {
    const { apply } = configured()
    await apply({ join: [ab] })
    expect(await apply({ join: [ba] })).toEqual([])
    await apply({ split: [ab] })
    expect(await apply({ split: [ba] })).toEqual(['split spotify b a'])
  })

  it('that a command decided stays when the configuration does not list it', async () => {
    const { apply, curated } = configured()
    const decide = (kind: 'joined' | 'parted' | 'withdrawn', config = {}) =>
      recordPairDecision(
        {
          config: { file: 'hitparade.jsonc', join: [], split: [], ...config } as unknown as Config,
          curated,
          now: () => '2026-03-08T08:00:00.250Z',
        },
        { kind, ...ab },
      )
    await decide('joined')
    expect(await apply({})).toEqual([])
    await expect(decide('parted', { join: [ba] })).rejects.toThrow(
      'hitparade.jsonc has the two songs under "join"; change it there',
    )
  })

  it('is refused for what it would join, beside pairs that contradict each other already', async () => {
    const curated = memoryStore()
    const decided_at = '2026-03-01T08:00:00.000Z'
    const write = (kind: string, song_id: string, other_song_id: string) => ({
      ...emptyDecision,
      ...{ kind, source: 'spotify', song_id, other_song_id, decided_at },
    })
    await writeDecisions(curated, [
      write('joined', 'a', 'b'),
      write('joined', 'b', 'c'),
      write('parted', 'a', 'c'),
      write('parted', 'd', 'e'),
      write('joined', 'd', "f's"),
    ])
    const config = { file: null, join: [], split: [] } as unknown as Config
    const app = { config, curated, now: () => '2026-03-08T08:00:00.250Z' }
    const decide = (kind: 'joined' | 'parted', ...songs: [string, string]) =>
      recordPairDecision(app, { kind, source: 'spotify', songs })
    await expect(decide('joined', "f's", 'e')).rejects.toThrow(
      'this would join d and e, which a decision splits; withdraw that first: `hitparade split d e --source spotify --withdraw`',
    )
    await expect(decide('parted', 'd', "f's")).resolves.toBeUndefined()
    await expect(decide('joined', 'b', 'g')).resolves.toBeUndefined()
  })

  it('changes nothing without a configuration file', async () => {
    const { apply } = configured()
    await apply({ join: [ab] })
    expect(await apply({ file: null })).toEqual([])
  })
})

describe('decisions', () => {
  it('are read as they were written, with the dates of approvals', async () => {
    const curated = memoryStore()
    const approval = {
      ...emptyDecision,
      kind: 'approval',
      source: 'spotify',
      chart: 'top-3',
      chart_date: '2026-01-05',
      snapshot_id: '20260105t060000z-0123456789ab',
      decided_at: '2026-03-01T08:00:00.000Z',
    }
    await writeDecisions(curated, [approval])
    await writeDecisions(curated, [])
    expect(await readDecisions(curated)).toEqual([approval])
  })
})
