import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { configureChart } from '../support/fixtures/configured.ts'
import { type File, type Imports, importsWarehouse, keepLines } from '../support/fixtures/imports.ts'
import { datesFrom, inventedChart } from '../support/fixtures/invented.ts'
import { recordedFiles, recordedWarehouse, recordings } from '../support/fixtures/recorded.ts'
import { type Answers, getAnswers } from '../support/warehouse/answers.ts'
import { dumpCore } from '../support/warehouse/dump.ts'

/** Commands, each with the files that it imports. */
const ways: Record<string, (files: File[]) => File[][]> = {
  'the last file first': (files) => [files.slice(-1), files.slice(0, -1)],
  'in two halves, the newer first': (files) => [files.map(secondHalf), files.map(firstHalf)],
}

const firstHalf = (file: File) => keepLines(file, (index, count) => index < count / 2)
const secondHalf = (file: File) => keepLines(file, (index, count) => index >= count / 2)

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

  it.each(Object.entries(ways))('imported %s', async (_, commands) => {
    const parts = await importsWarehouse()
    for (const command of commands(files)) await parts.add(command)
    expect(serialize(await getAnswers(parts, sets))).toBe(serialize(answers))
    await parts.close()
  })

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

describe.runIf(recordings !== '')('every insight over the recorded charts gives the same bytes', () => {
  it('imported in two halves, the newer first and the charts in another order', async () => {
    const sets = [
      { chart: 'top-50-global', on: '2021-01-15', from: '2020-12-01', song: '47EiUVwUp4C9fGccaPuUCS' },
    ]
    const parts = await importsWarehouse()
    const files = recordedFiles().reverse()
    await parts.add(files.map(secondHalf))
    await parts.add(files.map(firstHalf))
    const whole = await recordedWarehouse()
    expect(serialize(await getAnswers(parts, sets))).toBe(serialize(await getAnswers(whole, sets)))
    await parts.close()
  })
})

const serialize = (answers: Answers) => JSON.stringify([...answers], null, 1)
