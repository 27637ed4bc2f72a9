import { describe, expect, test } from 'vitest'
import { readChartCsv } from '../../src/sources/chart-csv/read-chart-csv.ts'
import type { RawHeader } from '../../src/sources/raw/raw-object.ts'
import type { Entry, Rejected } from '../../src/sources/source.ts'
import { spotifySnapshot } from '../support/fixtures/raw.ts'

/** Issues of a CSV, their items as lists. */
function read(text: string, header: Partial<RawHeader> = {}) {
  const snapshot = spotifySnapshot([], { reader: 'chart-csv', chart_date: null, fetched_at: null, ...header })
  const issues = readChartCsv({ ...snapshot, bodies: [Buffer.from(text)] })
  return [...issues].map((issue) => {
    const items = [...issue.items]
    return {
      ...issue,
      items,
      entries: items.filter((item): item is Entry => 'song' in item),
      rejects: items.filter((item): item is Rejected => !('song' in item)),
    }
  })
}

const only = <T>(values: T[]): T => {
  expect(values).toHaveLength(1)
  return values[0] as T
}

const newFile = `\ufeffrank,uri,artist_names,track_name,source,peak_rank,previous_rank,weeks_on_chart,streams
1,"spotify:track:AAAAAAAAAAAAAAAAAAAAA1","Nora Vint, Tyro, The Elder","Paper ""Moon""","Invented Records",1,-1,1,"37016166"
2,"spotify:track:AAAAAAAAAAAAAAAAAAAAA2","Olu",Harbour,"Other Label",1,1,46,1234
`

const oldFile = `,,,"Note that these figures are generated.",
Position,"Track Name",Artist,Streams,URL
1,"Paper Moon (feat. Tyro)","Nora Vint",6085202,https://open.spotify.com/track/AAAAAAAAAAAAAAAAAAAAA1
2,Harbour,Olu,,https://open.spotify.com/track/AAAAAAAAAAAAAAAAAAAAA2
`

describe('official files', () => {
  test('those since 2021 name every artist, the label and what the publisher counts', () => {
    const issue = only(read(newFile, { chart: 'global-weekly', chart_date: '2024-02-01' }))
    expect(issue).toMatchObject({
      chart: 'global-weekly',
      chart_date: '2024-02-01',
      fetched_at: '2024-02-01T00:00:00.000Z',
      chart_size: 2,
      credits_complete: true,
    })
    const [first, second] = issue.entries
    expect(first).toMatchObject({
      position: 1,
      metric: 37016166,
      metric_name: 'streams',
      source_previous_position: null,
      source_peak_position: 1,
      source_issues_on_chart: 1,
    })
    expect(first?.song).toMatchObject({
      song_id: 'AAAAAAAAAAAAAAAAAAAAA1',
      song_name: 'Paper "Moon"',
      label: 'Invented Records',
      url: 'https://open.spotify.com/track/AAAAAAAAAAAAAAAAAAAAA1',
    })
    expect(first?.song.artists.map((artist) => artist.artist_name)).toEqual([
      'Nora Vint',
      'Tyro',
      'The Elder',
    ])
    expect(second).toMatchObject({ source_previous_position: 1, source_issues_on_chart: 46, metric: 1234 })
  })

  test('an artist whose name holds a comma stays one where the configuration lists the name', () => {
    const settings = { chart: 'a', chart_date: '2024-02-01', unsplit_artists: ['Tyro, The Elder'] }
    const [first] = only(read(newFile, settings)).entries
    expect(first?.song.artists.map((artist) => artist.artist_name)).toEqual(['Nora Vint', 'Tyro, The Elder'])
  })

  test('older ones have a note above the header and name the lead artist alone', () => {
    const issue = only(read(oldFile, { chart: 'global-daily', chart_date: '2020-10-20' }))
    expect(issue.credits_complete).toBe(false)
    expect(issue.entries.map(({ song, metric, metric_name }) => [song.song_id, metric, metric_name])).toEqual(
      [
        ['AAAAAAAAAAAAAAAAAAAAA1', 6085202, 'streams'],
        ['AAAAAAAAAAAAAAAAAAAAA2', null, null],
      ],
    )
    expect(issue.entries[0]?.song.artists).toMatchObject([
      { artist_id: expect.stringMatching(/^name:[0-9a-f]{32}$/) },
    ])
  })
})

describe('files of many issues', () => {
  const dump = `title,rank,date,artist,url,region,chart,trend,streams
B,1,2017-01-02,Olu,https://open.spotify.com/track/2,Nordia,top200,MOVE_UP,9
A,1,2017-01-01,Nora,https://open.spotify.com/track/1,Testland,top200,NEW,5
A,2,2017-01-02,Nora,https://open.spotify.com/track/1,Nordia,top200,MOVE_DOWN,4
B,2,2017-01-01,Olu,https://open.spotify.com/track/2,Testland,top200,SAME,3
`

  test('come by chart and date, whatever the order of the rows', () => {
    const issues = read(dump, { chart: null })
    expect(issues.map(({ chart, chart_date }) => [chart, chart_date])).toEqual([
      ['top200-nordia', '2017-01-02'],
      ['top200-testland', '2017-01-01'],
    ])
    expect(issues.map(({ entries }) => entries.map(({ position, metric }) => [position, metric]))).toEqual([
      [
        [1, 9],
        [2, 4],
      ],
      [
        [1, 5],
        [2, 3],
      ],
    ])
  })

  test('give the same song as the same object', () => {
    const [first, second] = read(dump, { chart: null })
    expect(first?.entries[0]?.song).toBe(second?.entries[1]?.song)
  })

  test('keep more rows than any slice holds, each in its place', () => {
    const rows = Array.from(
      { length: 30_000 },
      (_, n) =>
        `2020-01-${String(1 + (n % 28)).padStart(2, '0')},${1 + Math.floor(n / 28)},"Song ${n % 700}",Olu`,
    )
    const issues = read(['date,position,song,artist', ...rows].join('\n'), { chart: 'many' })
    expect(issues).toHaveLength(28)
    for (const { entries } of issues) {
      expect(entries.map(({ position }) => position)).toEqual(entries.map((_, index) => index + 1))
    }
    expect(issues.reduce((sum, { entries }) => sum + entries.length, 0)).toBe(30_000)
  })

  test('take settings of each chart from the header', () => {
    const { settings } = spotifySnapshot([]).header
    const weekly = { ...settings, chart_name: null, cadence: 'weekly' as const }
    const issues = read(dump, { chart: null, charts: { 'top200-nordia': weekly } })
    expect(issues.map((issue) => issue.settings.cadence)).toEqual(['weekly', 'daily'])
    expect(issues.map((issue) => issue.settings.chart_name)).toEqual(['top200 - Nordia', 'top200 - Testland'])
  })
})

describe('songs without an id', () => {
  const text = 'date,rank,title,artist\n2020-01-01,1,Café Song,Olu\n2020-01-08,1,CAFE SONG,olu\n'
  const idsOf = (identity: 'id' | 'text') =>
    read(text, { chart: 'a', identity }).map(({ entries }) => entries[0]?.song.song_id)

  test('are one song where their text folds to the same', () => {
    const [first, second] = idsOf('id')
    expect(first).toBe(second)
    expect(first).toMatch(/^text:[0-9a-f]{32}$/)
  })

  test('are two songs where the exact text is the identity', () => {
    const [first, second] = idsOf('text')
    expect(first).not.toBe(second)
  })
})

describe('rows that cannot be read', () => {
  test('are rejects with the reason and the row, and leave a hole', () => {
    const text = `date,position,song,artist
2020-01-01,1,A,Olu
2020-01-01,none,B,Olu
2020-02-30,3,C,Olu
2020-01-01,4,,Olu
2020-01-01,5
2020-01-01,6,F,Olu
`
    const issue = only(read(text, { chart: 'a' }))
    expect(issue.chart_size).toBe(6)
    expect(
      issue.items.map((item) => ('song' in item ? item.position : [item.position, item.reason, item.detail])),
    ).toEqual([
      1,
      [null, 'unreadable', 'expected a position from 1, got "none"'],
      [3, 'unreadable', 'expected a date as YYYY-MM-DD, got "2020-02-30"'],
      [4, 'no_song', 'neither a title nor an id'],
      [5, 'unreadable', '2 fields, expected 4'],
      6,
    ])
    expect(issue.rejects[0]?.item).toEqual({ date: '2020-01-01', position: 'none', song: 'B', artist: 'Olu' })
  })

  test('above the first one that can be read are kept with its issue', () => {
    const issue = only(read('date,rank,title\nsoon,1,A\n2020-01-01,2,B\n', { chart: 'a' }))
    expect(issue.items.map(({ position }) => position)).toEqual([1, 2])
  })

  test('both songs of one position are given, for transform to reject the second', () => {
    const issue = only(read('date,rank,title\n2020-01-01,1,A\n2020-01-01,1,B\n', { chart: 'a' }))
    expect(issue.entries.map(({ position }) => position)).toEqual([1, 1])
  })
})

test('numbers that are none are null', () => {
  const text =
    'date,rank,title,streams,last-week,peak-rank,weeks-on-board\n2020-01-01,1,A,"1,234,567",0,,NEW\n'
  expect(only(only(read(text, { chart: 'a' })).entries)).toMatchObject({
    metric: 1234567,
    source_previous_position: null,
    source_peak_position: null,
    source_issues_on_chart: null,
  })
})

test('semicolons and tabs part fields too', () => {
  for (const delimiter of [';', '\t']) {
    const text = 'date,rank,title\n2020-01-01,1,A\n'.replaceAll(',', delimiter)
    expect(only(read(text, { chart: 'a' })).entries).toHaveLength(1)
  }
})

test('a text without a header row, without a day or without a row that can be read is refused', () => {
  expect(() => read('a,b\n1,2\n', { chart: 'a' })).toThrow('no header row')
  expect(() => read('rank,title\n1,A\n', { chart: 'a' })).toThrow('say which day')
  expect(() => read('date,rank,title\n2020-01-01,1,A\n', { chart: null })).toThrow('say which chart')
  expect(() => read('date,rank,title\n2020-01-01,x,A\n', { chart: 'a' })).toThrow('no row that can be read')
})

test('one column of artist and title is split at the first sign between blanks', () => {
  const rows = ['Pos,P+,Artist and Title,Pk', '1,=,Twenty-One Oaks - Row - Live,1', '2,+1,Elm – Ash,2']
  const { entries } = only(read(`${rows.join('\n')}\n`, { chart: 'top', chart_date: '2026-01-05' }))
  expect(
    entries.map(({ song }) => [song.song_name, song.artists.map(({ artist_name }) => artist_name)]),
  ).toEqual([
    ['Row - Live', ['Twenty-One Oaks']],
    ['Ash', ['Elm']],
  ])
})

test('a column of artist and title beside others is not split', () => {
  const rows = ['position,title,artist and title', '1,Ash,Elm - Ash']
  const { entries } = only(read(`${rows.join('\n')}\n`, { chart: 'top', chart_date: '2026-01-05' }))
  expect(entries).toMatchObject([{ song: { song_name: 'Ash', artists: [] } }])
})
