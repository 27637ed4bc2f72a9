import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { configureChart } from '../fixtures/configured.ts'
import { type File, type Imports, importsWarehouse, keepLines } from '../fixtures/imports.ts'
import { datesFrom, inventedChart } from '../fixtures/invented.ts'
import { type Answers, getAnswers } from './answers.ts'
import { dumpCore } from './dump.ts'

export const firstHalf = (file: File) => keepLines(file, (index, count) => index < count / 2)
export const secondHalf = (file: File) => keepLines(file, (index, count) => index >= count / 2)

/** Commands, each with the files that it imports. */
const ways = {
  'the last file first': (files: File[]) => [files.slice(-1), files.slice(0, -1)],
  'in two halves, the newer first': (files: File[]) => [files.map(secondHalf), files.map(firstHalf)],
}

export type Way = keyof typeof ways

/** Declares that the order of imports does not matter to any insight: for these ways, and with changed configurations. */
export function describeImportOrder(chosen: Way[], { configured = false } = {}): void {
  describe('every insight gives the same bytes', () => {
    const dates = datesFrom('2026-01-01', 40).filter((_, index) => index % 11 !== 7)
    const files = [
      inventedChart('invented-one', 1, dates),
      inventedChart('invented-two', 2, dates.slice(5)),
      inventedChart('invented-three', 3, dates.slice(0, 30)),
    ]
    const sets = [
      { chart: 'invented-one', song: 'song-3', artist: 'Ida', limit: '5' },
      { chart: 'invented-two', song: 'song-4', artist: 'Uma', on: '2026-01-20', across_gaps: 'true' },
    ]

    let whole: Imports
    let answers: Answers
    beforeAll(async () => {
      whole = await importsWarehouse()
      await whole.add(files)
      answers = await getAnswers(whole, sets)
    })
    afterAll(() => whole.close())

    it.each(chosen)('imported %s', async (way) => {
      const parts = await importsWarehouse()
      for (const command of ways[way](files)) await parts.add(command)
      expect(serialize(await getAnswers(parts, sets))).toBe(serialize(answers))
      await parts.close()
    })

    if (configured)
      it('imported in two halves with the configuration changed before, between and after', async () => {
        const all = await importsWarehouse()
        await all.add(files)
        await all.configure([
          configureChart('invented-one', { scope: 'market', weekdays: '246' }),
          configureChart('invented-two', { scope: 'global', weekdays: null }),
        ])
        const expected = serialize(await getAnswers(all, sets))
        const parts = await importsWarehouse()
        await parts.configure([configureChart('invented-two', { scope: 'market', weekdays: '7' })])
        await parts.add(files.map(secondHalf))
        await parts.configure([
          configureChart('invented-one', { scope: 'global', weekdays: null }),
          configureChart('invented-two', { scope: 'other', weekdays: '5' }),
        ])
        await parts.add(files.map(firstHalf))
        await parts.configure([
          configureChart('invented-one', { scope: 'market', weekdays: '246' }),
          configureChart('invented-two', { scope: 'global', weekdays: null }),
        ])
        expect(serialize(await getAnswers(parts, sets))).toBe(expected)
        const grown = await dumpCore(parts)
        await parts.rebuild()
        expect(await dumpCore(parts)).toEqual(grown)
        expect(expected).not.toBe(serialize(answers))
        for (const each of [all, parts]) await each.close()
      })

    it('and these are many answers, of which few are empty', () => {
      const all = [...answers.values()].filter((each) => typeof each !== 'string')
      expect(all.length).toBeGreaterThan(30)
      expect(all.filter(({ rows }) => rows.length === 0).length).toBeLessThan(all.length / 3)
    })
  })
}

export const serialize = (answers: Answers) => JSON.stringify([...answers], null, 1)
