import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStore } from '../../../src/storage/open-store.ts'
import { startBucket, type TestBucket } from '../../support/aws/bucket.ts'
import { hitparade } from '../../support/cli.ts'
import { spotifyItem } from '../../support/fixtures/raw.ts'
import { describePeers } from '../../support/peers.ts'
import { takeSome } from '../../support/samples.ts'
import { answersOfFolder } from '../../support/warehouse/answers-of-folder.ts'

/** As a reference pipeline fetches them: a page without the playlist's name, called by the instant of its fetch. */
const answer = (...songs: string[]) => ({
  href: 'https://api.spotify.com/v1/playlists/0TestPlaylistOfOurOwn0/tracks?offset=0&limit=100',
  items: songs.map((song) => spotifyItem(song)),
  limit: 100,
  next: null,
  offset: 0,
  total: songs.length,
})

const files: Record<string, string | Uint8Array> = {
  'raw_data/processed/spotify_raw_2026-02-18 09:14:55.123456.json': JSON.stringify(answer('a', 'b', 'c')),
  'raw_data/processed/spotify_raw_2026-02-19 09:14:55.000001.json': JSON.stringify(answer('b', 'a', 'd')),
  'raw_data/processed/spotify_raw_2026-02-20T09-14-55Z+é & %41 (1).json': JSON.stringify(
    answer('d', 'b', 'c'),
  ),
  'raw_data/processed/2026/a\u0001b 2026-02-21.json.gz': gzipSync(JSON.stringify(answer('c', 'd', 'e'))),
  'raw_data/processed/no date.json': JSON.stringify({ ...answer('a'), items: [] }),
  'raw_data/processed/half 2026-02-22.json': JSON.stringify(answer('a', 'b')).slice(0, 400),
  'raw_data/processed/.hidden.json': JSON.stringify(answer('z')),
  // The copy was made and the original not deleted: one of them counts.
  'raw_data/to_processed/spotify_raw_2026-02-19 09:14:55.000001.json': JSON.stringify(answer('b', 'a', 'd')),
  'raw_data/to_processed/spotify_raw_2026-02-23 09:14:55.654321.json': JSON.stringify(answer('e', 'd', 'a')),
}

const recorded = process.env.HITPARADE_RECORDINGS

describePeers("import of a reference pipeline's bucket", takeSome(['ministack', 'moto'], 2), (peer) => {
  let folder: string
  let cloud: TestBucket
  const run = (...args: string[]) => hitparade(args, folder, cloud.environment)

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hitparade-bucket-'))
    cloud = await startBucket(peer, 'etl-project')
    for (const [key, body] of Object.entries(files)) {
      await cloud.put(key, body)
      await mkdir(join(folder, 'same', dirname(key)), { recursive: true })
      await writeFile(join(folder, 'same', key), body)
    }
    await cloud.put('raw_data/to_processed/', '')
    await cloud.put('transformed_data/album_data/album.csv', 'album_id,name\n1,One\n')
  })
  afterAll(async () => {
    await cloud?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  test('stores, refuses and answers what an import of a folder with the same files does', async () => {
    const remote = await run('import', '--reference-bucket', 's3://etl-project', '--data-dir', 'remote')
    const local = await run('import', 'same', '--data-dir', 'local')
    expect(remote.code).toBe(1)
    expect(remote.stderr).toContain('8 files: ')
    expect(remote.stdout.replaceAll('s3://etl-project/', 'same/')).toBe(local.stdout)
    expect(withoutProgress(remote.stderr).replaceAll('s3://etl-project/', 'same/')).toBe(
      withoutProgress(local.stderr),
    )
    expect(await objects('remote')).toEqual(await objects('local'))
    const answers = await answersOfFolder(join(folder, 'remote'))
    expect(answers.size).toBeGreaterThan(20)
    expect(answers).toEqual(await answersOfFolder(join(folder, 'local')))
  })

  test('keeps positions and dates, and names what it refuses', async () => {
    const query = `
      select chart_date, string_agg(song_id, ' ' order by position) as songs
      from landing.chart_entries group by 1 order by 1`
    const { stdout } = await run('sql', query, '--data-dir', 'remote', '--format', 'csv')
    expect(stdout.trim().split('\n')).toEqual([
      'chart_date,songs',
      '2026-02-18,a b c',
      '2026-02-19,b a d',
      '2026-02-20,d b c',
      '2026-02-21,c d e',
      '2026-02-23,e d a',
    ])
    const { stderr } = await run('import', '--reference-bucket', 's3://etl-project/', '--data-dir', 'remote')
    expect(stderr).toContain('refused: s3://etl-project/raw_data/processed/half 2026-02-22.json: the JSON is')
    expect(stderr).toContain('6 already stored, 2 refused')
  })

  test('takes raw_data itself and a folder in it, too', async () => {
    for (const [address, count] of [
      ['s3://etl-project/raw_data', 8],
      ['s3://etl-project/raw_data/to_processed/', 2],
    ] as const) {
      const { stdout } = await run('import', '--reference-bucket', address, '--data-dir', 'parts')
      expect(stdout.trim().split('\n')).toHaveLength(count)
    }
  })

  test('says what it expected where there is nothing', async () => {
    const cases = [
      [['--reference-bucket', 's3://etl-project/elsewhere'], 1, /no file under elsewhere\/raw_data\/ in s3:/],
      [['--reference-bucket', 's3://no-such-bucket'], 1, /there is no such bucket/],
      [['--reference-bucket', 'etl-project'], 2, /--reference-bucket: expected s3:\/\/bucket/],
      [[], 2, /expected files, folders or --reference-bucket/],
    ] as const
    for (const [args, code, words] of cases) {
      const ended = await run('import', ...args, '--data-dir', 'none')
      expect(ended).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(words) })
    }
  })

  test.runIf(recorded)(
    'keeps all fifty positions of a recorded object, under the date of its name',
    async () => {
      const body = await readFile(join(recorded ?? '', 'spotify/reference-pipeline-raw-object.json'))
      await cloud.put('recorded/raw_data/processed/spotify_raw_2023-02-18 09:14:55.123456.json', body)
      const { stdout, code } = await run(
        'import',
        '--reference-bucket',
        's3://etl-project/recorded',
        '--data-dir',
        'r',
      )
      expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 0, issues: 1, first_date: '2023-02-18' })
      const entries = 'select count(distinct position) as n, max(position) as last from landing.chart_entries'
      const counted = await run('sql', entries, '--data-dir', 'r')
      expect(JSON.parse(counted.stdout)).toEqual({ n: 50, last: 50 })
    },
  )

  async function objects(data: string): Promise<Record<string, string>> {
    const found: Record<string, string> = {}
    for (const stage of ['raw', 'curated']) {
      const store = await openStore(join(folder, data, stage))
      for await (const { key } of store.list('')) {
        found[`${stage}/${key}`] = Buffer.from(await store.get(key)).toString('base64')
      }
    }
    return found
  }
})

/** Without the lines that appear only when a command takes long. */
function withoutProgress(words: string): string {
  return words.replace(/^(?:importing|transforming|loading): .*\n/gm, '')
}
