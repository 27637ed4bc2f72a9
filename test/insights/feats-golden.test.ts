import { describe, expect, it } from 'vitest'
import { sha256 } from '../../src/domain/hash.ts'
import { runInsight } from '../../src/insights/run-insight.ts'
import { answerBytes } from '../../src/simulator/api/api-answer.ts'
import { simulatedCharts } from '../../src/simulator/world/simulated-charts.ts'
import type { Warehouse } from '../../src/warehouse/warehouse.ts'
import { importsWarehouse } from '../support/fixtures/imports.ts'
import { datesFrom } from '../support/fixtures/invented.ts'
import { recordedWarehouse, recordings } from '../support/fixtures/recorded.ts'

/** Each list of records, with the parameters that change what it counts. */
const questions: [insight: string, given?: Record<string, string>][] = [
  ['debuted_at_number_one', { across_gaps: 'true' }],
  ['stuck_at_two'],
  ['biggest_moves'],
  ['biggest_moves', { direction: 'down' }],
  ['biggest_moves', { direction: 'off' }],
  ['biggest_jump_to_number_one'],
  ['longest_climb_to_number_one'],
  ['longest_absence'],
  ['one_hits', { days: '30' }],
  ['top_sweeps', { top: '2' }],
  ['self_replacement'],
  ['consecutive_issues'],
  ['gaps'],
  ['gaps', { between: 'issues' }],
  ['artist_records'],
  ['records', { limit: '3' }],
]

async function answers(warehouse: Warehouse, given: Record<string, string>) {
  const found: { question: string; rows: unknown[] }[] = []
  for (const [insight, own = {}] of questions) {
    const { rows } = await runInsight(
      warehouse,
      insight,
      { ...given, ...own },
      { now: '2026-01-01T00:00:00Z' },
    )
    found.push({ question: [insight, ...Object.values(own)].join(' '), rows })
  }
  return found
}

describe('the lists of records', () => {
  it('are those of the simulated chart of a hundred days, of which three were not fetched', async () => {
    const playlist = simulatedCharts[0]?.playlist ?? ''
    const days = datesFrom('2025-10-01', 100).filter((_, index) => ![30, 31, 60].includes(index))
    const warehouse = await importsWarehouse()
    await warehouse.add(
      days.map((day) => ({
        name: `${day}.json`,
        text: Buffer.from(
          answerBytes({ playlist, instant: `${day}T06:00:00Z`, shape: 'playlist' }),
        ).toString(),
      })),
    )
    const found = await answers(warehouse, { limit: '3' })
    await warehouse.close()
    const counts = found.map(({ question, rows }) => `${question}: ${rows.length}`)
    expect(counts.filter((count) => count.endsWith(': 0'))).toEqual([])
    await expect(`${JSON.stringify(found, null, 2)}\n`).toMatchFileSnapshot('../golden/feats-simulated.json')
  }, 120_000)

  it.runIf(recordings !== '')(
    'are those of a recorded chart: how many rows, and their hash',
    async () => {
      const found = await answers(await recordedWarehouse(), { chart: 'top-50-global' })
      const hashed = found.map(({ question, rows }) => ({
        question,
        rows: rows.length,
        sha256: sha256(JSON.stringify(rows)),
      }))
      await expect(`${JSON.stringify(hashed, null, 2)}\n`).toMatchFileSnapshot(
        '../golden/feats-recorded.json',
      )
    },
    120_000,
  )
})
