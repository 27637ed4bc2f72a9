import { assert, asyncProperty } from 'fast-check'
import { expect, it } from 'vitest'
import { coreModels } from '../../src/models/core-models.ts'
import type { ResultRow, Warehouse } from '../../src/warehouse/warehouse.ts'
import { type Arriving, worlds, writeFiles } from '../support/warehouse/random-worlds.ts'
import { openWarehouse } from '../support/warehouse/warehouse.ts'

const views = ['album_editions', 'chart_settings', 'charts_in_totals']
const kept = coreModels().filter(
  (model) => views.includes(model.name) || !['view', 'check', 'scope'].includes(model.kept),
)

/** Every table that the warehouse keeps of core, and some views that nothing else reads. */
async function readContents(warehouse: Warehouse) {
  const contents: Record<string, ResultRow[]> = {}
  for (const { name } of kept) {
    const { rows } = await warehouse.query(`select * from core.${name} order by all`)
    contents[name] = rows
  }
  return contents
}

const charted = `
  select source, chart, song_id from core.chart_history union select source, chart, recording_id from core.chart_history`

/** Names and credits of songs and recordings that the tables of each chart lack. */
const lostNames = `
  select source, chart, song_id, song, artists, lead_artist
  from (${charted}) inner join core.song_names using (source, song_id)
  except select source, chart, song_id, song, artists, lead_artist from core.charted_names`
const lostCredits = `
  select source, chart, song_id, credits_as, artist_id, credit_position, credit_count
  from (${charted}) inner join core.credit_lists using (source, song_id)
  except select source, chart, song_id, ways.credits_as, artist_id, credit_position, credit_count
  from core.charted_credits as credits
  inner join (values ('text', 'text'), ('split', 'split'), ('both', 'text'), ('both', 'split')) as ways (kept_as, credits_as)
    on credits.credits_as = ways.kept_as`

/** The rules that some world breaks: without them the property would say nothing about ties, holes and copies. */
const seen = new Set<string>()

it('everything that is kept is the same in whatever order and batches files arrive', async () => {
  const property = asyncProperty(worlds, async (of) => {
    seen.clear()
    // Of two fetches with the same key the first is the one that is kept.
    const files = new Map<string, Arriving>()
    for (const file of of.flatMap((each, index) => writeFiles(`source-${index}`, each))) {
      if (!files.has(file.key)) files.set(file.key, file)
    }
    const arrived = new Map<string, Uint8Array>()
    const warehouse = await openWarehouse(arrived)
    for (const now of [0, 1, 2]) {
      for (const { key, file, load } of files.values()) if (load === now) arrived.set(key, file)
      await warehouse.load()
    }
    const grown = await readContents(warehouse)
    for (const { check_name } of [...(grown.failed_checks ?? []), ...(grown.warnings ?? [])])
      seen.add(String(check_name))
    await warehouse.rebuild()
    expect(grown).toEqual(await readContents(warehouse))
    for (const lost of [lostNames, lostCredits]) expect((await warehouse.query(lost)).rows).toEqual([])
    await warehouse.close()
  })
  // To shrink would load hundreds of times.
  await assert(property, { numRuns: 1, endOnFailure: true })
  expect([...seen].sort()).toEqual(
    expect.arrayContaining(['holes', 'same_as_before', 'stale_copy', 'too_many_ties']),
  )
}, 120_000)
