import { expect, test } from 'vitest'
import { curatedFiles, openWarehouse } from '../support/warehouse/warehouse.ts'

// What a load touches on charts of which nothing has landed: always what a rebuild comes to.
const tide = (duration_ms: number | null) => ({ title: 'Tide', artists: ['Ida'], duration_ms })
const far = (...songs: string[]) => ({ chart: 'far', date: '2026-01-01', songs })
const near = (...songs: string[]) => ({ chart: 'near', date: '2026-01-01', songs })

test('a song that loses its title splits the songs that shared it: the span of their lengths', async () => {
  const songs = { a: tide(180_000), b: tide(186_000), u: tide(null), m: tide(195_000) }
  await sameAsRebuilt(
    [
      curatedFiles(songs, [far('a', 'b', 'u'), near('m')]),
      curatedFiles({ m: { ...songs.m, title: 'Ebb' } }, [{ ...near('m'), version: 2 }]),
    ],
    'select song_id, recording_id, rule from core.recordings order by song_id',
    [
      ['a', 'a', 'title'],
      ['b', 'a', 'title'],
      ['m', 'm', 'itself'],
      ['u', 'a', 'title'],
    ],
  )
})

test('a song that loses its title splits the songs that shared it: the groups of their lengths', async () => {
  const songs = { a: tide(180_000), m: tide(186_000), c: tide(195_000), d: tide(195_000) }
  await sameAsRebuilt(
    [
      curatedFiles(songs, [far('a', 'c', 'd'), near('m')]),
      curatedFiles({ m: { ...songs.m, title: 'Ebb' } }, [{ ...near('m'), version: 2 }]),
    ],
    "select song_id, link from core.song_links where rule = 'title' order by song_id",
    [
      ['c', expect.stringMatching(/ 1$/)],
      ['d', expect.stringMatching(/ 1$/)],
    ],
  )
})

test('an artist whose newest name is withdrawn gets its older name back in songs on other charts', async () => {
  const untold = curatedFiles({ t: { artists: ['Ida'] } }, [{ ...far('t'), settings: { artist_count: 0 } }])
  for (const key of untold.keys()) if (key.startsWith('artists/')) untold.delete(key)
  await sameAsRebuilt(
    [
      new Map([...curatedFiles({ s: { artists: ['Ida'], names: { Ida: 'Ada' } } }, [near('s')]), ...untold]),
      curatedFiles({ s: { artists: ['Odo'] } }, [{ ...near('s'), version: 2 }]),
    ],
    'select song_id, artists from core.song_names order by song_id',
    [
      ['s', 'Odo'],
      ['t', 'Ida'],
    ],
  )
})

test('a song that is the only one that a load touches keeps the date on which it was first seen', async () => {
  const later = { ...near('s'), date: '2026-01-02' }
  await sameAsRebuilt(
    [curatedFiles({ s: tide(180_000) }, [near('s')]), curatedFiles({ s: tide(180_000) }, [later])],
    'select song_id, first_date from core.recordings',
    [['s', '2026-01-01']],
  )
})

test('a statement for each chart comes to the same as one for all', async () => {
  const songs = { a: tide(180_000), b: { artists: ['Odo'] }, c: { artists: ['Una'] } }
  const later = { ...near('c', 'a'), date: '2026-01-02' }
  const files = curatedFiles(songs, [far('a', 'b'), near('a', 'c'), later])
  const read = async (options: { entriesAtOnce?: number }) => {
    const warehouse = await openWarehouse(files, options)
    const { charts } = await warehouse.load()
    const rows = await Promise.all(
      ['chart_history', 'chart_songs', 'issue_changes', 'record_holders', 'reigns'].map(async (table) => {
        const { rows } = await warehouse.query(`select * from core.${table} order by all`)
        return rows
      }),
    )
    await warehouse.close()
    return { charts, rows }
  }
  const whole = await read({})
  expect(await read({ entriesAtOnce: 1 })).toEqual(whole)
  expect(whole.rows.map(({ length }) => length > 0)).not.toContain(false)
})

async function sameAsRebuilt(loads: Map<string, Uint8Array>[], query: string, expected: unknown[][]) {
  const files = new Map<string, Uint8Array>()
  const warehouse = await openWarehouse(files)
  for (const load of loads) {
    for (const [key, file] of load) files.set(key, file)
    await warehouse.load()
  }
  const values = async () => (await warehouse.query(query)).rows.map((row) => Object.values(row))
  expect(await values()).toEqual(expected)
  await warehouse.rebuild()
  expect(await values()).toEqual(expected)
  await warehouse.close()
}
