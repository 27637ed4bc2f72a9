import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { gunzipSync, gzipSync } from 'node:zlib'
import { parquetReadObjects } from 'hyparquet'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { sha256 } from '../../src/domain/hash.ts'
import { curatedKey, failureKey, parseRawKey } from '../../src/domain/keys.ts'
import { encode } from '../../src/domain/tables/parquet-file.ts'
import { readParquet } from '../../src/domain/tables/read-parquet.ts'
import { answerBytes } from '../../src/simulator/api/api-answer.ts'
import { simulatedCharts } from '../../src/simulator/world/simulated-charts.ts'
import type { RawSnapshot } from '../../src/sources/raw/raw-object.ts'
import { spotifyPlaylists } from '../../src/sources/spotify/read-spotify.ts'
import { memoryStore } from '../../src/storage/memory-store.ts'
import type { ObjectStore, Stores } from '../../src/storage/store.ts'
import { listOutdated } from '../../src/transform/backlog.ts'
import { transformBytes } from '../../src/transform/transform-bytes.ts'
import { transformObject } from '../../src/transform/transform-object.ts'
import { transformPending } from '../../src/transform/transform-pending.ts'
import { TRANSFORM_VERSION } from '../../src/transform/transform-version.ts'
import { rawOf } from '../sources/support/answers.ts'
import { spotifyItem } from '../support/fixtures/raw.ts'
import {
  createSnapshot,
  curatedFiles,
  lineEntry,
  listKeys,
  ndjson,
  putAll,
  toRawObject,
} from '../support/fixtures/snapshots.ts'

const stores = (): Stores => ({ raw: memoryStore(), curated: memoryStore() })

/** Stores with a raw object waiting. */
async function waiting(raw: RawSnapshot) {
  const both = stores()
  const object = toRawObject(raw)
  await both.raw.put(object.key, object.bytes)
  return { ...both, ...object, rawKey: object.key.slice('to_process/'.length) }
}

/** Every object of a store, by key, as a hash of its bytes. */
async function contents(store: ObjectStore): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const key of await listKeys(store)) found[key] = sha256(await store.get(key))
  return found
}

/** The same items; tells of each as it is taken. */
function* seen<T>(items: Iterable<T>, look: (item: T) => void) {
  for (const item of items) {
    look(item)
    yield item
  }
}

const three = createSnapshot({ songs: ['a', null, 'b'] })

describe('a raw object', () => {
  test('becomes a file for each table with rows, and is moved byte for byte', async () => {
    const { raw, curated, key, bytes, rawKey } = await waiting(three)
    const report = await transformObject({ raw, curated }, key)
    expect(report).toEqual({ outcome: 'transformed', entries: 2, rejects: 1 })
    expect(await listKeys(raw)).toEqual([`processed/${rawKey}`])
    expect(Buffer.compare(await raw.get(`processed/${rawKey}`), bytes)).toBe(0)
    const tables = ['albums', 'artists', 'chart_entries', 'chart_issues', 'rejects', 'song_artists', 'songs']
    expect(await listKeys(curated)).toEqual(
      tables.map((table) => curatedKey(table as 'songs', rawKey, TRANSFORM_VERSION)),
    )
  })

  test('without songs has only its issue and its rejects', async () => {
    const { raw, curated, key } = await waiting(createSnapshot({ songs: [null] }))
    await transformObject({ raw, curated }, key)
    expect((await listKeys(curated)).map((file) => file.split('/')[0])).toEqual(['chart_issues', 'rejects'])
  })

  test('has its chart_issues written last, after all other files', async () => {
    const { raw, curated, key } = await waiting(three)
    const steps: string[] = []
    const slow: ObjectStore = {
      ...curated,
      async put(file, bytes) {
        steps.push(`begin ${file.split('/')[0]}`)
        const result = await curated.put(file, bytes)
        steps.push(`end ${file.split('/')[0]}`)
        return result
      },
    }
    const watched = {
      ...raw,
      move: (from: string, to: string) => {
        steps.push('move')
        return raw.move(from, to)
      },
    }
    await transformObject({ raw: watched, curated: slow }, key)
    expect(steps.slice(-3)).toEqual(['begin chart_issues', 'end chart_issues', 'move'])
    expect(steps).toHaveLength(2 * 7 + 1)
  })

  test('begins to store the first file before the others are encoded', async () => {
    const { raw, curated, key } = await waiting(three)
    const steps: string[] = []
    const watched: ObjectStore = {
      ...curated,
      put(file, bytes) {
        steps.push(`put ${file.split('/')[0]}`)
        return curated.put(file, bytes)
      },
    }
    await transformObject({ raw, curated: watched }, key, async (bytes, identity) => {
      const { files, ...counts } = await transformBytes(bytes, identity)
      return { files: seen(files, ([table]) => steps.push(`made ${table}`)), ...counts }
    })
    expect(steps.slice(0, 3)).toEqual(['made albums', 'put albums', 'made artists'])
  })

  test('stays pending if one of its files could not be stored', async () => {
    const { raw, curated, key } = await waiting(three)
    const full: ObjectStore = { ...curated, put: () => Promise.reject(new Error('no space is left')) }
    await expect(transformObject({ raw, curated: full }, key)).rejects.toThrow('no space is left')
    expect(await listKeys(raw)).toEqual([key])
  })

  test('with many issues becomes one file per table', async () => {
    const lines = ['2026-01-05', '2026-01-06'].map((date) => ({
      date,
      chart: 'one',
      entries: [lineEntry(1, 'a')],
    }))
    const { raw, curated, key, rawKey } = await waiting(ndjson(lines))
    expect(await transformObject({ raw, curated }, key)).toMatchObject({ outcome: 'transformed', entries: 2 })
    expect(rawKey).toMatch(/^import\/import\/[0-9a-f]{12}\.gz$/)
    expect(await listKeys(raw)).toEqual([`processed/${rawKey}`])
    expect(await listKeys(curated, 'chart_issues/')).toEqual([
      curatedKey('chart_issues', rawKey, TRANSFORM_VERSION),
    ])
  })
})

describe('an object that cannot be parsed', () => {
  const whole = toRawObject(three)
  const plain = gunzipSync(whole.bytes)
  const header = (change: object) => {
    const end = plain.indexOf(10)
    const line = { ...(JSON.parse(plain.subarray(0, end).toString()) as object), ...change }
    return gzipSync(Buffer.concat([Buffer.from(`${JSON.stringify(line)}\n`), plain.subarray(end + 1)]))
  }
  test.each<[string, Uint8Array | RawSnapshot, RegExp]>([
    ['garbage', Buffer.from('garbage'), /not a whole gzip file/],
    ['nothing', new Uint8Array(), /not a whole gzip file/],
    ['a gzip file that was cut off', whole.bytes.subarray(0, -20), /not a whole gzip file/],
    ['gzip without a line', gzipSync('{}'), /without a header line/],
    ['a first line that is no JSON', gzipSync('no\n'), /not JSON/],
    ['a first line that is null', gzipSync('null\n'), /header: expected an object, got null/],
    ['an object of a format to come', header({ format: 2 }), /header: format: expected 1, got 2/],
    [
      'a header of too many bytes',
      header({ pages: [{ url: null, status: null, bytes: 1 }] }),
      /bytes of pages/,
    ],
    ['an answer of an unknown reader', header({ reader: 'tapes' }), /unknown reader tapes/],
    ['an answer of a reader that every object has', header({ reader: 'constructor' }), /unknown reader/],
    ['a page that is no JSON', rawOf(['<html>']), /no JSON/],
    ['a page that is no playlist', rawOf([{ error: { message: 'Not found' } }]), /"Not found"/],
    [
      'an answer of which a byte has changed',
      gzipSync(plain.toString().replace('Song a', 'Song c')),
      /its bytes belong to the key simulator\/top-3\//,
    ],
    [
      'a header of another chart',
      header({ chart: 'other' }),
      /its bytes belong to the key simulator\/other\//,
    ],
  ])('moves to failed/ with one reject: %s', async (_name, given, detail) => {
    const { raw, curated } = stores()
    const { key, bytes } = given instanceof Uint8Array ? { key: whole.key, bytes: given } : toRawObject(given)
    await raw.put(key, bytes)
    const report = await transformPending({ raw, curated })
    expect(report).toMatchObject({ transformed: 0, failed: [key], entries: 0, rejects: 1 })
    const rawKey = key.slice('to_process/'.length)
    expect(await listKeys(raw)).toEqual([`failed/${rawKey}`])
    expect(Buffer.compare(await raw.get(`failed/${rawKey}`), bytes)).toBe(0)
    const [file = '', ...others] = await listKeys(curated)
    expect(others).toEqual([])
    const rows = await parquetReadObjects({ file: (await curated.get(file)).slice().buffer })
    expect(rows).toMatchObject([{ reason: 'unreadable', detail: expect.stringMatching(detail) }])
  })

  test('is a reject without chart after an import, and without date if its key has none', async () => {
    const { raw, curated } = stores()
    await raw.put('to_process/import/import/0123456789ab.gz', Buffer.from('garbage'))
    await raw.put('to_process/simulator/one/2026-13-45/odd.json.gz', Buffer.from('garbage'))
    expect((await transformPending({ raw, curated })).failed).toHaveLength(2)
    const rejects: Record<string, unknown>[] = []
    for (const key of await listKeys(curated)) {
      rejects.push(...(await parquetReadObjects({ file: (await curated.get(key)).slice().buffer })))
    }
    const never = new Date('1970-01-01')
    expect(rejects).toMatchObject([
      { source: 'import', chart: '-', chart_date: never, snapshot_id: 'import-0123456789ab' },
      { source: 'simulator', chart: 'one', chart_date: never, snapshot_id: 'odd' },
    ])
  })

  test('does not affect other objects', async () => {
    const { raw, curated } = await waiting(three)
    await raw.put('to_process/simulator/one/2026-01-05/odd.json.gz', Buffer.from('garbage'))
    expect(await transformPending({ raw, curated })).toMatchObject({ transformed: 1, entries: 2 })
    expect(await listKeys(raw, 'to_process/')).toEqual([])
  })
})

describe('an object on which the transform fails', () => {
  const poisonous = toRawObject(createSnapshot({ songs: ['poison'], chart: 'one' }))
  const poison = poisonous.key
  /** Stores with a good object and one that `breakReader` makes fail. */
  const poisoned = async () => {
    const both = await waiting(three)
    await both.raw.put(poison, poisonous.bytes)
    return both
  }
  /** The reader fails on the poison, as one with a mistake of ours would. */
  const breakReader = (error: Error) => {
    const { readItem } = spotifyPlaylists
    const broken = vi.spyOn(spotifyPlaylists, 'readItem').mockImplementation((item, position) => {
      if (JSON.stringify(item)?.includes('poison')) throw error
      return readItem(item, position)
    })
    onTestFinished(() => broken.mockRestore())
    return broken
  }
  const readFailures = async (curated: ObjectStore) => {
    const keys = (await listKeys(curated, 'rejects/')).filter((key) => key.includes('.failure.'))
    return Promise.all(keys.map(async (key) => (await readParquet('rejects', await curated.get(key)))[0]))
  }

  test('moves to failed/ with the message, and the others are transformed', async () => {
    const { raw, curated, rawKey } = await poisoned()
    breakReader(new TypeError('no such field'))
    expect(await transformPending({ raw, curated })).toEqual({
      ...{ transformed: 1, failed: [poison], pending: [], entries: 2, rejects: 2 },
    })
    expect(await listKeys(raw)).toEqual([poison.replace('to_process', 'failed'), `processed/${rawKey}`])
    expect(await readFailures(curated)).toMatchObject([
      { chart: 'one', reject_number: 0, reason: 'unexpected', detail: 'no such field', item_json: null },
    ])
    expect(await transformPending({ raw, curated }), 'not tried again').toMatchObject({ failed: [] })
  })

  test('while its files are encoded moves to failed/ as well', async () => {
    const { raw, curated } = await waiting(three)
    await raw.put(poison, poisonous.bytes)
    const broken = vi.spyOn(encode, 'text').mockImplementation((value) => (value === 'poison' ? {} : value))
    onTestFinished(() => broken.mockRestore())
    expect(await transformPending({ raw, curated })).toMatchObject({ transformed: 1, failed: [poison] })
    expect(await readFailures(curated)).toMatchObject([{ reason: 'unexpected' }])
    expect((await listKeys(curated, 'chart_issues/')).some((key) => key.includes('/one/'))).toBe(false)
  })

  test('is tried again by a newer version of the transform, once', async () => {
    const { raw, curated } = await poisoned()
    const broken = breakReader(new TypeError('no such field'))
    await transformPending({ raw, curated })
    const inFailed = poison.replace('to_process', 'failed')
    // As if an older version had written it.
    const forget = async () => {
      const rawKey = inFailed.slice('failed/'.length)
      const key = failureKey(rawKey, TRANSFORM_VERSION)
      await curated.put(failureKey(rawKey, TRANSFORM_VERSION - 1), await curated.get(key))
      await curated.delete(key)
    }
    await forget()
    expect(await transformPending({ raw, curated })).toMatchObject({ transformed: 0, failed: [inFailed] })
    expect(await transformPending({ raw, curated })).toMatchObject({ transformed: 0, failed: [] })
    broken.mockRestore()
    await forget()
    expect(await transformPending({ raw, curated })).toMatchObject({ transformed: 1, failed: [], entries: 1 })
    expect(await listKeys(raw, 'failed/')).toEqual([])
  })

  test.each<[string, Error]>([
    ['a full disk', Object.assign(new Error('write'), { code: 'ENOSPC' })],
    ['too many open files', Object.assign(new Error('open'), { code: 'EMFILE' })],
    ['a lack of memory', new RangeError('Array buffer allocation failed')],
    ['a thread without memory', Object.assign(new Error('heap'), { code: 'ERR_WORKER_OUT_OF_MEMORY' })],
  ])('because of the machine stays pending, and the others are transformed: %s', async (_name, error) => {
    const { raw, curated, rawKey } = await poisoned()
    breakReader(error)
    expect(await transformPending({ raw, curated })).toEqual({
      ...{ transformed: 1, failed: [], pending: [{ key: poison, error }], entries: 2, rejects: 1 },
    })
    expect(await listKeys(raw)).toEqual([`processed/${rawKey}`, poison])
  })

  test('next to a processed one of the same key is left alone', async () => {
    const { raw, curated, rawKey } = await waiting(three)
    await raw.put(`failed/${rawKey}`, Buffer.from('garbage'))
    await transformPending({ raw, curated })
    expect(await transformPending({ raw, curated })).toMatchObject({ transformed: 0, failed: [] })
  })
})

describe('an object that is delivered', () => {
  test('late or again, after it was moved, is done', async () => {
    const { raw, curated, key } = await waiting(three)
    await transformObject({ raw, curated }, key)
    const before = [await contents(raw), await contents(curated)]
    expect(await transformObject({ raw, curated }, key)).toEqual({ outcome: 'done', entries: 0, rejects: 0 })
    expect([await contents(raw), await contents(curated)]).toEqual(before)
  })

  test('again after it failed is done', async () => {
    const { raw, curated } = stores()
    const key = 'to_process/simulator/one/2026-01-05/odd.json.gz'
    await raw.put(key, Buffer.from('garbage'))
    expect((await transformObject({ raw, curated }, key)).outcome).toBe('failed')
    expect((await transformObject({ raw, curated }, key)).outcome).toBe('done')
  })

  test('again, next to the processed one, leaves one object', async () => {
    const { raw, curated, key, bytes, rawKey } = await waiting(three)
    await transformObject({ raw, curated }, key)
    const before = [await contents(raw), await contents(curated)]
    await raw.put(key, bytes)
    expect((await transformObject({ raw, curated }, key)).outcome).toBe('transformed')
    expect([await contents(raw), await contents(curated)]).toEqual(before)
    expect(await listKeys(raw)).toEqual([`processed/${rawKey}`])
  })

  test('to several processes is moved by one, and none fails', async () => {
    const { raw, curated, key, rawKey } = await waiting(three)
    const expected = Object.fromEntries(curatedFiles(three).map((file) => [file.key, sha256(file.bytes)]))
    await Promise.all(Array.from({ length: 5 }, () => transformObject({ raw, curated }, key)))
    expect(await listKeys(raw)).toEqual([`processed/${rawKey}`])
    expect(await contents(curated)).toEqual(expected)
  })

  test('but does not exist under any prefix is an error', async () => {
    const { key } = toRawObject(three)
    await expect(transformObject(stores(), key)).rejects.toMatchObject({
      name: 'StoreError',
      code: 'Missing',
    })
  })

  test('under a name that is not a raw key is an error, and a run leaves it in place', async () => {
    const { raw, curated } = stores()
    await raw.put('to_process/readme.txt', Buffer.from('hello'))
    await expect(transformObject({ raw, curated }, 'to_process/readme.txt')).rejects.toThrow(
      'is not a raw object key',
    )
    expect(await transformPending({ raw, curated })).toMatchObject({ transformed: 0, failed: [] })
    expect(await listKeys(raw)).toEqual(['to_process/readme.txt'])
  })

  test('after a crash between its files and its move has the same result as without', async () => {
    const whole = await waiting(three)
    await transformObject(whole, whole.key)
    for (let files = 0; files <= 7; files += 1) {
      const { raw, curated, key } = await waiting(three)
      await putAll(curated, curatedFiles(three).slice(0, files))
      await transformPending({ raw, curated })
      expect(await listKeys(raw, 'to_process/'), key).toEqual([])
      expect(await contents(curated)).toEqual(await contents(whole.curated))
    }
  })
})

describe('objects to be transformed again', () => {
  test('are transformed under any prefix: readable ones are processed, others stay failed', async () => {
    const { raw, curated, key, rawKey } = await waiting(three)
    const odd = 'failed/simulator/one/2026-01-05/odd.json.gz'
    await raw.move(key, `failed/${rawKey}`)
    await raw.put(odd, Buffer.from('garbage'))
    const report = await transformPending({ raw, curated }, undefined, [`failed/${rawKey}`, odd])
    expect(report).toMatchObject({ transformed: 1, failed: [odd], entries: 2 })
    expect(await listKeys(raw)).toEqual([odd, `processed/${rawKey}`])
  })

  test('that can no longer be parsed are in failed/ alone', async () => {
    const { raw, curated } = stores()
    const rawKey = 'simulator/one/2026-01-05/odd.json.gz'
    await raw.put(`processed/${rawKey}`, Buffer.from('garbage'))
    await transformPending({ raw, curated }, undefined, [`processed/${rawKey}`])
    expect(await listKeys(raw)).toEqual([`failed/${rawKey}`])
  })

  test('are transformed once, even if they are pending and outdated too', async () => {
    const { raw, curated, bytes, rawKey } = await waiting(three)
    await raw.put(`processed/${rawKey}`, bytes)
    const report = await transformPending({ raw, curated }, undefined, [`processed/${rawKey}`])
    expect(report).toMatchObject({ transformed: 1, entries: 2 })
    expect(await listKeys(raw)).toEqual([`processed/${rawKey}`])
  })
})

describe('objects of an older version of the transform', () => {
  const older = TRANSFORM_VERSION - 1

  test('are transformed again, next to the older files, and are not outdated then', async () => {
    const { raw, curated, key, rawKey } = await waiting(three)
    await raw.move(key, `processed/${rawKey}`)
    await putAll(curated, curatedFiles(three, older))
    expect(await listOutdated({ raw, curated })).toEqual([rawKey])
    expect(await transformPending({ raw, curated })).toMatchObject({ transformed: 1, entries: 2, rejects: 1 })
    expect(await listOutdated({ raw, curated })).toEqual([])
    expect(await listKeys(raw)).toEqual([`processed/${rawKey}`])
    expect(await listKeys(curated, 'chart_issues/')).toEqual(
      [older, TRANSFORM_VERSION].map((version) => curatedKey('chart_issues', rawKey, version)),
    )
    expect(await transformPending({ raw, curated })).toMatchObject({ transformed: 0 })
  })

  test('are distinguished from those whose curated files have expired', async () => {
    const { raw, curated, key, rawKey } = await waiting(three)
    await raw.move(key, `processed/${rawKey}`)
    expect(await listOutdated({ raw, curated })).toEqual([rawKey])
    expect(await listOutdated({ raw, curated }, true)).toEqual([])
    await putAll(curated, curatedFiles(three, older))
    expect(await listOutdated({ raw, curated }, true)).toEqual([rawKey])
  })

  test('are transformed again if only some files of this version were written', async () => {
    const { raw, curated, key, rawKey } = await waiting(three)
    await raw.move(key, `processed/${rawKey}`)
    const all = curatedFiles(three)
    await putAll(
      curated,
      all.filter(({ table }) => table !== 'chart_issues'),
    )
    expect(await transformPending({ raw, curated })).toMatchObject({ transformed: 1 })
    expect(await listKeys(curated)).toEqual(all.map((file) => file.key).sort())
  })
})

describe('the bytes of curated files', () => {
  test('are the same however often an object is transformed, and whatever came before', async () => {
    const first = await hashes(three)
    await hashes(createSnapshot({ songs: ['z', 'a'], chart: 'other' }))
    expect(await hashes(three)).toEqual(first)
  })

  test('change only with the version of the transform', async () => {
    const all: Record<string, Record<string, string>> = {}
    for (const [name, raw] of Object.entries(specimens)) all[name] = await hashes(raw)
    const folder = new URL('./golden/', import.meta.url)
    const golden = new URL(`curated-v${TRANSFORM_VERSION}.json`, folder)
    if (!existsSync(golden)) {
      if (process.env.CI) expect.fail(`${golden.pathname} is missing: run the tests locally and commit it`)
      await mkdir(folder, { recursive: true })
      await writeFile(golden, `${JSON.stringify(all, null, 2)}\n`)
    }
    const expected: unknown = JSON.parse(await readFile(golden, 'utf8'))
    expect(all, 'the bytes of curated files have changed: raise TRANSFORM_VERSION').toEqual(expected)
    const goldens = (await readdir(folder)).filter((name) => name.startsWith('curated-'))
    expect(goldens, 'goldens of other versions are of no use').toEqual([`curated-v${TRANSFORM_VERSION}.json`])
  })
})

/** sha256 of each curated file, by table. */
async function hashes(raw: RawSnapshot): Promise<Record<string, string>> {
  const { key, bytes } = toRawObject(raw)
  const identity = parseRawKey(key)
  if (identity === null) throw new Error(`${key} is no raw key`)
  const { files } = await transformBytes(bytes, identity)
  return Object.fromEntries([...files].map(([table, file]) => [table, sha256(file)]))
}

/** Raw objects whose curated bytes are held: simulated answers of each kind, and what is odd. */
const specimens: Record<string, RawSnapshot> = {
  ...Object.fromEntries(
    simulatedCharts.map(({ chart, playlist }) => [`simulated ${chart}`, simulated(playlist, '2026-03-06')]),
  ),
  'development mode': simulated('sim-world-development', '2026-12-20'),
  'both shapes': simulated('sim-world-both', '2017-01-01'),
  'odd items': createSnapshot({
    songs: [
      null,
      'a',
      {},
      { track: null },
      'a',
      spotifyItem('b', ' Ünïcode – 한글 (feat. Someone) [Live]', ['y', 'x', 'y']),
      spotifyItem('gone', '', []),
      { is_local: true, track: { name: 'Tape', uri: 'spotify:local:tape' } },
      { track: { type: 'episode', id: 'e', name: 'Talk' } },
      { track: { id: 'bare' }, added_at: 'yesterday' },
      {
        track: {
          id: 'wrong',
          name: 7,
          duration_ms: -1,
          popularity: 2 ** 40,
          external_ids: { isrc: 'xx-abc-26-00001' },
        },
      },
      [[]],
      'text',
    ],
    settings: { market: 'de', scope: 'market', cadence: 'weekly', weekdays: '5', expected_size: null },
  }),
  'an incomplete page': createSnapshot({ songs: ['a'], complete: false }),
  'no song': createSnapshot({ songs: [] }),
  'many issues': ndjson([
    {
      date: '2026-01-06',
      chart: 'One',
      entries: [lineEntry(1, 'a', 'Later'), lineEntry(1, 'b'), lineEntry(3, 'c')],
    },
    { date: '2026-01-05', chart: 'One', entries: [lineEntry(1, 'a'), { position: 2, track_name: 'No id' }] },
    {
      date: '2026-01-05',
      chart: 'Two',
      entries: [lineEntry(2, 'a')],
      committed_at: '2026-01-07T08:00:00+02:00',
    },
    { date: 'never' },
  ]),
  'a CSV': csv('position,title,artist,date\n1,Ash,Ida\n2,Élan,"Odo, Ida",x\n0,Zero,Ida\n'),
  'a CSV with ids of artists': csv(
    `position,title,artist_names,artist_ids\n1,Ash,"Odo, Ida,Elm","${'1'.repeat(22)},${'2'.repeat(22)}"\n`,
  ),
  garbage: { ...rawOf(['garbage']) },
}

function simulated(playlist: string, date: string): RawSnapshot {
  const answer = answerBytes({ playlist, instant: `${date}T06:00:00.000Z`, world: 'extended' })
  const header = { chart: playlist.toLowerCase(), chart_date: date, fetched_at: `${date}T06:00:00.000Z` }
  return rawOf([Buffer.from(answer).toString('utf8')], header)
}

function csv(text: string): RawSnapshot {
  return rawOf([text], { reader: 'chart-csv', chart_date: '2026-01-05', identity: 'text' })
}
