import { describe, expect, it } from 'vitest'
import { importsWarehouse } from '../support/fixtures/imports.ts'
import { recordedFiles, recordedWarehouse, recordings } from '../support/fixtures/recorded.ts'
import { getAnswers } from '../support/warehouse/answers.ts'
import { describeImportOrder, firstHalf, secondHalf, serialize } from '../support/warehouse/import-order.ts'

describeImportOrder(['the last file first', 'in two halves, the newer first'], { configured: true })

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
